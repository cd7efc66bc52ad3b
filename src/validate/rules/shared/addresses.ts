/** IP addresses and blocks of them, and addresses of Unix sockets. */
import { parseAddress, parsePrefix } from '../../../model/ip.ts';
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';

/** The zone of an IPv6 address says which link it is on: `fe80::1%eth0`. */
const ZONE = /^([^%]*:[^%]*)%.+$/s;

/** Whether a text is an IP address; one of IPv6 may have a zone. */
export const isIpAddress = (text: string): boolean => parseAddress(ZONE.exec(text)?.[1] ?? text) !== undefined;

/** An IP address. */
export function* ipAddress(at: Cursor): Problems {
  if (!isIpAddress(at.text)) yield problem('MSH2010', at, `${at.name} ${quoted(at.text)} is not an IP address`);
}

/** An IP address, or a block of them in CIDR notation. */
export function* subnet(at: Cursor): Problems {
  if (at.text.split('/').length !== 2) yield* ipAddress(at);
  else if (!parsePrefix(at.text))
    yield problem('MSH2011', at, `${at.name} ${quoted(at.text)} is not a block of addresses`);
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
