/** IP addresses and blocks as Go's netip reads them, and addresses of Unix sockets. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.|$)){4}$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const IPV6_GROUPS = 8;

const isIpv4 = (text: string): boolean => !text.endsWith('.') && IPV4.test(text);

/** How many groups of 16 bits a side of `::` holds; `undefined` when one of them is none. An IPv4 address may stand at the end. */
function groupCount(side: string, last: boolean): number | undefined {
  if (side === '') return 0;
  const parts = side.split(':');
  const tail = parts.at(-1) ?? '';
  const embedded = last && isIpv4(tail);
  if (!(embedded ? parts.slice(0, -1) : parts).every((part) => GROUP.test(part))) return undefined;
  return parts.length + (embedded ? 1 : 0);
}

function isIpv6(text: string): boolean {
  const sides = text.split('::');
  const [left = '', right] = sides;
  if (sides.length > 2) return false;
  const before = groupCount(left, right === undefined);
  if (right === undefined) return before === IPV6_GROUPS;
  const after = groupCount(right, true);
  return before !== undefined && after !== undefined && before + after < IPV6_GROUPS;
}

/** Whether a text is an IPv4 address without leading zeros, or an IPv6 address, with a zone or without. */
export function isIpAddress(text: string): boolean {
  if (isIpv4(text)) return true;
  const zone = text.indexOf('%');
  return zone < 0 ? isIpv6(text) : zone < text.length - 1 && isIpv6(text.slice(0, zone));
}

/** Whether a text is an address and the length of a prefix: `10.0.0.0/8`. */
export function isCidr(text: string): boolean {
  const slash = text.lastIndexOf('/');
  const address = text.slice(0, Math.max(slash, 0));
  const length = text.slice(slash + 1);
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length) || address.includes('%') || !isIpAddress(address)) return false;
  return Number(length) <= (address.includes(':') ? 128 : 32);
}

/** An IP address. */
export function* ipAddress(at: Cursor): Problems {
  if (!isIpAddress(at.text)) yield problem('MSH2010', at, `${at.name} ${quoted(at.text)} is not an IP address`);
}

/** An IP address, or a block of them in CIDR notation. */
export function* subnet(at: Cursor): Problems {
  if (at.text.split('/').length !== 2) yield* ipAddress(at);
  else if (!isCidr(at.text)) yield problem('MSH2011', at, `${at.name} ${quoted(at.text)} is not a block of addresses`);
}

const UNIX_SCHEME = 'unix://';

/** Whether an address is that of a Unix socket. */
export const isUnixAddress = (text: string): boolean => text.startsWith(UNIX_SCHEME);

/** The address of a Unix socket: after `unix://` an absolute path to a file, or `@` and an abstract name. */
export function* unixAddress(at: Cursor): Problems {
  const path = at.text.slice(UNIX_SCHEME.length);
  if (path === '') yield problem('MSH2016', at, `${at.name} ${quoted(at.text)} names no socket`);
  else if (!path.startsWith('@') && (!path.startsWith('/') || path.endsWith('/')))
    yield problem('MSH2017', at, `${at.name} ${quoted(at.text)} is not the absolute path of a socket`);
}
