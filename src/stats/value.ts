/** Numbers of statistics. Envoy counts in 64 bits, and a gauge below zero prints as a number just under 2^64. */

/** A statistic: a bigint only where a number would lose digits. */
export type StatValue = number | bigint;

const WRAP = 2n ** 64n;
const HALF = 2n ** 63n;
/** Up to so many digits every whole number is exact. */
const SAFE_DIGITS = 15;

/** The value of a text of digits, whole or not; `undefined` for other text, `NaN` and infinities. */
export function parseValue(text: string): StatValue | undefined {
  if (text.length > SAFE_DIGITS && /^\d+$/.test(text)) return BigInt(text);
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** How much a counter grew; `undefined` when it fell and so began anew. A counter that passed 2^64 has not begun anew. */
export function growth(before: StatValue, after: StatValue): number | undefined {
  if (typeof before === 'number' && typeof after === 'number') return after >= before ? after - before : undefined;
  const difference = whole(after) - whole(before);
  if (difference >= 0n) return Number(difference);
  const around = difference + WRAP;
  return whole(before) >= HALF && around < HALF ? Number(around) : undefined;
}

function whole(value: StatValue): bigint {
  return typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
}

/** A value as a number; what lies in the upper half of 64 bits is a gauge that fell below zero. */
export function plain(value: StatValue): number {
  if (typeof value === 'number') return value;
  return Number(value >= HALF && value < WRAP ? value - WRAP : value);
}
