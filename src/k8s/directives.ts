/** The keys of a strategic merge patch that say how to merge instead of what. */
import type { Path } from '../model/diagnostic.ts';
import { isMap, type JsonMap } from '../model/json.ts';

/** How the map it stands in is merged: `replace`, `delete`, or `merge`, which is the default. */
export const PATCH = '$patch';
/** The only keys the map it stands in keeps. */
export const RETAIN_KEYS = '$retainKeys';
/** Before a list's name: the order of its elements. */
export const SET_ORDER = '$setElementOrder/';
/** Before the name of a list of scalars: elements to remove from it. */
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';

/** Whether the key tells how to merge. */
export function isDirective(key: string): boolean {
  return (
    key.startsWith('$') &&
    (key === PATCH || key === RETAIN_KEYS || key.startsWith(SET_ORDER) || key.startsWith(DELETE_FROM_LIST))
  );
}

/** A patch that cannot be applied. */
export class MergeError extends Error {
  /** The place in the patch, or in what it is merged into. */
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.name = 'MergeError';
    this.path = path;
  }
}

/** What `$patch` of a map says. Throws {@link MergeError} for a word that is none of the three. */
export function patchDirective(patch: JsonMap, path: Path): 'merge' | 'replace' | 'delete' {
  const directive = Object.hasOwn(patch, PATCH) ? patch[PATCH] : 'merge';
  if (directive === 'merge' || directive === 'replace' || directive === 'delete') return directive;
  throw new MergeError([...path, PATCH], `expected "replace", "delete" or "merge", found ${JSON.stringify(directive)}`);
}

/** The value, which must be a list. Throws {@link MergeError}. */
export function requireList(value: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new MergeError([...path], 'expected a list');
}

/**
 * A patch's value where there is nothing to merge it into: without nulls, and without the maps that say what becomes of
 * something that is there. `undefined` when the value is such a map itself; the same object when nothing had to go.
 */
export function asNewValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || CLEAN.has(value)) return value;
  const made = withoutDirectives(value);
  if (made === value && Object.isFrozen(value)) CLEAN.add(value);
  return made;
}

/** Frozen values in which nothing has to go: templates render the same ones for thousands of pods. */
const CLEAN = new WeakSet<object>();

function withoutDirectives(value: object): unknown {
  if (Array.isArray(value)) {
    const items = value.map(asNewValue);
    return items.every((item, index) => item === value[index]) ? value : items.filter((item) => item !== undefined);
  }
  if (!isMap(value)) return value;
  if (Object.hasOwn(value, PATCH)) return undefined;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, item === null ? undefined : asNewValue(item)] as const,
  );
  if (entries.every(([key, item]) => item !== undefined && item === value[key])) return value;
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
