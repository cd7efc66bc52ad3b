/** Floats as Go's strconv writes them. */
import { binaryParts, type Decimal, divideHalfEven, fixedDecimal, roundedDecimal, shortestDecimal } from './decimal.ts';

/** The precision that decides between plain and exponent notation where none is asked for. */
const DEFAULT_EXPONENT_LIMIT = 6;

/** Hexadecimal digits behind the point of a float's mantissa. */
const MANTISSA_DIGITS = 13;

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function exponential({ digits, exponent, negative }: Decimal, letter: string): string {
  const point = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${negative ? '-' : ''}${digits[0]}${point}${letter}${exponentText(exponent)}`;
}

function positional({ digits, exponent, negative }: Decimal): string {
  const sign = negative ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const fraction = digits.slice(exponent + 1);
  return `${sign}${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}${fraction === '' ? '' : `.${fraction}`}`;
}

/** `%g`: exponents only for very large and very small values; no trailing zeros. */
function general(value: number, precision: number | undefined, letter: string): string {
  const asked = precision === undefined ? undefined : Math.max(precision, 1);
  const rounded = asked === undefined ? shortestDecimal(value) : roundedDecimal(value, asked - 1);
  const short = { ...rounded, digits: rounded.digits.replace(/(?<=.)0+$/, '') };
  const count = short.digits.length;
  const limit = asked === undefined ? DEFAULT_EXPONENT_LIMIT : asked > count && count > short.exponent ? count : asked;
  return short.exponent < -4 || short.exponent >= limit ? exponential(short, letter) : positional(short);
}

/** `%x`: hexadecimal mantissa with one bit before the point, binary exponent. */
function hexadecimal(value: number, precision: number | undefined): string {
  let { mantissa, power } = binaryParts(value);
  if (mantissa === 0n) power = -4 * MANTISSA_DIGITS;
  while (mantissa !== 0n && mantissa < 1n << 52n) {
    mantissa <<= 1n;
    power--;
  }
  const digits = Math.min(precision ?? MANTISSA_DIGITS, MANTISSA_DIGITS);
  mantissa = divideHalfEven(mantissa, 1n << BigInt(4 * (MANTISSA_DIGITS - digits)));
  if (mantissa >= 1n << BigInt(4 * digits + 1)) {
    mantissa >>= 1n;
    power++;
  }
  const text = mantissa.toString(16);
  const fraction = precision === undefined ? text.slice(1).replace(/0+$/, '') : text.slice(1).padEnd(precision, '0');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return `${sign}0x${text[0]}${fraction === '' ? '' : `.${fraction}`}p${exponentText(power + 4 * MANTISSA_DIGITS)}`;
}

/** `%b`: the mantissa as an integer, binary exponent. */
function binary(value: number): string {
  const { mantissa, power } = binaryParts(value);
  return `${value < 0 || Object.is(value, -0) ? '-' : ''}${mantissa}p${power < 0 ? '' : '+'}${power}`;
}

/**
 * Go's `strconv.FormatFloat(value, verb, precision, 64)` for the verbs b, e, E, f, g, G, x and X. `precision` is
 * `undefined` for the shortest text that reads back as the same number.
 */
export function formatFloat(value: number, verb: string, precision?: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  switch (verb) {
    case 'b':
      return binary(value);
    case 'e':
    case 'E':
      return exponential(precision === undefined ? shortestDecimal(value) : roundedDecimal(value, precision), verb);
    case 'f':
      return precision === undefined ? positional(shortestDecimal(value)) : fixedDecimal(value, precision);
    case 'x':
      return hexadecimal(value, precision);
    case 'X':
      return hexadecimal(value, precision).toUpperCase();
    default:
      return general(value, precision, verb === 'G' ? 'E' : 'e');
  }
}
