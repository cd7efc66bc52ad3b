/** Sprig's arithmetic. */
import { GoError } from '../errors.ts';
import { ANY, FLOAT, type FunctionSet, fn, INT, variadic } from '../functions.ts';
import { GoList, int64 } from '../values.ts';
import { toFloat, toInteger } from './convert.ts';
import { calculate } from './decimal.ts';

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

function divide(a: unknown, b: unknown, operation: (x: bigint, y: bigint) => bigint) {
  const divisor = toInteger(b);
  if (divisor === 0n) throw new GoError('runtime error: integer divide by zero');
  return int64(operation(toInteger(a), divisor));
}

const best = (better: (x: bigint, y: bigint) => boolean) =>
  variadic([ANY], ANY, (...values) => int64(values.map(toInteger).reduce((x, y) => (better(y, x) ? y : x))));

const bestFloat = (choose: (x: number, y: number) => number) =>
  variadic([ANY], ANY, (...values) => values.map(toFloat).reduce((x, y) => choose(x, y)));

/** The longest list one call may make; beyond it only a mistake lies. */
const MAX_LIST_LENGTH = 10_000_000;

function range(start: number, stop: number, step: number): readonly bigint[] {
  const forward = stop >= start;
  if (forward ? step <= 0 : step >= 0) return [];
  const count = Math.ceil((stop - start) / step);
  if (count > MAX_LIST_LENGTH) throw new GoError(`a list of ${count} numbers is too long`);
  return Array.from({ length: count }, (_item, index) => BigInt(start + index * step));
}

const numbers = (start: number, stop: number, step: number): GoList => new GoList('int', range(start, stop, step));

/** `seq end`, `seq start end`, `seq start step end`: as the shell's command, separated by spaces. */
function seq(...params: readonly number[]): string {
  const [first = 0, second = 0, third] = params;
  if (params.length === 0 || params.length > 3) return '';
  const start = params.length === 1 ? 1 : first;
  const end = params.length === 1 ? first : (third ?? second);
  const direction = end < start ? -1 : 1;
  const step = params.length === 3 ? second : direction;
  if (direction < 0 && step > 0) return '';
  return range(start, end + direction, step).join(' ');
}

function round(value: unknown, places: number, ...options: readonly number[]): number {
  const scale = 10 ** places;
  const digits = scale * toFloat(value);
  const up = digits - Math.trunc(digits) >= (options[0] ?? 0.5);
  return (up ? Math.ceil(digits) : Math.floor(digits)) / scale;
}

const floats =
  (operation: Parameters<typeof calculate>[0]) =>
  (...values: readonly unknown[]): number =>
    calculate(operation, values.map(toFloat));

/** `add`, `divf`, `round`, `until` and their like. */
export const MATH_FUNCTIONS: FunctionSet = {
  add: variadic([], ANY, (...values) => int64(values.map(toInteger).reduce((a, b) => a + b, 0n))),
  add1: fn([ANY], (value) => int64(toInteger(value) + 1n)),
  add1f: fn([ANY], (value) => floats('add')(value, 1)),
  addf: variadic([], ANY, floats('add')),
  biggest: best((x, y) => x > y),
  ceil: fn([ANY], (value) => Math.ceil(toFloat(value))),
  div: fn([ANY, ANY], (a, b) => divide(a, b, (x, y) => x / y)),
  divf: variadic([ANY], ANY, floats('divide')),
  floor: fn([ANY], (value) => Math.floor(toFloat(value))),
  max: best((x, y) => x > y),
  maxf: bestFloat(Math.max),
  min: best((x, y) => x < y),
  minf: bestFloat(Math.min),
  mod: fn([ANY, ANY], (a, b) => divide(a, b, (x, y) => x % y)),
  mul: variadic([ANY], ANY, (...values) => int64(values.map(toInteger).reduce((a, b) => wrap(a * b)))),
  mulf: variadic([ANY], ANY, floats('multiply')),
  round: variadic([ANY, INT], FLOAT, round),
  seq: variadic([], INT, seq),
  sub: fn([ANY, ANY], (a, b) => int64(toInteger(a) - toInteger(b))),
  subf: variadic([ANY], ANY, floats('subtract')),
  until: fn([INT], (count) => numbers(0, count, count < 0 ? -1 : 1)),
  untilStep: fn([INT, INT, INT], numbers),
};
