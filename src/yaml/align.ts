/** Which item of a changed list was which item of the list before. */
import { isMap } from '../model/json.ts';
import { fingerprint, sameData } from './compare.ts';

/** What tells an item from the others of its list, such as a container's name; `undefined` when only its value does. */
export type ItemIdentity = (item: unknown) => string | undefined;

interface Keyed {
  readonly key: string;
  /** Whether the key is the item's identity rather than its value. */
  readonly named: boolean;
}

function keyOf(item: unknown, identity: ItemIdentity): Keyed {
  const name = identity(item);
  return name === undefined ? { key: `=${fingerprint(item)}`, named: false } : { key: `#${name}`, named: true };
}

/**
 * Matches items of equal keys: from both ends inwards as far as the lists agree, then each key's first free item. Of
 * several equal items the ones in place are thus the ones that stay.
 */
function matchKeys(old: readonly Keyed[], next: readonly Keyed[]): number[] {
  const matches = next.map(() => -1);
  const shorter = Math.min(old.length, next.length);
  let head = 0;
  while (head < shorter && old[head]?.key === next[head]?.key) {
    matches[head] = head;
    head += 1;
  }
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail)?.key === next.at(-1 - tail)?.key) {
    tail += 1;
    matches[next.length - tail] = old.length - tail;
  }
  const index = new Map<string, number[]>();
  for (let at = old.length - tail - 1; at >= head; at -= 1) {
    const key = old[at]?.key ?? '';
    const known = index.get(key);
    if (known) known.push(at);
    else index.set(key, [at]);
  }
  for (let at = head; at < next.length - tail; at += 1) matches[at] = index.get(next[at]?.key ?? '')?.pop() ?? -1;
  return matches;
}

/** How many unclaimed items are looked at for the one a changed item continues; keeps the work linear. */
const LOOKAHEAD = 8;

/** How much two items without identity have in common: what is the same in both counts, and a little where it is. */
function likeness(left: unknown, right: unknown): number {
  if (Array.isArray(left))
    return Array.isArray(right) ? left.filter((item) => right.some((other) => sameData(item, other))).length : 0;
  if (!isMap(left) || !isMap(right)) return 0;
  const common = Object.keys(left).filter((key) => Object.hasOwn(right, key));
  const same = common.filter((key) => sameData(left[key], right[key]));
  return same.length * 2 + common.length;
}

function sameKind(left: unknown, right: unknown): boolean {
  return Array.isArray(left) === Array.isArray(right) && isMap(left) === isMap(right);
}

/** Two lists being aligned; `matches` is what is known so far. */
interface Alignment {
  readonly old: readonly unknown[];
  readonly next: readonly unknown[];
  readonly oldKeys: readonly Keyed[];
  readonly nextKeys: readonly Keyed[];
  readonly matches: number[];
}

/** Gives the unclaimed items of `next` between two claimed ones the unclaimed old items between the same two. */
function pairLeftovers(
  { old, next, oldKeys, nextKeys, matches }: Alignment,
  olds: number[],
  nexts: readonly number[],
): void {
  const inStep = olds.length === nexts.length;
  for (const at of nexts) {
    // Two names are two items, however alike.
    const mayBe = (candidate: number): boolean => !(oldKeys[candidate]?.named && nextKeys[at]?.named);
    const candidates = olds.slice(0, LOOKAHEAD);
    const scores = candidates.map((candidate) => (mayBe(candidate) ? likeness(old[candidate], next[at]) : 0));
    const best = Math.max(...scores);
    const likely = (candidate: number): boolean => inStep && mayBe(candidate) && sameKind(old[candidate], next[at]);
    const place = best > 0 ? scores.indexOf(best) : candidates.findIndex(likely);
    if (place < 0) continue;
    matches[at] = olds[place] ?? -1;
    olds.splice(0, place + 1);
  }
}

/** Goes through the items of `next` and pairs what is left over between those that are matched in ascending order. */
function pairGaps(alignment: Alignment): void {
  const { old, matches } = alignment;
  const claimed = new Set(matches);
  let from = 0;
  let waiting: number[] = [];
  const settle = (until: number): void => {
    const free = Array.from({ length: until - from }, (_, at) => from + at).filter((at) => !claimed.has(at));
    if (waiting.length > 0) pairLeftovers(alignment, free, waiting);
    waiting = [];
    from = until + 1;
  };
  for (const [at, match] of [...matches].entries()) {
    if (match < 0) waiting.push(at);
    else if (match >= from) settle(match);
  }
  if (from < old.length) settle(old.length);
}

/**
 * For every item of `next` the index of the item of `old` it continues, or -1 when it is new. Items with an identity
 * continue the item of the same identity, others the item of the same value; what is left of those without identity
 * continues an item in its place that resembles it, so that a changed value is an edit and not a removal and an addition.
 */
export function alignItems(old: readonly unknown[], next: readonly unknown[], identity: ItemIdentity): number[] {
  // An object that is in both lists at the same place, as in copies that append, is itself without a look inside.
  const keyed = (item: unknown, at: number, others: readonly unknown[]): Keyed =>
    typeof item === 'object' && item !== null && item === others[at]
      ? { key: `@${at}`, named: true }
      : keyOf(item, identity);
  const oldKeys = old.map((item, at) => keyed(item, at, next));
  const nextKeys = next.map((item, at) => keyed(item, at, old));
  const matches = matchKeys(oldKeys, nextKeys);
  pairGaps({ old, next, oldKeys, nextKeys, matches });
  return matches;
}

/** Positions, in order, of a longest ascending run among the matches: the items that keep their places while others move. */
export function stayingItems(matches: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [at, match] of matches.entries()) {
    before.push(-1);
    if (match < 0) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((matches[tails[middle] ?? -1] ?? -1) < match) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = at;
  }
  const staying: number[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) staying.push(at);
  return new Set(staying.reverse());
}
