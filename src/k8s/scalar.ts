/** Single values as Go's decoder takes them and its encoder writes them. */
import { goSingle } from '../yaml/go-scalar.ts';
import { canonicalQuantity } from './quantity.ts';
import type { ScalarKind } from './schema.ts';

interface Scalar {
  /** What a message calls it. */
  readonly name: string;
  /** What Go writes when no value was given. */
  readonly zero: unknown;
  /** The value as Go writes it; `undefined` when it is of another type. */
  read(value: unknown): unknown;
}

const INT32 = 2 ** 31;
const INT64 = 2 ** 63;

function readInteger(value: unknown, limit: number): number | bigint | undefined {
  const whole = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  return whole && value >= -limit && value < limit ? value : undefined;
}

function readQuantity(value: unknown): string | undefined {
  const written = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  return written ? canonicalQuantity(String(value)) : undefined;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|([-+])(\d\d):(\d\d))$/;

/** A time of RFC 3339 in UTC and whole seconds. Go knows no time in the first instant of year 1: it is `null`. */
function readTime(value: unknown): string | null | undefined {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined;
  const [zoneHours, zoneMinutes] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59) return undefined;
  const offset = (zoneHours * 60 + zoneMinutes) * (match[7] === '-' ? -1 : 1);
  local.setUTCHours(hour, minute - offset, second);
  const text = `${local.toISOString().slice(0, -5)}Z`;
  return text === '0001-01-01T00:00:00Z' ? null : text;
}

const readText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const SCALARS: Readonly<Record<ScalarKind, Scalar>> = {
  string: { name: 'a string', zero: '', read: readText },
  bool: { name: 'true or false', zero: false, read: (value) => (typeof value === 'boolean' ? value : undefined) },
  int: { name: 'a whole number of 32 bits', zero: 0, read: (value) => readInteger(value, INT32) },
  int64: { name: 'a whole number', zero: 0, read: (value) => readInteger(value, INT64) },
  quantity: { name: 'a quantity such as 500m or 1Gi', zero: '0', read: readQuantity },
  intstr: {
    name: 'a whole number or a string',
    zero: 0,
    read: (value) => readText(value) ?? readInteger(value, INT32),
  },
  time: { name: 'a time such as 2024-01-31T12:00:00Z', zero: null, read: readTime },
  any: { name: 'anything', zero: null, read: (value) => value },
};

/** What Go writes for a value of that kind that was not given. */
export function zeroScalar(kind: ScalarKind): unknown {
  return SCALARS[kind].zero;
}

/** What a message calls a value of that kind: `true or false`. */
export function scalarName(kind: ScalarKind): string {
  return SCALARS[kind].name;
}

/** The value as Go writes it, quantities and times in canonical form; `undefined` when it is of another type. */
export function readScalar(kind: ScalarKind, value: unknown): unknown {
  return SCALARS[kind].read(value);
}

/** A number or boolean as the text Kubernetes' YAML reader makes of it where a string is wanted; any other value as it is. */
export function coerceToText(value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') return value;
  return Number.isInteger(value) && Math.abs(value) < INT64 ? String(value) : goSingle(value);
}
