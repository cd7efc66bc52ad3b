import type { Path } from '../../model/diagnostic.ts';
import { deepEqual, isMap } from '../../model/json.ts';
import type { Structural } from './schema.ts';

/** An item that is in a list already. */
export interface Duplicate {
  /** From the list: the item, or the field that tells it apart. */
  readonly path: Path;
  readonly message: string;
}

/** Items of a list with keys, or of a set, that an earlier item already is. */
export function duplicatesIn({ listType, keys }: Structural, list: readonly unknown[]): readonly Duplicate[] {
  if (listType === undefined) return [];
  const onlyKey = keys.length === 1 ? keys : [];
  const seen: unknown[] = [];
  const duplicates: Duplicate[] = [];
  for (const [index, item] of list.entries()) {
    const identity = listType === 'set' ? item : identityOf(item, keys);
    if (identity === undefined) continue;
    const earlier = seen.findIndex((other) => deepEqual(other, identity));
    if (earlier >= 0)
      duplicates.push({ path: [index, ...onlyKey], message: `${nameOf(identity, keys)} is also item ${earlier}` });
    // Items that are told apart keep their index by standing for themselves in `seen`.
    seen[index] = identity;
  }
  return duplicates;
}

/** The values of the key fields; `undefined` when the item is no map, whose type is another finding. */
function identityOf(item: unknown, keys: readonly string[]): readonly unknown[] | undefined {
  return isMap(item) ? keys.map((key) => item[key]) : undefined;
}

function nameOf(identity: unknown, keys: readonly string[]): string {
  if (!Array.isArray(identity) || keys.length === 0) return JSON.stringify(identity);
  return keys.map((key, index) => `${key} ${JSON.stringify(identity[index] ?? null)}`).join(', ');
}
