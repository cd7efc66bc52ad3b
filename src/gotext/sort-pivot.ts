/** Where Go's sort cuts a range: the median of three elements, or of three medians. */

/** What the algorithm does to its slice: comparing and swapping by index. */
export interface Slice {
  readonly less: (i: number, j: number) => boolean;
  readonly swap: (i: number, j: number) => void;
}

/** From this length on a range has a median of three. */
const MEDIAN_LENGTH = 8;

/** From this length on it has Tukey's ninther. */
const NINTHER_LENGTH = 50;

/** Every comparison of the longest choice ended in a swap: four medians of three comparisons. */
const MAX_SWAPS = 4 * 3;

/** What the comparisons for the pivot say of the whole range. */
export type Hint = 'increasing' | 'decreasing' | 'unknown';

/** Medians by index; the slice itself is not changed. */
class Medians {
  swaps = 0;
  readonly #less: Slice['less'];

  constructor(less: Slice['less']) {
    this.#less = less;
  }

  private order(a: number, b: number): readonly [number, number] {
    if (!this.#less(b, a)) return [a, b];
    this.swaps += 1;
    return [b, a];
  }

  of(first: number, second: number, third: number): number {
    let [a, b] = this.order(first, second);
    const [low] = this.order(b, third);
    b = low;
    [a, b] = this.order(a, b);
    return b;
  }

  around(index: number): number {
    return this.of(index - 1, index, index + 1);
  }
}

/** The index of the pivot of a range, and what finding it told of the range. */
export function choosePivot(
  { less }: Slice,
  from: number,
  to: number,
): { readonly pivot: number; readonly hint: Hint } {
  const length = to - from;
  const quarter = Math.floor(length / 4);
  let [i, j, k] = [from + quarter, from + quarter * 2, from + quarter * 3];
  const medians = new Medians(less);
  if (length >= MEDIAN_LENGTH) {
    if (length >= NINTHER_LENGTH) [i, j, k] = [medians.around(i), medians.around(j), medians.around(k)];
    j = medians.of(i, j, k);
  }
  if (medians.swaps === 0) return { pivot: j, hint: 'increasing' };
  return { pivot: j, hint: medians.swaps === MAX_SWAPS ? 'decreasing' : 'unknown' };
}
