/** Addresses as the kernel's tools write and read them. */
import {
  formatAddress,
  IP_BITS,
  type IpAddress,
  type IpFamily,
  type IpPrefix,
  parseAddress,
  parseAddressOrPrefix,
} from '../../model/ip.ts';

/** The last 32 bits of an IPv6 address, which may stand for an IPv4 one. */
const LAST_BITS = 32n;

/**
 * An address as the kernel's tools print it: as everybody does, but an IPv4-compatible one (`::10.0.0.1`) ends in dotted form.
 * @see glibc inet_ntop
 */
export function kernelAddress({ family, value }: IpAddress): string {
  const compatible = family === 'ipv6' && value > 0xffffn && value >> LAST_BITS === 0n;
  return compatible ? `::${formatAddress({ family: 'ipv4', value })}` : formatAddress({ family, value });
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
  return `${kernelAddress(masked(prefix))}/${prefix.bits}`;
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
    (prefix) => `${kernelAddress(prefix)}/${prefix.bits}`,
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
