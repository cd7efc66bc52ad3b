/** Protocols by number, with the names iptables prints. @see IANA protocol numbers */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'all'],
  [1, 'icmp'],
  [2, 'igmp'],
  [4, 'ipencap'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [41, 'ipv6'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'ipv6-icmp'],
  [89, 'ospf'],
  [103, 'pim'],
  [112, 'vrrp'],
  [132, 'sctp'],
  [135, 'mobility-header'],
  [136, 'udplite'],
]);

const ALIASES: Readonly<Record<string, string>> = { icmpv6: 'ipv6-icmp', icmp6: 'ipv6-icmp', mh: 'mobility-header' };

/** One name for a protocol however it was written: `6`, `TCP` and `tcp` are `tcp`; a number without a name stays. */
export function protocolName(text: string): string {
  const lower = text.toLowerCase();
  if (/^\d+$/.test(lower)) return NAMES.get(Number(lower)) ?? String(Number(lower));
  return ALIASES[lower] ?? lower;
}

/** Whether a word is a protocol, as a name or as a number. */
export function isProtocol(text: string): boolean {
  return /^\d+$/.test(text) || [...NAMES.values()].includes(protocolName(text));
}

/** Whether packets of a protocol have ports. */
export function hasPorts(protocol: string): boolean {
  return ['tcp', 'udp', 'sctp', 'dccp', 'udplite'].includes(protocol);
}
