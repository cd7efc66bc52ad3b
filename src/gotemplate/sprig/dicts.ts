/** Sprig's functions on maps. */
import { GoError } from '../errors.ts';
import { textOf } from '../fmt/print.ts';
import { ANY, assignEntry, type FunctionSet, fn, MAP, STRING, variadic } from '../functions.ts';
import { sortedKeys, typeName } from '../kinds.ts';
import { deepCopy, GoList, isPlainMap, newMap, stringList } from '../values.ts';
import { isEmpty } from './defaults.ts';

type Dict = Record<string, unknown>;

function dict(...values: readonly unknown[]): Dict {
  const out = newMap();
  for (let at = 0; at < values.length; at += 2) out[textOf(values[at])] = at + 1 < values.length ? values[at + 1] : '';
  return out;
}

function set(map: Dict, key: string, value: unknown): Dict {
  assignEntry(map, key, value);
  return map;
}

function unset(map: Dict, key: string): Dict {
  delete map[key];
  return map;
}

function filtered(map: Dict, keep: (key: string) => boolean): Dict {
  const out = newMap();
  for (const key of Object.keys(map)) if (keep(key)) out[key] = map[key];
  return out;
}

const isList = (value: unknown): boolean => Array.isArray(value) || value instanceof GoList;

/** One entry of a merge: what is missing or empty is filled, with `overwrite` everything is replaced; maps are merged. */
function mergeEntry(into: Dict, key: string, value: unknown, overwrite: boolean): void {
  const present = Object.hasOwn(into, key);
  const old = present ? into[key] : undefined;
  if (value === null || value === undefined) {
    if (overwrite) assignEntry(into, key, null);
    return;
  }
  if (isPlainMap(value) && isPlainMap(old)) mergeInto(old, value, overwrite);
  const keeps = present && !isEmpty(old);
  if (keeps && isPlainMap(value) && isPlainMap(old)) return;
  if (keeps && isList(value) && !overwrite) return;
  if (overwrite || !keeps) assignEntry(into, key, value);
}

function mergeInto(into: Dict, from: Dict, overwrite: boolean): void {
  for (const key of Object.keys(from)) mergeEntry(into, key, from[key], overwrite);
}

const merger = (overwrite: boolean) =>
  variadic(
    [MAP],
    MAP,
    (given, ...others) => {
      // Nil is the one map that cannot be written; a new one is made for it.
      const into = Object.isFrozen(given) ? newMap() : given;
      for (const from of others) mergeInto(into, from, overwrite);
      return into;
    },
    { mutates: true },
  );

/** The value under a path of keys, or the default given before the map. */
function dig(...values: readonly unknown[]): unknown {
  if (values.length < 3) throw new GoError('dig needs at least three arguments');
  const fallback = values[values.length - 2];
  let at = values[values.length - 1];
  for (const key of values.slice(0, -2)) {
    if (!isPlainMap(at))
      throw new GoError(`interface conversion: interface {} is ${typeName(at)}, not map[string]interface {}`);
    if (typeof key !== 'string')
      throw new GoError(`interface conversion: interface {} is ${typeName(key)}, not string`);
    if (!Object.hasOwn(at, key)) return fallback;
    at = at[key];
  }
  return at;
}

const copy = fn([ANY], (value) => {
  if (value === null) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  return deepCopy(value);
});

/** `dict`, `set`, `merge`, `dig` and their like. */
export const DICT_FUNCTIONS: FunctionSet = {
  deepCopy: copy,
  dict: variadic([], ANY, dict),
  dig: variadic([], ANY, dig),
  get: fn([MAP, STRING], (map, key) => (Object.hasOwn(map, key) ? map[key] : '')),
  hasKey: fn([MAP, STRING], (map, key) => Object.hasOwn(map, key)),
  // Go gives keys and values in a random order; sorted is one of them.
  keys: variadic([], MAP, (...maps) => stringList(maps.flatMap(sortedKeys))),
  merge: merger(false),
  mergeOverwrite: merger(true),
  mustDeepCopy: copy,
  mustMerge: merger(false),
  mustMergeOverwrite: merger(true),
  omit: variadic([MAP], STRING, (map, ...keys) => filtered(map, (key) => !keys.includes(key))),
  pick: variadic([MAP], STRING, (map, ...keys) => filtered(map, (key) => keys.includes(key))),
  pluck: variadic([STRING], MAP, (key, ...maps) =>
    maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key] ?? null),
  ),
  set: fn([MAP, STRING, ANY], set, { mutates: true }),
  unset: fn([MAP, STRING], unset, { mutates: true }),
  values: fn([MAP], (map) => sortedKeys(map).map((key) => map[key] ?? null)),
};
