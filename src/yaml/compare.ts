/** Plain data compared by value. A key whose value is `undefined` is no key. */
import { isMap, type JsonMap } from '../model/json.ts';

/** The keys of a map that have a value. */
export function keysOf(map: JsonMap): string[] {
  return Object.keys(map).filter((key) => map[key] !== undefined);
}

function sameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => sameData(item, right[index]));
}

function sameMap(left: JsonMap, right: JsonMap): boolean {
  const keys = keysOf(left);
  return (
    keys.length === keysOf(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameData(left[key], right[key]))
  );
}

/** Whether two values are the same data; the order of keys does not matter, NaN is itself, zero has no sign. */
export function sameData(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) return Array.isArray(right) && sameList(left, right);
  if (isMap(left)) return isMap(right) && sameMap(left, right);
  return Number.isNaN(left) && Number.isNaN(right);
}

/** A text that two values have in common exactly when they are the same data. */
export function fingerprint(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(fingerprint).join(',')}]`;
  if (!isMap(value)) return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'null');
  const keys = keysOf(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${fingerprint(value[key])}`).join(',')}}`;
}
