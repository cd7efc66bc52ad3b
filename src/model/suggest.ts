/** A word further away than this many edits is not what was meant. */
const MAX_DISTANCE = 3;

/** At most this share of a word may be wrong: `ls` must not suggest `ps`. */
const MAX_SHARE = 0.4;

/**
 * The candidate most like `word`, counting inserted, dropped, changed and swapped letters; `undefined` when none is near.
 * The first of several equally near ones.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = MAX_DISTANCE + 1;
  const lower = word.toLowerCase();
  for (const candidate of candidates) {
    const length = Math.max(word.length, candidate.length);
    const limit = Math.min(bestDistance - 1, Math.floor(length * MAX_SHARE));
    const distance = editDistance(lower, candidate.toLowerCase(), limit);
    if (distance <= limit) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** What a reader most likely began to write: the nearest candidate, else the only one that starts with these letters. */
export function meant(word: string, candidates: readonly string[]): string | undefined {
  const begun = candidates.filter((candidate) => candidate.startsWith(word));
  return nearest(word, candidates) ?? (begun.length === 1 ? begun[0] : undefined);
}

/** Shorter words are like too many others. */
const MIN_CERTAIN_LENGTH = 4;

const digitsOf = (word: string): string => word.replace(/\D+/g, '.');

/**
 * The candidate that was certainly meant: the only one within so many edits of the word, which differs in no digit (`v1` is
 * not a misspelt `v2`). `undefined` when there is none or several, and for words too short to tell.
 */
export function certain(word: string, candidates: Iterable<string>, edits: number): string | undefined {
  const lower = word.toLowerCase();
  const near = [...new Set(candidates)].filter(
    (candidate) => candidate !== word && editDistance(lower, candidate.toLowerCase(), edits) <= edits,
  );
  const [only, ...others] = near;
  if (only === undefined || others.length > 0) return undefined;
  if (only.toLowerCase() === lower) return only;
  return lower.length >= MIN_CERTAIN_LENGTH && digitsOf(word) === digitsOf(only) ? only : undefined;
}

/** The part of two words between what they begin and end with alike. */
function different(a: string, b: string): readonly [a: string, b: string] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

/**
 * Edits between two words, a swap of neighbours counting as one (optimal string alignment); some number above the limit when
 * there are more. Thousands of names are compared with thousands: most pairs are told apart by their lengths or first letters.
 */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  const [a, b] = different(one, other);
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current: number[] = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = at(last, column - 1) + Number(a[row - 1] !== b[column - 1]);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, change, swap));
    }
    // Later rows come from these two, a swap from the older one with an edit more.
    if (Math.min(...current) > limit && Math.min(...last) >= limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
