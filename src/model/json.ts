/** Plain data as YAML and JSON give it: readers that never throw, and copies that share what did not change. */
import type { Path } from './diagnostic.ts';

/** An object of JSON, whatever its members are. */
export type JsonMap = { readonly [key: string]: unknown };

/** Whether a value is an object, and neither null nor a list. */
export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const EMPTY_MAP: JsonMap = Object.freeze({});
const EMPTY_LIST: readonly unknown[] = Object.freeze([]);

/** The value as a map; an empty one when it is anything else. */
export function asMap(value: unknown): JsonMap {
  return isMap(value) ? value : EMPTY_MAP;
}

/** The value as a list; an empty one when it is anything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : EMPTY_LIST;
}

/** The value when it is a string; `undefined` otherwise. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The entry of a map under its own key; `undefined` when the value is no map or has no such key. */
export function entry(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What stands at `path`; `undefined` when there is nothing. */
export function getIn(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof step === 'number') at = asList(at)[step];
    else at = entry(at, step);
    if (at === undefined) return undefined;
  }
  return at;
}

/** A copy of `value` with `next` at `path`: maps on the way are made where missing, the rest is shared. `undefined` removes the key. */
export function setIn(value: unknown, path: Path, next: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (typeof step === 'number') {
    return asList(value).map((item, index) => (index === step ? setIn(item, rest, next) : item));
  }
  const map = asMap(value);
  const inner = setIn(entry(map, step), rest, next);
  return inner === undefined ? without(map, [step]) : { ...map, [step]: inner };
}

/** A copy of a map without some keys; the map itself when it has none of them. */
export function without(map: JsonMap, keys: readonly string[]): JsonMap {
  if (!keys.some((key) => Object.hasOwn(map, key))) return map;
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** The entries of a map of scalars as text, as Kubernetes holds labels and annotations; other entries are left out. */
export function stringMap(value: unknown): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const [key, item] of Object.entries(asMap(value))) if (typeof item === 'string') out[key] = item;
  return out;
}

/** Maps merge key by key, anything else replaces; an explicit null replaces too (Helm's coalescing without its null rule). */
export function deepMerge(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over;
  const out: Record<string, unknown> = { ...base };
  for (const [key, item] of Object.entries(over))
    out[key] = Object.hasOwn(base, key) ? deepMerge(base[key], item) : item;
  return out;
}

/** Whether two pieces of plain data are equal; maps are unordered, a key that is absent equals one that is `undefined`. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => deepEqual(item, b[index]));
  if (!isMap(a) || !isMap(b)) return Number.isNaN(a) && Number.isNaN(b);
  for (const key of Object.keys(a)) if (!deepEqual(a[key], entry(b, key))) return false;
  for (const key of Object.keys(b)) if (b[key] !== undefined && !Object.hasOwn(a, key)) return false;
  return true;
}

/** The value itself, frozen with everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
