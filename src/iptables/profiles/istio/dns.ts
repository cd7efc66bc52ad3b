/** DNS capture: spec §7. */
import type { CaptureConfig, DnsCapture } from '../../config/capture.ts';
import { DNS_PORT, ZONE_AGENT_TO_RESOLVER, ZONE_APP_TO_AGENT } from '../../constants.ts';
import { destination, destinationPort, jump, protocol, redirect, source, sourcePort, zone } from '../../model/build.ts';
import type { Match } from '../../model/match.ts';
import type { Family, RuleStep } from '../../model/rule.ts';
import { append, BOTH_FAMILIES, type StepRule } from '../steps.ts';
import { CHAIN } from './chains.ts';
import { because, ownedBy, ownerText, type Part, proxyOwners } from './context.ts';

const FLAG = 'redirect-dns';
const UDP = protocol('udp');
const HOST_BITS = { ipv4: 32, ipv6: 128 } as const;

/** The nameservers of both families as host prefixes. */
function serversOf({ servers }: DnsCapture): readonly { readonly family: Family; readonly cidr: string }[] {
  return BOTH_FAMILIES.flatMap((family) =>
    servers[family].map((server) => ({ family, cidr: `${server}/${HOST_BITS[family]}` })),
  );
}

/** The families in which any query is taken. */
const capturedFamilies = ({ all, servers }: DnsCapture): readonly Family[] =>
  BOTH_FAMILIES.filter((family) => all || servers[family].length > 0);

/** The jumps, and what becomes of queries. Placed behind the rules that let the proxy's own traffic go, so that the agent's queries pass. */
export const dnsRedirects: Part = ({ dns }) => {
  if (!dns) return [];
  const target = jump(CHAIN.outputDns);
  const families = capturedFamilies(dns);
  return [
    append('raw', 'OUTPUT', { target, reason: because('zones-out', FLAG) }),
    append('nat', CHAIN.output, { target, reason: because('dns', FLAG), families }),
    ...['tcp', 'udp'].flatMap((name) => queries(name, dns)),
  ];
};

function queries(name: string, dns: DnsCapture): readonly RuleStep[] {
  const matches = [protocol(name), destinationPort(DNS_PORT)];
  const rule = { target: redirect(dns.port), reason: because('dns-query', dns.all ? 'capture-all-dns' : FLAG) };
  if (dns.all) return [append('nat', CHAIN.outputDns, { ...rule, matches })];
  return serversOf(dns).map(({ family, cidr }) =>
    append('nat', CHAIN.outputDns, {
      ...rule,
      matches: [...matches, destination(cidr)],
      nft: [destination(cidr), { ...destinationPort(DNS_PORT), protocol: name }],
      families: [family],
    }),
  );
}

/** A rule of table raw: its matches hold for nft too, in this order. */
function raw(chain: string, { matches, ...rule }: StepRule & { readonly matches: readonly Match[] }): RuleStep {
  const nft = matches
    .filter(({ kind }) => kind !== 'protocol')
    .map((match) =>
      match.kind === 'source-port' || match.kind === 'destination-port' ? { ...match, protocol: 'udp' } : match,
    );
  return append('raw', chain, { ...rule, matches, nft });
}

/** The agent's own exchanges: queries to the resolver, answers to the application. The first zone on a packet wins. */
function agentZones(config: CaptureConfig, { port }: DnsCapture): readonly RuleStep[] {
  return proxyOwners(config).flatMap(({ kind, flag, item }) => {
    const owner = ownedBy(kind, item);
    return [
      raw(CHAIN.outputDns, {
        matches: [UDP, destinationPort(DNS_PORT), owner],
        target: zone(ZONE_AGENT_TO_RESOLVER),
        reason: because('zone-agent-query', flag, ownerText(item)),
      }),
      raw(CHAIN.outputDns, {
        matches: [UDP, sourcePort(port), owner],
        target: zone(ZONE_APP_TO_AGENT),
        reason: because('zone-agent-answer', flag, ownerText(item)),
      }),
    ];
  });
}

/** The exchange between application and resolver, one server at a time. */
function appZones(dns: DnsCapture): readonly RuleStep[] {
  const servers = dns.all ? [undefined] : serversOf(dns);
  return servers.flatMap((server) => {
    const families = server ? { families: [server.family] } : {};
    const flag = dns.all ? 'capture-all-dns' : FLAG;
    return [
      raw(CHAIN.outputDns, {
        matches: [UDP, destinationPort(DNS_PORT), ...(server ? [destination(server.cidr)] : [])],
        target: zone(ZONE_APP_TO_AGENT),
        reason: because('zone-app-query', flag),
        ...families,
      }),
      raw(CHAIN.inbound, {
        matches: [UDP, sourcePort(DNS_PORT), ...(server ? [source(server.cidr)] : [])],
        target: zone(ZONE_AGENT_TO_RESOLVER),
        reason: because('zone-resolver-answer', flag),
        ...families,
      }),
    ];
  });
}

/** Conntrack zones: without them the two halves of a captured query may share their addresses and ports and collide. */
export const dnsZones: Part = (config) => {
  const { dns } = config;
  if (!dns) return [];
  return [
    ...agentZones(config, dns),
    append('raw', 'PREROUTING', {
      target: jump(CHAIN.inbound),
      reason: because('zones-in', FLAG),
      families: capturedFamilies(dns),
    }),
    ...appZones(dns),
  ];
};
