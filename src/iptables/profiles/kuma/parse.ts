/** One value each of Kuma's own notations. */
import { parseAddressOrPrefix, parsePrefix } from '../../../model/ip.ts';
import { type CidrItem, integer, interfaceItem } from '../../config/parsers.ts';
import type { Parsed } from '../../config/values.ts';
import { MULTIPORT_SLOTS, PORT_MAX, UINT32_MAX } from '../../constants.ts';
import type { PortRange } from '../../model/match.ts';
import type { Family } from '../../model/rule.ts';
import type { OwnerExclusion, VirtualNetwork } from './config.ts';

const ALL_PORTS: PortRange = { first: 1, last: PORT_MAX };

/** A number or a range `a-b` (also `a:b`) from `min` to `max`. */
function range(min: number, max: number) {
  const bound = integer(min, max);
  return (text: string): Parsed<PortRange> => {
    const [from = '', to = from, more] = text.split(/[-:]/);
    if (more !== undefined) return { reason: 'it is neither a number nor a range' };
    const [first, last] = [bound(from), bound(to)];
    if (!('value' in first)) return first;
    if (!('value' in last)) return last;
    if (first.value > last.value) return { reason: 'its first number is larger than its last' };
    return { value: { first: first.value, last: last.value } };
  };
}

/** A port or a range of ports. */
export const portRange = range(1, PORT_MAX);

const uidRange = range(0, UINT32_MAX);

/** An address or prefix, as it was written. */
export function addressItem(item: string): Parsed<CidrItem> {
  const prefix = parseAddressOrPrefix(item);
  return prefix
    ? { value: { family: prefix.family, text: item } }
    : { reason: 'it is neither an IP address nor one with a prefix length' };
}

/** `INTERFACE:CIDR`. */
export function network(item: string): Parsed<VirtualNetwork & { readonly family: Family }> {
  const colon = item.indexOf(':');
  if (colon < 1) return { reason: 'it is to be INTERFACE:CIDR' };
  const name = interfaceItem('iptables', { compat: false, allowServiceNames: false })(item.slice(0, colon));
  if (!('value' in name)) return { reason: `its interface: ${name.reason}` };
  const cidr = item.slice(colon + 1);
  const prefix = parsePrefix(cidr);
  if (!prefix) return { reason: `"${cidr}" is not an address with a prefix length` };
  return { value: { interface: name.value, cidr, family: prefix.family } };
}

const PROTOCOLS: Readonly<Record<string, readonly OwnerExclusion['protocol'][]>> = {
  '': ['tcp', 'udp'],
  '*': ['tcp', 'udp'],
  tcp: ['tcp'],
  udp: ['udp'],
};

function portList(text: string): Parsed<readonly PortRange[]> {
  if (text === '' || text === '*') return { value: [ALL_PORTS] };
  const ports: PortRange[] = [];
  for (const item of text.split(',')) {
    const parsed = portRange(item);
    if (!('value' in parsed)) return { reason: `its port "${item}": ${parsed.reason}` };
    ports.push(parsed.value);
  }
  const slots = ports.reduce((sum, { first, last }) => sum + (first === last ? 1 : 2), 0);
  if (slots <= MULTIPORT_SLOTS) return { value: ports };
  return { reason: `one rule holds ${MULTIPORT_SLOTS} ports, a range counting as two` };
}

/** `[PROTOCOL:][PORTS:]UIDS`; without a protocol there is one for TCP and one for UDP. */
export function ownerExclusions(item: string): Parsed<readonly OwnerExclusion[]> {
  const parts = item.split(':');
  if (parts.length > 3) return { reason: 'it is to be [PROTOCOL:][PORTS:]UIDS' };
  const uids = uidRange(parts.at(-1) ?? '');
  if (!('value' in uids)) return { reason: `its users: ${uids.reason}` };
  const ports = portList(parts.at(-2) ?? '');
  if (!('value' in ports)) return ports;
  const name = parts.at(-3) ?? '';
  const protocols = Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined;
  if (!protocols) return { reason: `its protocol "${name}" is neither tcp nor udp` };
  return { value: protocols.map((protocol) => ({ protocol, ports: ports.value, uids: uids.value })) };
}
