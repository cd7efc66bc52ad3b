import type { Diagnostic } from '../../../model/diagnostic.ts';
import { nameserversByFamily } from '../../config/families.ts';
import { type CidrItem, duration, integer, listenPort, ownerItem, uint32, word } from '../../config/parsers.ts';
import { badValue, finding, isOn, listOf, oneOf, textOf, type Values } from '../../config/values.ts';
import { DNS_AGENT_PORT, INBOUND_PORT, OUTBOUND_PORT } from '../../constants.ts';
import type { Family } from '../../model/rule.ts';
import { fileValues } from '../file-values.ts';
import type { ProfileInput } from '../profile.ts';
import { BOTH_FAMILIES } from '../steps.ts';
import { type Direction, type KumaConfig, type KumaDns, LOG_LEVEL, PROXY_UID } from './config.ts';
import { KUMA_KEYS } from './flags.ts';
import { addressItem, network, ownerExclusions, portRange } from './parse.ts';

type Warn = (finding: Diagnostic) => void;

/** The largest level of the kernel's log. @see syslog(2) */
const LOG_LEVEL_MAX = 7;

/**
 * Both families unless one is asked for. The peer looks whether the machine has any IPv6 address, localhost counting; that is
 * only known of addresses that include those of the loopback interface.
 */
function families({ families: asked, around }: ProfileInput, values: Values): readonly Family[] {
  if (asked) return asked;
  const mode = oneOf(values, 'ip-family-mode', word(['dualstack', 'ipv4']), 'dualstack');
  const knowsLoopback = around.addresses.some(({ iface }) => iface === 'lo');
  const withoutIpv6 = knowsLoopback && !around.addresses.some(({ address }) => address.includes(':'));
  return mode === 'ipv4' || withoutIpv6 ? ['ipv4'] : BOTH_FAMILIES;
}

function user({ around, compat }: ProfileInput, values: Values): number {
  const given = values.get('kuma-dp-user');
  if (!given || given.text === '') return around.users.get('kuma-dp') ?? PROXY_UID;
  const parsed = ownerItem('user', around.users, { compat, allowServiceNames: false })(given.text);
  if (!('value' in parsed)) throw badValue(given, parsed.reason);
  if (parsed.value.first !== parsed.value.last) throw badValue(given, 'it is to be one user');
  return parsed.value.first;
}

const byFamily = <T extends { readonly family: Family }>(items: readonly T[]): Record<Family, readonly T[]> => ({
  ipv4: items.filter(({ family }) => family === 'ipv4'),
  ipv6: items.filter(({ family }) => family === 'ipv6'),
});

function addresses(values: Values, long: string): Direction['addresses'] {
  const { ipv4, ipv6 } = byFamily<CidrItem>(listOf(values, long, addressItem));
  return { ipv4: ipv4.map(({ text }) => text), ipv6: ipv6.map(({ text }) => text) };
}

function direction(values: Values, side: 'inbound' | 'outbound', warn: Warn): Direction {
  const made: Direction = {
    enabled: textOf(values, `redirect-${side}`, 'true') === 'true',
    port: oneOf(values, `redirect-${side}-port`, listenPort, side === 'inbound' ? INBOUND_PORT : OUTBOUND_PORT),
    included: listOf(values, `include-${side}-ports`, portRange),
    excluded: listOf(values, `exclude-${side}-ports`, portRange),
    addresses: addresses(values, `exclude-${side}-ips`),
    insert: isOn(values, `redirect-${side}-insert-instead-of-append`),
  };
  if (made.included.length > 0 && made.excluded.length > 0) {
    warn(finding('MSH4056', `--exclude-${side}-ports has no effect beside --include-${side}-ports`));
  }
  return made;
}

function dns({ around }: ProfileInput, values: Values, warn: Warn): KumaDns | undefined {
  const all = isOn(values, 'redirect-all-dns-traffic');
  const port = oneOf(values, 'redirect-dns-port', listenPort, DNS_AGENT_PORT);
  if (!all && !isOn(values, 'redirect-dns')) return undefined;
  const servers = all ? { ipv4: [], ipv6: [] } : nameserversByFamily(around.nameservers);
  if (!all && servers.ipv4.length + servers.ipv6.length === 0) {
    warn(finding('MSH4055', '--redirect-dns finds no nameserver; DNS is left alone'));
    return undefined;
  }
  const zones = !isOn(values, 'skip-dns-conntrack-zone-split');
  return { all, servers, port, zones, docker: isOn(values, 'docker-resolver') };
}

/** Checks what only matters when rules are applied, so that a bad value is told at once. */
function checkOperation(values: Values, warn: Warn): void {
  for (const long of ['wait', 'wait-interval', 'max-retries']) oneOf(values, long, uint32, 0);
  oneOf(values, 'sleep-between-retries', duration, 0);
  if (isOn(values, 'store-firewalld')) {
    warn(finding('MSH4057', '--store-firewalld has no effect: the rules are not stored in firewalld'));
  }
}

/** Entries of this list have commas of their own, so semicolons part them. */
function owners(values: Values): KumaConfig['ownerExclusions'] {
  const given = values.get('exclude-outbound-ports-for-uids');
  if (!given) return [];
  const items = given.text.split(';').filter((item) => item !== '');
  return items.flatMap((item) => {
    const parsed = ownerExclusions(item);
    if ('value' in parsed) return parsed.value;
    throw badValue(given, parsed.reason, item);
  });
}

function networks(values: Values): KumaConfig['networks'] {
  const found = listOf(values, 'vnet', network).toSorted((a, b) => (a.interface < b.interface ? -1 : 1));
  return byFamily(found);
}

/**
 * What the flags, the environment and the configuration file say, checked; the file comes last. Throws UsageError or InputError
 * for a value that cannot be used.
 */
export function kumaConfig(input: ProfileInput): { config: KumaConfig; diagnostics: readonly Diagnostic[] } {
  const file = fileValues(KUMA_KEYS, input.around.configFile);
  const values: Values = new Map([...file.values, ...input.values]);
  const diagnostics: Diagnostic[] = [...file.diagnostics];
  const warn: Warn = (item) => diagnostics.push(item);
  checkOperation(values, warn);
  const captured = dns(input, values, warn);
  const logLevel = oneOf(values, 'log-level', integer(0, LOG_LEVEL_MAX), LOG_LEVEL);
  const config: KumaConfig = {
    families: families(input, values),
    uid: user(input, values),
    inbound: direction(values, 'inbound', warn),
    outbound: direction(values, 'outbound', warn),
    ownerExclusions: owners(values),
    ...(captured ? { dns: captured } : {}),
    networks: networks(values),
    dropInvalid: isOn(values, 'drop-invalid-packets'),
    ...(isOn(values, 'iptables-logs') ? { logLevel } : {}),
    comments: !isOn(values, 'disable-comments'),
    verbose: isOn(values, 'verbose'),
  };
  return { config, diagnostics };
}
