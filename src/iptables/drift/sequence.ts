/** How one list of keys differs from another: what is missing, what is too many, what is elsewhere. */

/** Places are 0-based indexes of the list that has the key. */
export interface SequenceDifference {
  /** In the wanted list only. */
  readonly missing: readonly number[];
  /** In the live list only. */
  readonly extra: readonly number[];
  /** In both, but in another order relative to the rest; as few as possible. */
  readonly moved: readonly { readonly wanted: number; readonly live: number }[];
  /** Every key of both lists, with its places. */
  readonly pairs: readonly { readonly wanted: number; readonly live: number }[];
}

/** Compares two lists in which keys may repeat. */
export function compareSequences(wanted: readonly string[], live: readonly string[]): SequenceDifference {
  const places = new Map<string, number[]>();
  for (const [index, key] of live.entries()) places.set(key, [...(places.get(key) ?? []), index]);
  const missing: number[] = [];
  const pairs: { wanted: number; live: number }[] = [];
  for (const [index, key] of wanted.entries()) {
    const place = places.get(key)?.shift();
    if (place === undefined) missing.push(index);
    else pairs.push({ wanted: index, live: place });
  }
  const kept = longestRising(pairs.map(({ live: place }) => place));
  return {
    missing,
    extra: [...places.values()].flat().sort((a, b) => a - b),
    moved: pairs.filter((_, index) => !kept.has(index)),
    pairs,
  };
}

/** The indexes of a longest strictly rising subsequence, by patience sorting. */
function longestRising(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) kept.add(at);
  return kept;
}
