/** IP addresses and prefixes as Go's net/netip reads them, which is what the peers read their flags with. */

/** The family of an address. */
export type IpFamily = 'ipv4' | 'ipv6';

/** An address as a number: 32 bits of IPv4 or 128 bits of IPv6. */
export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

/** An address and how many of its leading bits count. Host bits are kept. */
export interface IpPrefix extends IpAddress {
  readonly bits: number;
}

/** How many bits an address has. */
export const IP_BITS: Readonly<Record<IpFamily, number>> = { ipv4: 32, ipv6: 128 };

const GROUPS = 8;
const OCTETS = 4;
const MAPPED_PREFIX = 0xffffn;

function ipv4Value(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== OCTETS) return undefined;
  let value = 0n;
  for (const octet of octets) {
    // A leading zero may mean octal to some readers, so nobody is to write one.
    if (!/^(?:0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256n + BigInt(octet);
  }
  return value;
}

/** The 16-bit groups of one side of `::`; an IPv4 ending, which only the end of an address may have, counts as two. */
function groupsOf(text: string, atEnd: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (atEnd && index === parts.length - 1 && part.includes('.')) {
      const value = ipv4Value(part);
      if (value === undefined) return undefined;
      groups.push(Number(value >> 16n), Number(value & 0xffffn));
    } else {
      if (!/^[\da-fA-F]{1,4}$/.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function ipv6Value(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (!head || !tail) return undefined;
  const missing = GROUPS - head.length - tail.length;
  // `::` stands for one group at least.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail].reduce(
    (value, group) => value * 65_536n + BigInt(group),
    0n,
  );
}

/**
 * An address without prefix length, zone, blanks or leading zeros; `undefined` for any other text. An IPv4-mapped address
 * (`::ffff:10.0.0.1`) is IPv6.
 * @see Go net/netip ParseAddr
 */
export function parseAddress(text: string): IpAddress | undefined {
  const family = text.includes(':') ? 'ipv6' : 'ipv4';
  const value = family === 'ipv6' ? ipv6Value(text) : ipv4Value(text);
  return value === undefined ? undefined : { family, value };
}

/**
 * An address and its prefix length; `undefined` for any other text, an address alone included.
 * @see Go net/netip ParsePrefix
 */
export function parsePrefix(text: string): IpPrefix | undefined {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!address || !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  return bits > IP_BITS[address.family] ? undefined : { ...address, bits };
}

/** A prefix, or a single address as a prefix of full length; `undefined` for any other text. */
export function parseAddressOrPrefix(text: string): IpPrefix | undefined {
  const address = parseAddress(text);
  return address ? { ...address, bits: IP_BITS[address.family] } : parsePrefix(text);
}

/** Whether an address lies in a prefix; one of another family never does. */
export function prefixContains(prefix: IpPrefix, address: IpAddress): boolean {
  if (prefix.family !== address.family) return false;
  const shift = BigInt(IP_BITS[prefix.family] - prefix.bits);
  return prefix.value >> shift === address.value >> shift;
}

/** Whether two prefixes have an address in common. */
export function prefixesOverlap(one: IpPrefix, other: IpPrefix): boolean {
  return one.bits <= other.bits ? prefixContains(one, other) : prefixContains(other, one);
}

/** Whether it is 127.0.0.0/8 or ::1, which never leave the machine. */
export function isLoopback({ family, value }: IpAddress): boolean {
  return family === 'ipv4' ? value >> 24n === 127n : value === 1n;
}

/** Whether it is 169.254.0.0/16 or fe80::/10: good on one link only. */
export function isLinkLocal({ family, value }: IpAddress): boolean {
  return family === 'ipv4' ? value >> 16n === 0xa9fen : value >> 118n === 0x3fan;
}

/** Whether it is an IPv4 address in IPv6 clothes, `::ffff:a.b.c.d`. */
export function isMapped({ family, value }: IpAddress): boolean {
  return family === 'ipv6' && value >> 32n === MAPPED_PREFIX;
}

/** Whether it stands for no address at all: `0.0.0.0` or `::`. */
export function isUnspecified({ value }: IpAddress): boolean {
  return value === 0n;
}

function ipv6Text(value: bigint): string {
  if (value >> 32n === MAPPED_PREFIX) return `::ffff:${formatAddress({ family: 'ipv4', value: value & 0xffff_ffffn })}`;
  const groups = Array.from({ length: GROUPS }, (_, index) => (value >> BigInt(16 * (GROUPS - 1 - index))) & 0xffffn);
  const text = groups.map((group) => group.toString(16));
  // The longest run of zero groups, the first of several; one group alone is written out.
  let best = { at: -1, length: 1 };
  for (let at = 0; at < GROUPS; at++) {
    let length = 0;
    while (groups[at + length] === 0n) length++;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return text.join(':');
  return `${text.slice(0, best.at).join(':')}::${text.slice(best.at + best.length).join(':')}`;
}

/** An address as everybody writes it: dotted decimal, or IPv6 shortened. RFC 5952; @see Go net/netip Addr.String */
export function formatAddress({ family, value }: IpAddress): string {
  if (family === 'ipv6') return ipv6Text(value);
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}
