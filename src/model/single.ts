/** Significant digits that are always enough to tell single-precision floats apart. */
const ENOUGH_DIGITS = 9;

/** The single-precision float nearest to a number, as the number with the fewest digits that stands for it. NaN and infinities stay. */
export function shortestSingle(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < ENOUGH_DIGITS; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return Number(single.toPrecision(ENOUGH_DIGITS));
}
