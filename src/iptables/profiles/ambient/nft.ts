import { DNS_AGENT_PORT, DNS_PORT, INBOUND_PORT, LOOPBACK, OUTBOUND_PORT, TUNNEL_PORT } from '../../constants.ts';
import type { Family, Program, RuleStep, TableName } from '../../model/rule.ts';
import { type AmbientConfig, CONNECTION_MARK, MARK_MASK, PROBE_SETS, PROXY_MARK } from './config.ts';
import type { AmbientReason } from './reasons.ts';

const hex = (value: number): string => `0x${value.toString(16)}`;
const MASK = hex(MARK_MASK);
const PROXY = hex(PROXY_MARK);
const CONNECTION = hex(CONNECTION_MARK);
/** The bits of a connection's mark that belong to others. */
const FOREIGN_BITS = hex((~MARK_MASK & 0xffff_ffff) >>> 0);

const NOT_FROM_PROXY = `mark and ${MASK} != ${PROXY}`;
const ONE_ZONE = 'counter ct zone set 1';

/** What the text of a rule depends on. */
interface Place {
  readonly ip: 'ip' | 'ip6';
  readonly family: Family;
  readonly chain: string;
  readonly notLocalhost: string;
  readonly probeSource: string;
  readonly interface: string;
}

type Text = (place: Place) => string;

const enter: Text = ({ chain }) => `jump ${chain}`;

/**
 * The node agent's own spelling of each rule, its blanks and its two ways to say "and" included: byte for byte what it sends.
 * @see istio cni, spec section 12
 */
const TEXTS: Readonly<Partial<Record<AmbientReason, Text>>> = {
  'enter-incoming': enter,
  'enter-outgoing': enter,
  'virtual-outgoing': (place) => `iifname ${place.interface} meta l4proto tcp counter redirect to :${OUTBOUND_PORT}`,
  'virtual-rest': (place) => `iifname ${place.interface} meta l4proto tcp counter return`,
  'remember-proxy': () =>
    `meta mark & ${MASK} == ${PROXY} counter ct mark set ct mark & ${FOREIGN_BITS} |  ${CONNECTION}`,
  'probe-in': ({ ip, probeSource }) => `meta l4proto tcp ${ip} saddr ${probeSource} counter accept`,
  'probe-out': ({ ip, probeSource }) => `meta l4proto tcp ${ip} daddr ${probeSource} counter accept`,
  inbound: ({ ip, notLocalhost }) =>
    `${notLocalhost} tcp dport != ${TUNNEL_PORT} mark and ${MASK}${ip === 'ip' ? '  ' : ' '}!= ${PROXY} counter redirect to :${INBOUND_PORT}`,
  'restore-mark': () => `ct mark and ${MASK} == ${CONNECTION} counter meta mark set ct mark`,
  'dns-udp': () => `oifname != lo ${NOT_FROM_PROXY} udp dport ${DNS_PORT} counter redirect to :${DNS_AGENT_PORT}`,
  'dns-tcp': ({ notLocalhost }) =>
    `${notLocalhost} tcp dport ${DNS_PORT} ${NOT_FROM_PROXY} counter redirect to :${DNS_AGENT_PORT}`,
  'zone-query': () => `udp dport ${DNS_PORT} meta mark and ${MASK} == ${PROXY} ${ONE_ZONE}`,
  'zone-answer': () => `udp sport ${DNS_PORT} meta mark and ${MASK} != ${PROXY} ${ONE_ZONE}`,
  'proxied-reply': () => `meta l4proto tcp mark and ${MASK} == ${CONNECTION} counter accept`,
  'self-call': ({ notLocalhost }) => `oifname lo ${notLocalhost} counter accept`,
  outbound: ({ notLocalhost }) =>
    `meta l4proto tcp ${notLocalhost} ${NOT_FROM_PROXY} counter redirect to :${OUTBOUND_PORT}`,
};

const CHAINS: Readonly<Record<string, string>> = {
  PREROUTING: 'prerouting',
  OUTPUT: 'output',
  ISTIO_PRERT: 'istio-prerouting',
  ISTIO_OUTPUT: 'istio-output',
};

/** In the order of the transaction; type of the output chain and priority. */
const TABLES = [
  { table: 'nat', prerouting: 'nat', output: 'nat', priority: -100 },
  { table: 'mangle', prerouting: 'filter', output: 'route', priority: -150 },
  { table: 'raw', prerouting: 'filter', output: 'filter', priority: -300 },
] as const;

const tableName = (table: TableName): string => `inet istio-ambient-${table}`;
const chainName = (chain: string): string => CHAINS[chain] ?? chain;
const opening = (name: string): readonly string[] => [`add table ${name}`, `flush table ${name}`];

function placeOf({ families, rule }: RuleStep, { probeSource }: AmbientConfig): Place {
  const family = families.length === 1 && families[0] === 'ipv6' ? 'ipv6' : 'ipv4';
  const ip = family === 'ipv4' ? 'ip' : 'ip6';
  const matched = rule.matches.find(({ kind }) => kind === 'in-interface');
  return {
    ip,
    family,
    chain: rule.target.kind === 'jump' ? chainName(rule.target.chain) : '',
    notLocalhost: `${ip} daddr != ${LOOPBACK[family]}`,
    probeSource: probeSource[family],
    interface: matched?.kind === 'in-interface' ? matched.name : '',
  };
}

function ruleLine(step: RuleStep, config: AmbientConfig): string {
  // Every step of this profile carries one of its own reasons.
  const text = TEXTS[step.rule.reason?.id as AmbientReason];
  if (!text) throw new Error(`no nft form of ${step.rule.reason?.id}`);
  return `add rule ${tableName(step.table)} ${chainName(step.chain)} ${text(placeOf(step, config))}`;
}

/** The transaction of the pod's rules for nft; one table serves both families. */
export function podNft({ steps, families }: Program, config: AmbientConfig): string {
  const wanted = steps.filter((step) => step.families.some((family) => families.includes(family)));
  const lines = TABLES.flatMap(({ table, prerouting, output, priority }) => {
    const name = tableName(table);
    const rules = wanted.filter((step) => step.table === table);
    if (rules.length === 0) return [];
    return [
      ...opening(name),
      `add chain ${name} prerouting { type ${prerouting} hook prerouting priority ${priority} ; }`,
      `add chain ${name} output { type ${output} hook output priority ${priority} ; }`,
      `add chain ${name} istio-prerouting`,
      `add chain ${name} istio-output`,
      ...rules.map((step) => ruleLine(step, config)),
    ];
  });
  return `${lines.join('\n')}\n`;
}

/**
 * The transaction of the host's rules for nft. nft cannot ask whether a packet has a socket, so the rule names the user of the
 * kubelet instead.
 */
export function hostNft(families: readonly Family[], { kubeletUid, probeSource }: AmbientConfig): string {
  const name = tableName('nat');
  const rules = families.map((family) => {
    const ip = family === 'ipv4' ? 'ip' : 'ip6';
    const match = `meta l4proto tcp skuid ${kubeletUid} ${ip} daddr @${PROBE_SETS[family]}`;
    return `add rule ${name} postrouting ${match} counter snat to ${probeSource[family]}`;
  });
  const chain = `add chain ${name} postrouting { type nat hook postrouting priority 100 ; }`;
  return `${[...opening(name), chain, ...rules].join('\n')}\n`;
}
