/** Decimal digits of floats: the shortest ones, and exact ones rounded half to even as Go rounds (JavaScript rounds half up). */

/** A float in decimal digits. */
export interface Decimal {
  readonly negative: boolean;
  /** Significant digits without a point; no leading zero unless the value is zero. */
  readonly digits: string;
  /** Power of ten of the first digit. */
  readonly exponent: number;
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0);

/** The fewest digits that read back as the same number. */
export function shortestDecimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { negative: isNegative(value), digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** Mantissa and power of two of a finite float's absolute value: `mantissa * 2 ** power`, without rounding. */
export function binaryParts(value: number): { readonly mantissa: bigint; readonly power: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const fraction = bits & ((1n << 52n) - 1n);
  const exponent = Number(bits >> 52n);
  return exponent === 0
    ? { mantissa: fraction, power: -1074 }
    : { mantissa: fraction | (1n << 52n), power: exponent - 1075 };
}

/** `whole / 10 ** scale` is exactly the float's absolute value. */
function exactly(value: number): { readonly whole: bigint; readonly scale: number } {
  const { mantissa, power } = binaryParts(value);
  if (power >= 0) return { whole: mantissa << BigInt(power), scale: 0 };
  return { whole: mantissa * 5n ** BigInt(-power), scale: -power };
}

/** `value / divisor`, halves to the even neighbour. */
export function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const twice = 2n * (value % divisor);
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** The value with so many digits behind the first one. */
export function roundedDecimal(value: number, places: number): Decimal {
  const negative = isNegative(value);
  const { whole, scale } = exactly(value);
  const all = whole.toString();
  const exponent = whole === 0n ? 0 : all.length - 1 - scale;
  const drop = all.length - 1 - places;
  if (drop <= 0) return { negative, digits: all.padEnd(places + 1, '0'), exponent };
  const digits = divideHalfEven(whole, 10n ** BigInt(drop)).toString();
  // 9.99 rounds to 10.0: one digit more than asked for.
  return { negative, digits: digits.slice(0, places + 1), exponent: exponent + digits.length - places - 1 };
}

/** The value with so many digits behind the point, as text. */
export function fixedDecimal(value: number, places: number): string {
  const { whole, scale } = exactly(value);
  const drop = scale - places;
  const scaled = drop > 0 ? divideHalfEven(whole, 10n ** BigInt(drop)) : whole * 10n ** BigInt(-drop);
  const digits = scaled.toString().padStart(places + 1, '0');
  const point = digits.length - places;
  return `${isNegative(value) ? '-' : ''}${digits.slice(0, point)}${places > 0 ? `.${digits.slice(point)}` : ''}`;
}
