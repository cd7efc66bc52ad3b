/**
 * Go's `sort.Slice`: not stable, but the same result for the same input and comparison everywhere. Comparisons that are no
 * order (two route names of which neither is a number) are what makes the exact algorithm visible.
 *
 * @see https://pkg.go.dev/sort#Slice, a pattern-defeating quicksort
 */
import { choosePivot, type Hint, type Slice } from './sort-pivot.ts';

/** Ranges up to this length are sorted by insertion. */
const INSERTION_LENGTH = 12;

/** Ranges shorter than this are not shuffled when a partition was bad. */
const SHUFFLE_LENGTH = 8;

/** Ranges from this length on may be finished by a few insertions when they look sorted. */
const PARTIAL_LENGTH = 50;

/** Elements out of order that the partial insertion sort mends before it gives up. */
const PARTIAL_STEPS = 5;

const MASK_64 = (1n << 64n) - 1n;

/** Whether `a` belongs before `b`. */
export type Less<T> = (a: T, b: T) => boolean;

/** A sorted copy of `items`. */
export function goSort<T>(items: readonly T[], less: Less<T>): T[] {
  const sorted = [...items];
  const slice: Slice = {
    // The indexes come from the algorithm and are inside the slice.
    less: (i, j) => less(sorted[i] as T, sorted[j] as T),
    swap: (i, j) => {
      const item = sorted[i] as T;
      sorted[i] = sorted[j] as T;
      sorted[j] = item;
    },
  };
  quickSort(slice, { from: 0, to: sorted.length, limit: bitLength(sorted.length) });
  return sorted;
}

interface Range {
  readonly from: number;
  /** The index after the last one. */
  readonly to: number;
  /** How many bad pivots are left before heap sort takes over. */
  readonly limit: number;
}

function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value);
}

function quickSort(slice: Slice, range: Range): void {
  let { from, to, limit } = range;
  let balanced = true;
  let partitioned = true;
  for (;;) {
    const length = to - from;
    if (length <= INSERTION_LENGTH) {
      insertionSort(slice, from, to);
      return;
    }
    if (limit === 0) {
      heapSort(slice, from, to);
      return;
    }
    if (!balanced) {
      breakPatterns(slice, from, to);
      limit -= 1;
    }
    const { pivot, hint } = pivotOf(slice, from, to);
    if (balanced && partitioned && hint === 'increasing' && partialInsertionSort(slice, from, to)) return;
    // The range holds many elements equal to the pivot when the one before it is not less.
    if (from > 0 && !slice.less(from - 1, pivot)) {
      from = partitionEqual(slice, { from, to, pivot });
      continue;
    }
    const { middle, ordered } = partition(slice, { from, to, pivot });
    partitioned = ordered;
    const [left, right] = [middle - from, to - middle];
    balanced = Math.min(left, right) >= Math.floor(length / 8);
    if (left < right) {
      quickSort(slice, { from, to: middle, limit });
      from = middle + 1;
    } else {
      quickSort(slice, { from: middle + 1, to, limit });
      to = middle;
    }
  }
}

/** The pivot of a range; a range that looks descending is reversed first. */
function pivotOf(slice: Slice, from: number, to: number): { readonly pivot: number; readonly hint: Hint } {
  const chosen = choosePivot(slice, from, to);
  if (chosen.hint !== 'decreasing') return chosen;
  for (let i = from, j = to - 1; i < j; i++, j--) slice.swap(i, j);
  return { pivot: to - 1 - (chosen.pivot - from), hint: 'increasing' };
}

function insertionSort({ less, swap }: Slice, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    for (let j = i; j > from && less(j, j - 1); j--) swap(j, j - 1);
  }
}

function siftDown({ less, swap }: Slice, first: number, { at, length }: { readonly at: number; length: number }): void {
  let root = at;
  for (;;) {
    let child = 2 * root + 1;
    if (child >= length) return;
    if (child + 1 < length && less(first + child, first + child + 1)) child += 1;
    if (!less(first + root, first + child)) return;
    swap(first + root, first + child);
    root = child;
  }
}

function heapSort(slice: Slice, from: number, to: number): void {
  const length = to - from;
  for (let at = Math.floor((length - 1) / 2); at >= 0; at--) siftDown(slice, from, { at, length });
  for (let last = length - 1; last >= 0; last--) {
    slice.swap(from, from + last);
    siftDown(slice, from, { at: 0, length: last });
  }
}

/** Swaps three elements of the middle with others, so that an input made to be slow is not slow twice. */
function breakPatterns({ swap }: Slice, from: number, to: number): void {
  const length = to - from;
  if (length < SHUFFLE_LENGTH) return;
  let random = BigInt(length);
  const modulus = 1n << BigInt(bitLength(length));
  const middle = from + Math.floor(length / 4) * 2 - 1;
  for (let i = 0; i < 3; i++) {
    random ^= (random << 13n) & MASK_64;
    random ^= random >> 7n;
    random ^= (random << 17n) & MASK_64;
    let other = Number(random & (modulus - 1n));
    if (other >= length) other -= length;
    swap(middle + i, from + other);
  }
}

/** Mends a range that is nearly sorted; false when it is not, and then it is only partly mended. */
function partialInsertionSort({ less, swap }: Slice, from: number, to: number): boolean {
  let i = from + 1;
  for (let step = 0; step < PARTIAL_STEPS; step++) {
    while (i < to && !less(i, i - 1)) i += 1;
    if (i === to) return true;
    if (to - from < PARTIAL_LENGTH) return false;
    swap(i, i - 1);
    if (i - from >= 2) for (let j = i - 1; j >= 1 && less(j, j - 1); j--) swap(j, j - 1);
    if (to - i >= 2) for (let j = i + 1; j < to && less(j, j - 1); j++) swap(j, j - 1);
  }
  return false;
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly pivot: number;
}

/** Puts elements equal to the pivot in front; returns where the greater ones begin. */
function partitionEqual({ less, swap }: Slice, { from, to, pivot }: Cut): number {
  swap(from, pivot);
  let i = from + 1;
  let j = to - 1;
  for (;;) {
    while (i <= j && !less(from, i)) i += 1;
    while (i <= j && less(from, j)) j -= 1;
    if (i > j) return i;
    swap(i, j);
    i += 1;
    j -= 1;
  }
}

/** Puts smaller elements before the pivot; returns its place and whether nothing had to move. */
function partition({ less, swap }: Slice, { from, to, pivot }: Cut): { middle: number; ordered: boolean } {
  swap(from, pivot);
  let i = from + 1;
  let j = to - 1;
  let ordered = true;
  for (;;) {
    while (i <= j && less(i, from)) i += 1;
    while (i <= j && !less(j, from)) j -= 1;
    if (i > j) break;
    ordered = false;
    swap(i, j);
    i += 1;
    j -= 1;
  }
  swap(j, from);
  return { middle: j, ordered };
}
