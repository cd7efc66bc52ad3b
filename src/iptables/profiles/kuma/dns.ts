import { isLoopback, parseAddress } from '../../../model/ip.ts';
import { DNS_PORT, LOOPBACK, ZONE_AGENT_TO_RESOLVER, ZONE_APP_TO_AGENT } from '../../constants.ts';
import {
  destination,
  destinationPort,
  jump,
  not,
  ownerUid,
  RETURN,
  redirect,
  source,
  sourcePort,
  zone,
} from '../../model/build.ts';
import type { Family, RuleStep } from '../../model/rule.ts';
import { DOCKER_CHAIN, type KumaConfig, type KumaDns } from './config.ts';
import { because, ChainWriter, type Spec, TCP, UDP } from './context.ts';

const TO_RESOLVER = [UDP, destinationPort(DNS_PORT)];
const FROM_RESOLVER = [UDP, sourcePort(DNS_PORT)];
const FLAG = { all: 'redirect-all-dns-traffic', listed: 'redirect-dns' } as const;

const flagOf = ({ all }: KumaDns): string => (all ? FLAG.all : FLAG.listed);

/** The DNS capture of a family; `undefined` where it has none, as without a nameserver of the family. */
export function dnsOf({ dns }: KumaConfig, family: Family): KumaDns | undefined {
  return dns && (dns.all || dns.servers[family].length > 0) ? dns : undefined;
}

/** The nameservers to write rules for; `undefined` stands for any. */
function resolvers({ all, servers }: KumaDns, family: Family): readonly (string | undefined)[] {
  return all ? [undefined] : servers[family];
}

function proxyQueries({ uid }: KumaConfig, { docker }: KumaDns, family: Family): Spec {
  const matches = [...TO_RESOLVER, ownerUid(uid)];
  if (docker && family === 'ipv4') {
    const comment = `redirect DNS traffic from kuma-dp to the ${DOCKER_CHAIN} chain`;
    return { matches, target: jump(DOCKER_CHAIN), comment, reason: because('dns-docker', 'docker-resolver') };
  }
  const comment = 'return early for DNS traffic from kuma-dp';
  return { matches, target: RETURN, comment, reason: because('dns-proxy', 'kuma-dp-user', uid) };
}

function query(dns: KumaDns, server: string | undefined): Spec {
  const proxy = `the kuma-dp DNS proxy (listening on port ${dns.port})`;
  return {
    matches: server === undefined ? TO_RESOLVER : [destination(server), ...TO_RESOLVER],
    target: redirect(dns.port),
    comment:
      server === undefined ? `redirect all DNS requests to ${proxy}` : `redirect DNS requests to ${server} to ${proxy}`,
    reason: because('dns-query', flagOf(dns)),
  };
}

/** Writes the DNS rules of nat OUTPUT: UDP only, ahead of the rules of others. */
export function redirectDns(chain: ChainWriter, config: KumaConfig, family: Family): void {
  const dns = dnsOf(config, family);
  if (!dns) return;
  const { uid } = config;
  chain
    .insert(proxyQueries(config, dns, family))
    .append({
      matches: [TCP, destinationPort(DNS_PORT), not(ownerUid(uid))],
      target: RETURN,
      comment: `allow applications to perform DNS queries over TCP to port 53 without mesh redirection (only traffic not owned by UID ${uid} (kuma-dp user))`,
      reason: because('dns-tcp', flagOf(dns)),
    })
    .insert(...resolvers(dns, family).map((server) => query(dns, server)));
}

function incomingZone(dns: KumaDns, server: string | undefined): Spec {
  const rest = { target: zone(ZONE_AGENT_TO_RESOLVER), reason: because('zone-resolver-answer', flagOf(dns)) };
  const assign = 'assign connection tracking zone 1 to';
  return server === undefined
    ? { ...rest, matches: FROM_RESOLVER, comment: `${assign} all DNS responses` }
    : { ...rest, matches: [source(server), ...FROM_RESOLVER], comment: `${assign} DNS responses from ${server}` };
}

function outgoingZone(dns: KumaDns, server: string | undefined): Spec {
  const rest = { target: zone(ZONE_APP_TO_AGENT), reason: because('zone-app-query', flagOf(dns)) };
  const assign = 'assign connection tracking zone 2 to';
  return server === undefined
    ? { ...rest, matches: TO_RESOLVER, comment: `${assign} all DNS requests` }
    : {
        ...rest,
        matches: [destination(server), ...TO_RESOLVER],
        comment: `${assign} DNS requests destined for ${server}`,
      };
}

/** The proxy's own exchanges: with the resolver, and with the application. The first zone on a packet wins. */
function proxyZones({ uid }: KumaConfig, { port }: KumaDns): readonly Spec[] {
  return [
    {
      matches: [...TO_RESOLVER, ownerUid(uid)],
      target: zone(ZONE_AGENT_TO_RESOLVER),
      comment: `assign connection tracking zone 1 to DNS traffic from the kuma-dp user (UID ${uid})`,
      reason: because('zone-proxy-query', 'kuma-dp-user', uid),
    },
    {
      matches: [UDP, sourcePort(port), ownerUid(uid)],
      target: zone(ZONE_APP_TO_AGENT),
      comment: 'assign connection tracking zone 2 to DNS responses from the kuma-dp DNS proxy',
      reason: because('zone-proxy-answer', 'kuma-dp-user', uid),
    },
  ];
}

/** Docker rewrites the port of queries to its resolver on localhost, so its answers are known by their addresses alone. */
function localResolver(dns: KumaDns, family: Family): readonly Spec[] {
  const onLoopback = dns.servers[family].filter((server) => {
    const address = parseAddress(server);
    return address !== undefined && isLoopback(address);
  });
  return onLoopback.map((server) => ({
    matches: [source(server), destination(LOOPBACK[family]), UDP],
    target: zone(ZONE_AGENT_TO_RESOLVER),
    comment:
      'assign conntrack zone 1 to DNS responses from the local DNS server to localhost, needed when the DNS query port is altered by a DNAT iptables rule, such as with Docker containers in a custom network',
    reason: because('zone-local-resolver', flagOf(dns)),
  }));
}

/** Table raw: conntrack zones for the two halves of a captured query. */
export function dnsZones(config: KumaConfig, family: Family): readonly RuleStep[] {
  const dns = dnsOf(config, family);
  if (!dns?.zones) return [];
  const servers = resolvers(dns, family);
  return [
    ...new ChainWriter('raw', 'PREROUTING', { family, config })
      .append(...servers.map((server) => incomingZone(dns, server)))
      .steps(),
    ...new ChainWriter('raw', 'OUTPUT', { family, config })
      .append(...proxyZones(config, dns), ...servers.map((server) => outgoingZone(dns, server)))
      .append(...localResolver(dns, family))
      .steps(),
  ];
}
