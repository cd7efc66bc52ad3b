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

const floatOf = ({ digits, exponent }: Decimal): number => Number(`${digits}e${exponent}`);

/** Both operands as integers of the same power of ten. */
function aligned(a: Decimal, b: Decimal): readonly [x: bigint, y: bigint, exponent: number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (value: Decimal): bigint => value.digits * 10n ** BigInt(value.exponent - exponent);
  return [scale(a), scale(b), exponent];
}

export function addDecimal(a: number, b: number): number {
  const [x, y, exponent] = aligned(decimalOf(a), decimalOf(b));
  return floatOf({ digits: x + y, exponent });
}

export function subtractDecimal(a: number, b: number): number {
  return addDecimal(a, -b);
}

export function multiplyDecimal(a: number, b: number): number {
  const x = decimalOf(a);
  const y = decimalOf(b);
  return floatOf({ digits: x.digits * y.digits, exponent: x.exponent + y.exponent });
}

/** Rounded half away from zero at 16 decimal places. */
export function divideDecimal(a: number, b: number): number {
  if (b === 0) throw new GoError('decimal division by 0');
  const [x, y] = aligned(decimalOf(a), decimalOf(b));
  const scaled = (x < 0n ? -x : x) * 10n ** BigInt(DIVISION_PLACES);
  const divisor = y < 0n ? -y : y;
  const digits = (2n * scaled + divisor) / (2n * divisor);
  return floatOf({ digits: x < 0n !== y < 0n ? -digits : digits, exponent: -DIVISION_PLACES });
}
