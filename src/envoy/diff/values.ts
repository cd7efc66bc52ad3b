/** Where two values differ. */
import { asString, deepEqual, entry, isMap, type JsonMap } from '../../model/json.ts';
import { type KeyOf, SETS, UNORDERED } from './keys.ts';

/** One difference between two values. */
export interface FieldChange {
  /** `filterChains[virtualInbound].filters[0].typedConfig.cluster`; empty for the value itself. */
  readonly path: string;
  /** `undefined`: not there before. */
  readonly before?: unknown;
  /** `undefined`: not there any more. */
  readonly after?: unknown;
}

/** Every difference, in the order of the fields. */
export function differences(before: unknown, after: unknown, path = ''): readonly FieldChange[] {
  if (deepEqual(before, after)) return [];
  if (isMap(before) && isMap(after)) return mapDifferences(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return listDifferences(before, after, path);
  return [change(path, before, after)];
}

function change(path: string, before: unknown, after: unknown): FieldChange {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function mapDifferences(before: JsonMap, after: JsonMap, path: string): readonly FieldChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    differences(entry(before, key), entry(after, key), path === '' ? key : `${path}.${key}`),
  );
}

function listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): readonly FieldChange[] {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (SETS.has(name)) return setDifferences(before, after, path);
  const keyOf = UNORDERED.get(name) ?? nameOf;
  // Items are only told apart by keys of which every one is there once.
  if (!hasUniqueKeys(before, keyOf) || !hasUniqueKeys(after, keyOf)) return positional(before, after, path);
  const found = pairs(before, after, keyOf).flatMap(({ key, left, right }) =>
    differences(left, right, `${path}[${key}]`),
  );
  if (keyOf !== nameOf || found.length > 0) return found;
  return [change(path, before.map(nameOf), after.map(nameOf))];
}

/** Plain values that came and went. */
function setDifferences(before: readonly unknown[], after: readonly unknown[], path: string): readonly FieldChange[] {
  const gone = before.filter((item) => !after.includes(item));
  const come = after.filter((item) => !before.includes(item));
  return [
    ...gone.map((item) => change(`${path}[]`, item, undefined)),
    ...come.map((item) => change(`${path}[]`, undefined, item)),
  ];
}

interface Pair {
  readonly key: string;
  readonly left: unknown;
  readonly right: unknown;
}

function nameOf(item: unknown): string | undefined {
  return asString(entry(item, 'name') ?? entry(item, 'tag'));
}

function hasUniqueKeys(items: readonly unknown[], keyOf: KeyOf): boolean {
  const keys = items.map(keyOf);
  return !keys.includes(undefined) && new Set(keys).size === keys.length;
}

function pairs(before: readonly unknown[], after: readonly unknown[], keyOf: KeyOf): readonly Pair[] {
  const byKey = (items: readonly unknown[]) => new Map(items.map((item) => [keyOf(item) ?? '', item]));
  const [left, right] = [byKey(before), byKey(after)];
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].map((key) => ({ key, left: left.get(key), right: right.get(key) }));
}

function positional(before: readonly unknown[], after: readonly unknown[], path: string): readonly FieldChange[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) =>
    differences(before[index], after[index], `${path}[${index}]`),
  );
}
