/**
 * Kubernetes' resource quantities: `500m`, `1Gi`, `12e6`. Exact at any size.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource#Quantity
 */

/** How a quantity is written: with powers of 1000, with powers of 1024, or with a power of ten. */
export type QuantityFormat = 'decimal' | 'binary' | 'exponent';

/** The value `unscaled * 10 ** exponent`. */
export interface Quantity {
  readonly unscaled: bigint;
  /** At least -9: nothing is smaller than a billionth. */
  readonly exponent: number;
  readonly format: QuantityFormat;
  /** The text as it was given, where Kubernetes takes it for canonical and keeps it. */
  readonly text?: string;
}

interface Suffix {
  readonly format: QuantityFormat;
  /** The power of 2 for `binary`, of 10 otherwise. */
  readonly power: number;
}

const DECIMAL_SUFFIXES = new Map(
  [...['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].entries()].map(([at, text]) => [text, 3 * at - 9]),
);
const BINARY_SUFFIXES = new Map(
  [...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].entries()].map(([at, text]) => [text, 10 * at + 10]),
);
const SUFFIX_OF_POWER = new Map([...DECIMAL_SUFFIXES].map(([text, power]) => [power, text]));
const SUFFIX_OF_BINARY_POWER = new Map([...BINARY_SUFFIXES].map(([text, power]) => [power, text]));

const FORM = /^([-+]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[-+]?\d*))$/;
const EXPONENT = /^[eE][-+]?\d+$/;

const NANO = -9;
const MAX_INT64 = 2n ** 63n - 1n;
const INT64_DIGITS = 18;
/** Larger powers of ten do not fit Go's 32-bit scale; no quantity means them. */
const MAX_EXPONENT = 2 ** 31;

function readSuffix(text: string): Suffix | undefined {
  const decimal = DECIMAL_SUFFIXES.get(text);
  if (decimal !== undefined) return { format: 'decimal', power: decimal };
  const binary = BINARY_SUFFIXES.get(text);
  if (binary !== undefined) return { format: 'binary', power: binary };
  if (!EXPONENT.test(text)) return undefined;
  const power = Number(text.slice(1));
  return Math.abs(power) < MAX_EXPONENT ? { format: 'exponent', power } : undefined;
}

/** Whether Go computes with plain 64-bit integers here; it then keeps a text it takes for canonical. */
function isShort(suffix: Suffix, whole: string, fraction: string): boolean {
  const { format, power } = suffix;
  if (format !== 'binary') return whole.length + fraction.length <= INT64_DIGITS && power - fraction.length >= NANO;
  const spare = 15 - whole.length - Math.trunc((power * 3) / 10) - 1;
  return fraction === '' && spare >= 0 && BigInt(whole) << BigInt(power) <= MAX_INT64;
}

function looksCanonical(suffix: Suffix, digits: string, exponent: number): boolean {
  if (suffix.format === 'binary') return (BigInt(digits) & 7n) !== 0n;
  return exponent % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

/** The text as a quantity; `undefined` when it is none. Digits past a billionth are rounded away from zero. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text === '' ? null : FORM.exec(text);
  if (!match) return undefined;
  const [, sign, stripped = '', fraction = '', suffixText = ''] = match;
  const suffix = readSuffix(suffixText);
  if (!suffix) return undefined;
  const whole = stripped || '0';
  const digits = whole + fraction;
  const exponent = (suffix.format === 'binary' ? 0 : suffix.power) - fraction.length;
  const short = isShort(suffix, whole, fraction);
  if (!short && !/\d/.test(text.slice(0, text.length - suffixText.length))) return undefined;
  const unscaled = BigInt(digits) * (suffix.format === 'binary' ? 1n << BigInt(suffix.power) : 1n);
  const value = limit({ unscaled, exponent, format: suffix.format });
  const signed = sign === '-' ? { ...value, unscaled: -value.unscaled } : value;
  return short && looksCanonical(suffix, digits, exponent) ? { ...signed, text } : signed;
}

/** Keeps a positive value within what Kubernetes holds: nothing below a billionth, binary quantities up to 2^63-1. */
function limit(value: Quantity): Quantity {
  const rounded =
    value.exponent < NANO
      ? { ...value, unscaled: scaleDown(value.unscaled, NANO - value.exponent), exponent: NANO }
      : value;
  if (value.format !== 'binary' || rounded.unscaled === 0n) return rounded;
  if (compareQuantities(rounded, LARGEST) > 0) return { ...LARGEST, format: 'binary' };
  return compareQuantities(rounded, ONE) < 0 ? { ...rounded, format: 'decimal' } : rounded;
}

const ONE: Quantity = { unscaled: 1n, exponent: 0, format: 'decimal' };
const LARGEST: Quantity = { unscaled: MAX_INT64, exponent: 0, format: 'decimal' };

/** `value / 10 ** places` of a positive number, rounded up. */
function scaleDown(value: bigint, places: number): bigint {
  if (places > value.toString().length) return value === 0n ? 0n : 1n;
  const divisor = 10n ** BigInt(places);
  return (value + divisor - 1n) / divisor;
}

/** The number of powers of `base` in a value other than zero, and what is left without them. */
function withoutFactors(value: bigint, base: bigint): { rest: bigint; times: number } {
  let rest = value;
  let times = 0;
  for (; rest % base === 0n; times++) rest /= base;
  return { rest, times };
}

function formatDecimal(quantity: Quantity): string {
  const { rest, times } = withoutFactors(quantity.unscaled, 10n);
  const power = quantity.exponent + times;
  const exponent = Math.floor(power / 3) * 3;
  const number = rest * 10n ** BigInt(power - exponent);
  const suffix = quantity.format === 'exponent' ? undefined : SUFFIX_OF_POWER.get(exponent);
  return `${number}${suffix ?? (exponent === 0 ? '' : `e${exponent}`)}`;
}

/**
 * The text Kubernetes prints for a quantity: no fraction, the largest suffix that leaves a whole number. Binary
 * quantities below 1024, or with a fraction, come out as decimal ones. Decimal quantities too large for a suffix get an
 * exponent (Kubernetes drops their zeros, which changes the value).
 */
function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format !== 'binary') return formatDecimal(quantity);
  const exact = wholePart(quantity);
  if (exact === undefined || (exact > -1024n && exact < 1024n))
    return formatDecimal({ ...quantity, format: 'decimal' });
  const { rest, times } = withoutFactors(exact, 1024n);
  return `${rest}${SUFFIX_OF_BINARY_POWER.get(times * 10) ?? ''}`;
}

/** The value as an integer; `undefined` when it has a fraction. */
function wholePart(quantity: Quantity): bigint | undefined {
  if (quantity.exponent >= 0) return quantity.unscaled * 10n ** BigInt(quantity.exponent);
  const divisor = 10n ** BigInt(-quantity.exponent);
  return quantity.unscaled % divisor === 0n ? quantity.unscaled / divisor : undefined;
}

/** Negative when `a` is less than `b`, zero when they are the same amount however written. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const [left, right] = [a.unscaled, b.unscaled];
  if (left === 0n || right === 0n || left < 0n !== right < 0n) return left < right ? -1 : Number(left > right);
  const size = (value: Quantity) => value.unscaled.toString().replace('-', '').length + value.exponent;
  const sizes = size(a) - size(b);
  if (sizes !== 0) return left < 0n ? -sizes : sizes;
  const shift = BigInt(Math.abs(a.exponent - b.exponent));
  const [first, second] = a.exponent > b.exponent ? [left * 10n ** shift, right] : [left, right * 10n ** shift];
  return first < second ? -1 : Number(first > second);
}

/** Whether Kubernetes takes the text for a quantity. */
export function isQuantity(text: string): boolean {
  return parseQuantity(text) !== undefined;
}

/** The text Kubernetes gives back for a quantity, `500m` for `0.5`; `undefined` when it is none. White space around it is forgiven, as in a manifest. */
export function canonicalQuantity(text: string): string | undefined {
  const quantity = parseQuantity(text.trim());
  return quantity && formatQuantity(quantity);
}
