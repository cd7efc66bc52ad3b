/** Sprig's float arithmetic works on the decimal digits of its operands, so that `0.1 + 0.2` is `0.3`. */
import { GoError } from '../errors.ts';

/** `digits * 10 ** exponent`, exactly. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Decimal places a division keeps. */
const DIVISION_PLACES = 16;

/** The shortest decimal that reads back as the float. Throws for values without one. */
function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new GoError(`Cannot create a Decimal from ${value}`);
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** Both operands as integers of the same power of ten. */
function aligned(a: Decimal, b: Decimal): readonly [x: bigint, y: bigint, exponent: number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (value: Decimal): bigint => value.digits * 10n ** BigInt(value.exponent - exponent);
  return [scale(a), scale(b), exponent];
}

/** Rounded half away from zero at 16 decimal places. */
function divide(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new GoError('decimal division by 0');
  const [x, y] = aligned(a, b);
  const scaled = (x < 0n ? -x : x) * 10n ** BigInt(DIVISION_PLACES);
  const divisor = y < 0n ? -y : y;
  const digits = (2n * scaled + divisor) / (2n * divisor);
  return { digits: x < 0n !== y < 0n ? -digits : digits, exponent: -DIVISION_PLACES };
}

function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, exponent] = aligned(a, b);
  return { digits: x + y, exponent };
}

const OPERATIONS = {
  add,
  divide,
  multiply: (a: Decimal, b: Decimal): Decimal => ({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent }),
  subtract: (a: Decimal, b: Decimal): Decimal => add(a, { ...b, digits: -b.digits }),
} as const;

/** The operation over all values from left to right; only the end result becomes a float again. */
export function calculate(operation: keyof typeof OPERATIONS, values: readonly number[]): number {
  const [first = { digits: 0n, exponent: 0 }, ...others] = values.map(decimalOf);
  const { digits, exponent } = others.reduce(OPERATIONS[operation], first);
  return Number(`${digits}e${exponent}`);
}
