/** The order of merged lists. */
import type { Path } from '../model/diagnostic.ts';
import { isMap } from '../model/json.ts';
import { MergeError, PATCH } from './directives.ts';

/** What an element of a list is known by: the value of its merge key, or itself in a list of scalars. */
export type Identity = (item: unknown, index: number) => unknown;

/** Elements are known by their merge key, which each must have; by themselves where the key is empty. */
export function identityBy(mergeKey: string, path: Path): Identity {
  if (mergeKey === '') return (item) => item;
  return (item, index) => {
    if (isMap(item) && Object.hasOwn(item, mergeKey)) return item[mergeKey];
    throw new MergeError([...path, index], `expected a map with the key "${mergeKey}"`);
  };
}

/** The first place of each identity in a list. */
export function places(list: readonly unknown[], identity: Identity): ReadonlyMap<unknown, number> {
  const found = new Map<unknown, number>();
  list.forEach((item, index) => {
    const id = identity(item, index);
    if (!found.has(id)) found.set(id, index);
  });
  return found;
}

interface Placed {
  readonly item: unknown;
  /** Its place among those that go first; `Infinity` when it is not there. */
  readonly rank: number;
  /** Its place in the original list; `Infinity` when it is new. */
  readonly original: number;
}

/** What decides the order of a merged list. */
export interface Order {
  /** Elements in the order they are to have. */
  readonly first: readonly unknown[];
  /** The list before the merge, for all others. */
  readonly original: readonly unknown[];
  readonly identity: Identity;
}

/**
 * Puts merged elements in order: those in `first` follow it, the others follow `original`. Where both meet, an element
 * of the original goes before one that followed it there; otherwise those in `first` go first.
 */
export function arrange(items: readonly unknown[], { first, original, identity }: Order): readonly unknown[] {
  const [ranks, originals] = [places(first, identity), places(original, identity)];
  const placed = items.map((item, index): Placed => {
    const id = identity(item, index);
    return { item, rank: ranks.get(id) ?? Infinity, original: originals.get(id) ?? Infinity };
  });
  const listed = placed.filter(({ rank }) => rank !== Infinity).sort((a, b) => a.rank - b.rank);
  const others = placed.filter(({ rank }) => rank === Infinity);
  others.sort((a, b) => (a.original < b.original ? -1 : Number(a.original > b.original)));
  return interleave(others, listed);
}

function interleave(others: readonly Placed[], listed: readonly Placed[]): readonly unknown[] {
  const out: unknown[] = [];
  let at = 0;
  for (const next of listed) {
    for (
      let other = others[at];
      other && next.original !== Infinity && other.original < next.original;
      other = others[++at]
    ) {
      out.push(other.item);
    }
    out.push(next.item);
  }
  return [...out, ...others.slice(at).map(({ item }) => item)];
}

/** The index of the first element of a patch that is not in its `$setElementOrder`, or not in that order; -1 when there is none. */
export function findDisorder(patch: readonly unknown[], order: readonly unknown[], identity: Identity): number {
  if (order.length === 0) return -1;
  let at = 0;
  return patch.findIndex((item, index) => {
    if (isMap(item) && Object.hasOwn(item, PATCH)) return false;
    const id = identity(item, index);
    while (at < order.length && identity(order[at], at) !== id) at++;
    return at++ >= order.length;
  });
}
