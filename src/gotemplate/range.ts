/** What `range` goes over. */
import { integerOf, listItems, mapEntries, sortedKeys } from './kinds.ts';
import { GoInt } from './values.ts';

/** Takes a key (`undefined` for integers) and an element; false ends the loop. */
export type Visit = (key: unknown, item: unknown) => boolean;

function eachNumber(value: unknown, count: bigint, visit: Visit): number {
  for (let at = 0n; at < count; at++) {
    const item = value instanceof GoInt ? new GoInt(value.kind, at, { type: value.type }) : at;
    if (!visit(undefined, item)) break;
  }
  return count > 0n ? 1 : 0;
}

/**
 * Visits the elements of a list, the entries of a map by sorted key, or the integers below a number. Returns 0 when there
 * is nothing to visit and `undefined` for values that cannot be gone over.
 */
export function eachElement(value: unknown, visit: Visit): number | undefined {
  if (value === undefined || value === null) return 0;
  const items = listItems(value);
  if (items) {
    for (let at = 0; at < items.length; at++) if (!visit(BigInt(at), items[at])) break;
    return items.length;
  }
  const count = integerOf(value);
  if (count !== undefined) return eachNumber(value, count, visit);
  const entries = mapEntries(value);
  if (!entries) return undefined;
  const keys = sortedKeys(entries);
  for (const key of keys) if (!visit(key, entries[key])) break;
  return keys.length;
}
