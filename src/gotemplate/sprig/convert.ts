/** Conversions between numbers and text as sprig's functions make them: what cannot be converted is 0. */

import { formatPlain } from '../fmt/print.ts';
import { ANY, type FunctionSet, fn, STRING } from '../functions.ts';
import { dereference } from '../kinds.ts';
import { parseGoFloat, parseGoInteger } from '../literals.ts';
import { GoInt, int64 } from '../values.ts';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

const inInt64 = (value: bigint | undefined): value is bigint =>
  value !== undefined && value >= MIN_INT64 && value <= MAX_INT64;

/** A float's integer part; what no int64 can hold becomes the smallest one, as on amd64. */
function truncated(value: number): bigint {
  const whole = Number.isFinite(value) ? BigInt(Math.trunc(value)) : MIN_INT64;
  return inInt64(whole) ? whole : MIN_INT64;
}

/** The integer a text stands for, in any of Go's notations; `.0` at its end is allowed. */
function integerText(text: string): bigint {
  const value = parseGoInteger(text.replace(/\.0+$/, ''));
  return inInt64(value) ? value : 0n;
}

/** A value as an int64, 0 when it is none; named integers such as enums are none. */
export function toInteger(value: unknown): bigint {
  const target = dereference(value);
  switch (typeof target) {
    case 'bigint':
      return target;
    case 'number':
      return truncated(target);
    case 'boolean':
      return target ? 1n : 0n;
    case 'string':
      return integerText(target);
    default:
      return target instanceof GoInt && target.type === target.kind ? BigInt.asIntN(64, target.value) : 0n;
  }
}

const SPECIAL_FLOATS: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  nan: Number.NaN,
};

function floatText(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^[+-]/, '').toLowerCase();
  const special = Object.hasOwn(SPECIAL_FLOATS, bare) ? SPECIAL_FLOATS[bare] : undefined;
  return special === undefined ? (parseGoFloat(text) ?? 0) : sign * special;
}

/** A value as a float64, 0 when it is none. */
export function toFloat(value: unknown): number {
  const target = dereference(value);
  if (typeof target === 'number') return target;
  return typeof target === 'string' ? floatText(target) : Number(toInteger(target));
}

/** Go's `strconv.Atoi` without its error. */
function atoi(text: string): bigint {
  if (!/^[+-]?[0-9]+$/.test(text)) return 0n;
  const value = BigInt(text.replace(/^\+/, ''));
  if (value > MAX_INT64) return MAX_INT64;
  return value < MIN_INT64 ? MIN_INT64 : value;
}

/** The digits of a value read in base 8. */
function toDecimal(value: unknown): GoInt {
  const match = /^([+-]?)([0-7]+)$/.exec(formatPlain(value));
  const octal = BigInt(`0o${match?.[2] ?? '0'}`);
  const signed = match?.[1] === '-' ? -octal : octal;
  return int64(inInt64(signed) ? signed : 0n);
}

/** `int`, `float64`, `atoi` and their like. */
export const CONVERSION_FUNCTIONS: FunctionSet = {
  atoi: fn([STRING], atoi),
  float64: fn([ANY], toFloat),
  int: fn([ANY], (value) => BigInt.asIntN(64, toInteger(value))),
  int64: fn([ANY], (value) => int64(toInteger(value))),
  toDecimal: fn([ANY], toDecimal),
};
