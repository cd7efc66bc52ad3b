/** What traffic a sidecar takes: the configuration of the istio profiles, checked and typed. */
import { isLoopback, parsePrefix } from '../../model/ip.ts';
import {
  DNS_AGENT_PORT,
  INBOUND_PORT,
  LOOPBACK,
  OUTBOUND_PORT,
  OWNER_GROUPS_MAX,
  OWNER_GROUPS_MAX_PEER,
  PROXY_UID,
  TPROXY_MARK,
  TPROXY_ROUTE_TABLE,
  TUNNEL_PORT,
} from '../constants.ts';
import type { Family } from '../model/rule.ts';
import type { ProfileInput } from '../profiles/profile.ts';
import { familiesByAddress, nameserversByFamily } from './families.ts';
import {
  type CidrItem,
  cidrItem,
  interfaceItem,
  type Leniency,
  listenPort,
  type OwnerItem,
  ownerItem,
  type PortItem,
  portItem,
  uint32,
  word,
} from './parsers.ts';
import { badValue, isOn, itemsOf, listOf, oneOf, type Values } from './values.ts';

/** Everything, or what is listed; an empty list is nothing. */
export type Selection<T> = '*' | readonly T[];

/** What is done about DNS. */
export interface DnsCapture {
  /** Every packet to port 53, not only those to the nameservers. */
  readonly all: boolean;
  /** The nameservers of resolv.conf; empty where all packets are taken. */
  readonly servers: Readonly<Record<Family, readonly string[]>>;
  readonly port: number;
}

/** Which groups' traffic is taken: all but some, or only some. */
export type OwnerGroups =
  | { readonly kind: 'exclude'; readonly groups: readonly OwnerItem[] }
  | { readonly kind: 'include'; readonly groups: readonly OwnerItem[] };

/** The configuration of the istio profiles. Field by field it is a flag of spec §2, after defaults and checks. */
export interface CaptureConfig {
  /** Families that get rules; IPv4 first. */
  readonly families: readonly Family[];
  readonly outboundPort: number;
  readonly inboundPort: number;
  readonly tunnelPort: number;
  readonly uids: readonly OwnerItem[];
  readonly gids: readonly OwnerItem[];
  readonly mode: 'redirect' | 'tproxy';
  readonly tproxyMark: number;
  readonly tproxyTable: number;
  readonly inboundPorts: Selection<PortItem>;
  readonly inboundExcluded: readonly PortItem[];
  readonly outboundCidrs: Selection<CidrItem>;
  readonly outboundCidrsExcluded: readonly CidrItem[];
  readonly outboundPorts: readonly PortItem[];
  readonly outboundPortsExcluded: readonly PortItem[];
  readonly virtualInterfaces: readonly string[];
  readonly excludedInterfaces: readonly string[];
  readonly ownerGroups: OwnerGroups;
  /** Localhost by family. */
  readonly loopback: Readonly<Record<Family, string>>;
  /** Absent when DNS is left alone. */
  readonly dns?: DnsCapture;
  readonly dropInvalid: boolean;
}

/** Loopback ranges wider than all of 127/8 would take in addresses of others. */
const LOOPBACK_BITS_MIN = 8;

function selection<T>(values: Values, long: string, parse: () => readonly T[]): Selection<T> {
  return values.get(long)?.text === '*' ? '*' : parse();
}

/** The user the proxy runs as: `--proxy-uid`, else the id of the proxy's user, else 1337. */
function proxyUsers(input: ProfileInput, leniency: Leniency): readonly OwnerItem[] {
  const given = listOf(input.values, 'proxy-uid', ownerItem('user', input.around.users, leniency));
  if (given.length > 0) return given;
  const id = input.around.users.get(input.values.get('envoy-user')?.text || 'istio-proxy') ?? PROXY_UID;
  return [{ first: id, last: id }];
}

/** The groups of `--proxy-gid`; without it the numbers of the users. Throws for a user's name that is no group's. */
function proxyGroups(input: ProfileInput, users: readonly OwnerItem[], leniency: Leniency): readonly OwnerItem[] {
  const { values, around } = input;
  const parse = ownerItem('group', around.groups, leniency);
  const given = listOf(values, 'proxy-gid', parse);
  if (given.length > 0) return given;
  return values.get('proxy-uid')?.text ? listOf(values, 'proxy-uid', parse) : users;
}

const ALL = '*';

function ownerGroups({ values, around, compat }: ProfileInput, leniency: Leniency): OwnerGroups {
  const parse = ownerItem('group', around.groups, leniency);
  const included = values.get('istio-outbound-owner-groups');
  if (included === undefined || included.text === ALL) {
    return { kind: 'exclude', groups: listOf(values, 'istio-outbound-owner-groups-exclude', parse) };
  }
  const limit = compat ? OWNER_GROUPS_MAX_PEER : OWNER_GROUPS_MAX;
  const count = itemsOf(included.text).length;
  if (count > limit) {
    const reason = `it lists ${count} groups; one rule can name ${limit}, iptables-restore takes no more words in a line`;
    throw badValue(included, reason);
  }
  return { kind: 'include', groups: listOf(values, 'istio-outbound-owner-groups', parse) };
}

function loopbackCidr(values: Values): string {
  const given = values.get('istio-outbound-ipv4-loopback-cidr');
  if (given === undefined) return LOOPBACK.ipv4;
  const prefix = parsePrefix(given.text);
  if (!prefix) throw badValue(given, 'it is not an address with a prefix length');
  if (prefix.family !== 'ipv4' || !isLoopback(prefix)) throw badValue(given, 'it does not lie inside 127.0.0.0/8');
  if (prefix.bits < LOOPBACK_BITS_MIN) throw badValue(given, `its prefix is shorter than ${LOOPBACK_BITS_MIN} bits`);
  return given.text;
}

function dnsCapture({ values, around }: ProfileInput): DnsCapture | undefined {
  if (!isOn(values, 'redirect-dns')) return undefined;
  if (isOn(values, 'capture-all-dns')) return { all: true, servers: { ipv4: [], ipv6: [] }, port: DNS_AGENT_PORT };
  const servers = nameserversByFamily(around.nameservers);
  if (servers.ipv4.length + servers.ipv6.length === 0) return undefined;
  return { all: false, servers, port: DNS_AGENT_PORT };
}

function interceptionMode({ values, compat }: ProfileInput): 'redirect' | 'tproxy' {
  const long = 'istio-inbound-interception-mode';
  // The peer takes any other word for REDIRECT.
  if (compat) return values.get(long)?.text === 'TPROXY' ? 'tproxy' : 'redirect';
  return oneOf(values, long, word(['REDIRECT', 'TPROXY']), 'REDIRECT') === 'TPROXY' ? 'tproxy' : 'redirect';
}

/** The families that get rules: those asked for, else by the pod's addresses. */
function programmedFamilies({ families, around, values }: ProfileInput): readonly Family[] {
  return families ?? familiesByAddress(around.addresses, isOn(values, 'dual-stack')).families;
}

/** The checked configuration. Throws UsageError or InputError for the first value that cannot be used. */
export function captureConfig(input: ProfileInput): CaptureConfig {
  const { values, compat, allowServiceNames, backend } = input;
  const leniency = { compat, allowServiceNames };
  const ports = (long: string) => listOf(values, long, portItem(leniency));
  const cidrs = (long: string) => listOf(values, long, cidrItem(leniency));
  const interfaces = (long: string) => listOf(values, long, interfaceItem(backend, leniency));
  const uids = proxyUsers(input, leniency);
  const dns = dnsCapture(input);
  return {
    families: programmedFamilies(input),
    outboundPort: oneOf(values, 'envoy-port', listenPort, OUTBOUND_PORT),
    inboundPort: oneOf(values, 'inbound-capture-port', listenPort, INBOUND_PORT),
    tunnelPort: oneOf(values, 'inbound-tunnel-port', listenPort, TUNNEL_PORT),
    uids,
    gids: proxyGroups(input, uids, leniency),
    mode: interceptionMode(input),
    tproxyMark: oneOf(values, 'istio-inbound-tproxy-mark', uint32, TPROXY_MARK),
    tproxyTable: oneOf(values, 'istio-inbound-tproxy-route-table', uint32, TPROXY_ROUTE_TABLE),
    inboundPorts: selection(values, 'istio-inbound-ports', () => ports('istio-inbound-ports')),
    inboundExcluded: ports('istio-local-exclude-ports'),
    outboundCidrs: selection(values, 'istio-service-cidr', () => cidrs('istio-service-cidr')),
    outboundCidrsExcluded: cidrs('istio-service-exclude-cidr'),
    outboundPorts: ports('istio-outbound-ports'),
    outboundPortsExcluded: ports('istio-local-outbound-ports-exclude'),
    virtualInterfaces: interfaces('kube-virt-interfaces'),
    excludedInterfaces: interfaces('istio-exclude-interfaces'),
    ownerGroups: ownerGroups(input, leniency),
    loopback: { ipv4: loopbackCidr(values), ipv6: LOOPBACK.ipv6 },
    dropInvalid: isOn(values, 'drop-invalid'),
    ...(dns ? { dns } : {}),
  };
}
