/** Single values as protobuf's JSON decoder for Go reads them. */
import { parseDuration } from '../model/duration.ts';
import { isMap } from '../model/json.ts';
import type { Scalar } from './schema/types.ts';

interface Reader {
  /** What a message calls the value. */
  readonly name: string;
  /** What an absent value is. */
  readonly zero: unknown;
  /** The value as it is kept; `undefined` when it is of another type. */
  read(value: unknown): unknown;
}

const WHOLE = /^\s*-?(?:0|[1-9]\d*)\s*$/;

/** Integers between two bounds, the upper one exclusive; their text counts as well. */
function integer(name: string, from: number, to: number): Reader {
  return {
    name,
    zero: 0,
    read(value) {
      const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
      return typeof number === 'number' && Number.isInteger(number) && number >= from && number < to
        ? number + 0
        : undefined;
    },
  };
}

const FLOAT = /^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?\s*$/;
const SPECIAL_FLOATS = new Set(['NaN', 'Infinity', '-Infinity']);

function readDouble(value: unknown): unknown {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && (FLOAT.test(value) || SPECIAL_FLOATS.has(value)) ? Number(value) : undefined;
}

/** Go's durations hold 64 bits of nanoseconds. */
const MAX_NANOSECONDS = 2n ** 63n;

function readDuration(value: unknown): unknown {
  const nanoseconds = typeof value === 'string' ? parseDuration(value) : undefined;
  if (nanoseconds === undefined) return undefined;
  return nanoseconds < MAX_NANOSECONDS && nanoseconds >= -MAX_NANOSECONDS ? value : undefined;
}

/** Go's standard base64, whose reader skips line breaks. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function readBytes(value: unknown): unknown {
  return typeof value === 'string' && BASE64.test(value.replace(/[\r\n]/g, '')) ? value : undefined;
}

const readText = (value: unknown): unknown => (typeof value === 'string' ? value : undefined);
const duration: Reader = { name: 'a duration such as 5s or 1.5h', zero: undefined, read: readDuration };

const READERS: Readonly<Record<Scalar, Reader>> = {
  string: { name: 'a string', zero: '', read: readText },
  bool: { name: 'true or false', zero: false, read: (value) => (typeof value === 'boolean' ? value : undefined) },
  int32: integer('a whole number of 32 bits', -(2 ** 31), 2 ** 31),
  int64: integer('a whole number', -(2 ** 63), 2 ** 63),
  uint32: integer('a whole number from 0 to 4294967295', 0, 2 ** 32),
  uint64: integer('a whole number from 0', 0, 2 ** 64),
  integer: integer('a whole number', -(2 ** 63), 2 ** 63),
  double: { name: 'a number', zero: 0, read: readDouble },
  duration,
  anyDuration: duration,
  bytes: { name: 'base64 text', zero: '', read: readBytes },
  time: { name: 'a time such as 2024-01-31T12:00:00Z', zero: undefined, read: readText },
  intstr: {
    name: 'a whole number or a string',
    zero: 0,
    read: (value) => (typeof value === 'string' || Number.isInteger(value) ? value : undefined),
  },
  struct: { name: 'a mapping', zero: undefined, read: (value) => (isMap(value) ? value : undefined) },
};

/** The value as the control plane keeps it; `undefined` when it does not fit. */
export function readScalar(scalar: Scalar, value: unknown): unknown {
  return READERS[scalar].read(value);
}

/** What an item of a list or an entry of a map is when null is written; messages have no zero and are `undefined`. */
export function zeroOf(scalar: Scalar): unknown {
  return READERS[scalar].zero;
}

/** What a message calls a value of that kind: `true or false`. */
export function describeExpected(scalar: Scalar): string {
  return READERS[scalar].name;
}
