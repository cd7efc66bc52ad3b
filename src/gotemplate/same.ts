/** Whether two values of templates are sure to give the same output. */
import { GoInt, GoList, GoMap, GoPointer, GoStruct } from './values.ts';

/**
 * True when templates cannot tell the values apart; false where that takes too long to find out. Plain maps and lists count as
 * the same when they are one object that is frozen, since its owner may change any other.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null) return Object.is(a, b);
  if (a instanceof GoStruct) return b instanceof GoStruct && a.sameAs(b);
  if (a instanceof GoInt)
    return b instanceof GoInt && a.value === b.value && a.type === b.type && a.text() === b.text();
  if (a instanceof GoMap) return b instanceof GoMap && sameMaps(a, b);
  if (a instanceof GoList) return b instanceof GoList && sameLists(a, b);
  if (a instanceof GoPointer) return b instanceof GoPointer && a.elem === b.elem && sameValue(a.target, b.target);
  return a === b && Object.isFrozen(a);
}

function sameMaps(a: GoMap, b: GoMap): boolean {
  if (a.elem !== b.elem) return false;
  const keys = Object.keys(a.entries);
  if (keys.length !== Object.keys(b.entries).length) return false;
  return keys.every((key) => Object.hasOwn(b.entries, key) && sameValue(a.entries[key], b.entries[key]));
}

function sameLists(a: GoList, b: GoList): boolean {
  if (a.elem !== b.elem || a.isNil !== b.isNil || a.items.length !== b.items.length) return false;
  return a.items.every((item, index) => sameValue(item, b.items[index]));
}
