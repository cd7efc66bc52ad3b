/** Names that listings show instead of numbers, and how numbers are written. */
import { PORT_MAX, UINT32_MAX } from '../constants.ts';
import type { PortRange } from '../model/match.ts';

/** Services whose names turn up in listings of meshes. @see IANA service names */
const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  ntp: 123,
  imap2: 143,
  snmp: 161,
  ldap: 389,
  https: 443,
  'microsoft-ds': 445,
  submission: 587,
  ldaps: 636,
  imaps: 993,
  'ms-sql-s': 1433,
  'radius-acct': 1813,
  nfs: 2049,
  mysql: 3306,
  sieve: 4190,
  postgresql: 5432,
  amqp: 5672,
  redis: 6379,
  'http-alt': 8080,
  webcache: 8080,
};

/** Users and groups every mesh knows. */
const OWNERS: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['istio-proxy', 1337],
]);

/** A whole number as C reads it: decimal, `0x` hexadecimal, a leading zero octal; `undefined` above 32 bits and for other text. */
export function parseNumber(text: string): number | undefined {
  let value: number;
  if (/^0x[\da-f]+$/i.test(text)) value = Number.parseInt(text.slice(2), 16);
  else if (/^0[0-7]+$/.test(text)) value = Number.parseInt(text, 8);
  else if (/^\d+$/.test(text)) value = Number(text);
  else return undefined;
  return value <= UINT32_MAX ? value : undefined;
}

/** A port by number or by a well-known name. */
export function parsePort(text: string): number | undefined {
  if (Object.hasOwn(SERVICES, text)) return SERVICES[text];
  const value = parseNumber(text);
  return value !== undefined && value <= PORT_MAX ? value : undefined;
}

/** A port or a range with `:` or `-`, open ends allowed (`1024:`); `undefined` for other text. */
export function parsePorts(text: string): PortRange | undefined {
  const whole = parsePort(text);
  if (whole !== undefined) return { first: whole, last: whole };
  const ends = /^([^:-]*)[:-]([^:-]*)$/.exec(text);
  const first = ends?.[1] === '' ? 0 : parsePort(ends?.[1] ?? '-');
  const last = ends?.[2] === '' ? PORT_MAX : parsePort(ends?.[2] ?? '-');
  return first === undefined || last === undefined || first > last ? undefined : { first, last };
}

/** Whether a text is the name of a service rather than a mistyped number. */
export function isServiceName(text: string): boolean {
  return /^[a-z][\w-]*$/i.test(text);
}

/** An owner as a rule names it. */
export interface OwnerRange {
  readonly first: number;
  readonly last: number;
  readonly name?: string;
}

/** A user or group: a number, a range `a-b`, or a name that is known; `undefined` otherwise. */
export function parseOwner(text: string, names: ReadonlyMap<string, number> | undefined): OwnerRange | undefined {
  const named = names?.get(text) ?? OWNERS.get(text);
  if (named !== undefined) return { first: named, last: named, name: text };
  const [low = '', high = low, ...more] = text.split('-');
  const first = parseNumber(low);
  const last = parseNumber(high);
  return more.length > 0 || first === undefined || last === undefined || first > last ? undefined : { first, last };
}
