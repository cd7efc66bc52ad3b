/** The formats of strings and numbers that the API server checks; it ignores others. */
import { parseDuration } from '../../model/duration.ts';
import { parseAddress, parsePrefix } from '../../model/ip.ts';

interface Format {
  /** What a message calls it. */
  readonly name: string;
  fits(value: string | number): boolean;
}

const text = (name: string, fits: (value: string) => boolean): Format => ({
  name,
  fits: (value) => typeof value !== 'string' || fits(value),
});

const integer = (name: string, bits: number): Format => ({
  name,
  fits: (value) => typeof value !== 'number' || (value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1)),
});

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)$/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['byte', text('base64 text', (value) => BASE64.test(value.replace(/[\r\n]/g, '')))],
  ['date', text('a date such as 2024-01-31', (value) => DATE.test(value) && !Number.isNaN(Date.parse(value)))],
  [
    'date-time',
    text('a time such as 2024-01-31T12:00:00Z', (value) => TIME.test(value) && !Number.isNaN(Date.parse(value))),
  ],
  ['duration', text('a duration such as 5s', (value) => parseDuration(value) !== undefined)],
  ['ipv4', text('an IPv4 address', (value) => parseAddress(value)?.family === 'ipv4')],
  ['ipv6', text('an IPv6 address', (value) => parseAddress(value)?.family === 'ipv6')],
  ['cidr', text('a network such as 10.0.0.0/8', (value) => parsePrefix(value) !== undefined)],
  ['uuid', text('a UUID', (value) => UUID.test(value))],
  ['int32', integer('a whole number of 32 bits', 32)],
  ['int64', integer('a whole number of 64 bits', 64)],
]);

/** What is wrong with the format of a value; `undefined` when nothing is, or when nobody checks the format. */
export function formatProblem(format: string | undefined, value: unknown): string | undefined {
  if (format === undefined || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const known = FORMATS.get(format);
  return known === undefined || known.fits(value) ? undefined : `${JSON.stringify(value)} is not ${known.name}`;
}
