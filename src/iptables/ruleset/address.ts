/** Addresses as the kernel's tools write and read them. */
import {
  IP_BITS,
  type IpAddress,
  type IpFamily,
  type IpPrefix,
  parseAddress,
  parseAddressOrPrefix,
} from '../../model/ip.ts';

const GROUPS = 8;

/** The longest run of zero groups, the first one of several; runs of one do not count. */
function zeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < GROUPS; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}

function ipv6Text(value: bigint): string {
  const groups = Array.from({ length: GROUPS }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  const run = zeroRun(groups);
  // As inet_ntop does it: IPv4-mapped and IPv4-compatible addresses end in dotted form.
  const quad = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff));
  const words = quad ? groups.slice(0, 6).map(hex) : groups.map(hex);
  if (quad) words.push(dotted(value & 0xffff_ffffn));
  if (run.start < 0) return words.join(':');
  return `${words.slice(0, run.start).join(':')}::${words.slice(run.start + run.length).join(':')}`;
}

const hex = (group: number): string => group.toString(16);

/** The address in its shortest usual form: `10.0.0.1`, `2001:db8::1`. @see RFC 5952 */
export function formatAddress({ family, value }: IpAddress): string {
  return family === 'ipv4' ? dotted(value) : ipv6Text(value);
}

/** The bits of an address a prefix looks at. */
export function prefixMask({ family, bits }: Pick<IpPrefix, 'family' | 'bits'>): bigint {
  const width = IP_BITS[family];
  return ((1n << BigInt(bits)) - 1n) << BigInt(width - bits);
}

/** How many leading bits a netmask in dotted form has; `undefined` when it has holes. */
function maskBits(text: string): number | undefined {
  const mask = parseAddress(text);
  if (!mask) return undefined;
  const width = IP_BITS[mask.family];
  const ones = mask.value.toString(2).padStart(width, '0').indexOf('0');
  const bits = ones < 0 ? width : ones;
  return prefixMask({ family: mask.family, bits }) === mask.value ? bits : undefined;
}

/**
 * A CIDR of a rule: an address, a prefix or an address with a netmask (`10.0.0.0/255.0.0.0`). Host bits are kept;
 * `undefined` for host names and for netmasks with holes.
 */
export function parseCidr(text: string): IpPrefix | undefined {
  const plain = parseAddressOrPrefix(text);
  if (plain) return plain;
  const slash = text.indexOf('/');
  const address = parseAddress(text.slice(0, Math.max(slash, 0)));
  const bits = maskBits(text.slice(slash + 1));
  return address && bits !== undefined ? { ...address, bits } : undefined;
}

/** The prefix without host bits. */
export function masked(prefix: IpPrefix): IpPrefix {
  return { ...prefix, value: prefix.value & prefixMask(prefix) };
}

/** A CIDR as the kernel's tools print it: masked, with its length also for one host; other texts as they are. */
export function kernelCidr(text: string): string {
  const prefix = parseCidr(text);
  if (!prefix) return text;
  return `${formatAddress(masked(prefix))}/${prefix.bits}`;
}

/** The family of an address or CIDR by its looks. */
export function familyOf(text: string): IpFamily {
  return text.includes(':') ? 'ipv6' : 'ipv4';
}

/**
 * The prefixes that make up a range `first-last`, in order; `undefined` when the text is no range of addresses of one family.
 */
export function rangeCidrs(text: string): readonly string[] | undefined {
  const dash = text.indexOf('-');
  const first = parseAddress(text.slice(0, Math.max(dash, 0)));
  const last = parseAddress(text.slice(dash + 1));
  if (!first || !last || first.family !== last.family || first.value > last.value) return undefined;
  return prefixesBetween(first.family, first.value, last.value).map(
    (prefix) => `${formatAddress(prefix)}/${prefix.bits}`,
  );
}

/** The fewest prefixes that cover the addresses from `first` to `last`, in order. */
export function prefixesBetween(family: IpFamily, first: bigint, last: bigint): readonly IpPrefix[] {
  const width = IP_BITS[family];
  const prefixes: IpPrefix[] = [];
  for (let value = first; value <= last; ) {
    let host = 0;
    // Grow while the block stays aligned and inside the range.
    while (
      host < width &&
      (value & ((1n << BigInt(host + 1)) - 1n)) === 0n &&
      value + (1n << BigInt(host + 1)) - 1n <= last
    )
      host += 1;
    prefixes.push({ family, value, bits: width - host });
    value += 1n << BigInt(host);
  }
  return prefixes;
}
