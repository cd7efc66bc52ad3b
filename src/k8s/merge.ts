import type { Path } from '../model/diagnostic.ts';
import { asMap, isMap, type JsonMap, without } from '../model/json.ts';
import {
  asNewValue,
  DELETE_FROM_LIST,
  isDirective,
  MergeError,
  PATCH,
  patchDirective,
  RETAIN_KEYS,
  requireList,
  SET_ORDER,
} from './directives.ts';
import { arrange, checkOrder, identityBy } from './merge-order.ts';
import type { FieldType, StructType } from './schema.ts';
import { K8S } from './types.ts';

export { MergeError } from './directives.ts';

/** How a list is merged. */
interface ListType {
  /** The key elements are known by; empty for scalars, absent for lists that are replaced. */
  readonly mergeKey: string | undefined;
  readonly element: StructType | undefined;
}

/**
 * Kubernetes' strategic merge of a patch into an object of the struct `type`. Maps merge, a `null` deletes, lists with a
 * merge key merge by it, sets of scalars unite, other lists and all scalars are replaced; fields `type` does not have
 * merge as JSON does. Keys of the original keep their place, new ones follow in the patch's order; {@link arrange} tells
 * the order of lists. Inputs are not changed; what is the same in the result is the same object.
 *
 * As in Kubernetes, a patch that names another source for a volume adds it to the one there is, unless it says
 * `$retainKeys`; nulls and directives inside elements that are new to a list stay, and decoding drops them.
 *
 * @throws MergeError for directives that make no sense and for list elements without their merge key.
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/strategicpatch
 */
export function strategicMerge(type: StructType, original: JsonMap, patch: JsonMap): JsonMap {
  return mergeMap(type, original, patch, []);
}

function mergeMap(struct: StructType | undefined, original: JsonMap, patch: JsonMap, at: Path): JsonMap {
  const directive = patchDirective(patch, at);
  if (directive === 'replace') return without(patch, [PATCH]);
  if (directive === 'delete') return {};
  const out = new Map(Object.entries(retain(original, patch, at)));
  const ordered = mergeOrderedLists(struct, out, patch, at);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_FROM_LIST))
      deleteElements(out, key.slice(DELETE_FROM_LIST.length), requireList(value, [...at, key]));
  }
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key) || ordered.has(key)) continue;
    const merged = value === null ? undefined : mergeEntry(struct, out, key, value, at);
    if (merged === undefined) out.delete(key);
    else out.set(key, merged);
  }
  const same = out.size === Object.keys(original).length && [...out].every(([key, value]) => original[key] === value);
  return same ? original : Object.fromEntries(out);
}

/** The original without the keys that `$retainKeys` does not name. */
function retain(original: JsonMap, patch: JsonMap, at: Path): JsonMap {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return original;
  const kept = new Set(requireList(patch[RETAIN_KEYS], [...at, RETAIN_KEYS]));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || isDirective(key) || kept.has(key)) continue;
    throw new MergeError([...at, key], `the patch sets the key but leaves it out of ${RETAIN_KEYS}`);
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.has(key)));
}

function deleteElements(out: Map<string, unknown>, key: string, deleted: readonly unknown[]): void {
  const list = out.get(key);
  if (!Array.isArray(list)) return;
  const gone = new Set(deleted);
  if (list.some((item) => gone.has(item)))
    out.set(
      key,
      list.filter((item) => !gone.has(item)),
    );
}

/** Merges the lists whose order the patch sets, and tells which these are. */
function mergeOrderedLists(
  struct: StructType | undefined,
  out: Map<string, unknown>,
  patch: JsonMap,
  at: Path,
): ReadonlySet<string> {
  const done = new Set<string>();
  for (const [directive, value] of Object.entries(patch)) {
    if (!directive.startsWith(SET_ORDER)) continue;
    const key = directive.slice(SET_ORDER.length);
    const order = requireList(value, [...at, directive]);
    const original = out.has(key) ? requireList(out.get(key), [...at, key]) : undefined;
    const change = Object.hasOwn(patch, key) ? requireList(patch[key], [...at, key]) : undefined;
    if (!original && !change) continue;
    const type = listType(struct, key);
    const identity = identityBy(type.mergeKey ?? '', [...at, key]);
    if (change) checkOrder(change, order, identity, [...at, key]);
    const merged =
      original && change ? mergeLists(type, original, change, [...at, key]) : (original ?? newList(change));
    out.set(key, arrange(merged, order, original ?? [], identity));
    done.add(key);
  }
  return done;
}

function newList(items: readonly unknown[] = []): readonly unknown[] {
  return items.map(asNewValue).filter((item) => item !== undefined);
}

function mergeEntry(
  struct: StructType | undefined,
  out: ReadonlyMap<string, unknown>,
  key: string,
  value: unknown,
  at: Path,
): unknown {
  const original = out.get(key);
  if (isMap(original) && isMap(value)) {
    return mergeMap(structOf(struct?.byJson.get(key)?.type), original, value, [...at, key]);
  }
  if (Array.isArray(original) && Array.isArray(value))
    return mergeLists(listType(struct, key), original, value, [...at, key]);
  return asNewValue(value);
}

function structOf(type: FieldType | undefined): StructType | undefined {
  return type?.kind === 'struct' ? K8S.struct(type.struct) : undefined;
}

function listType(struct: StructType | undefined, key: string): ListType {
  const type = struct?.byJson.get(key)?.type;
  return type?.kind === 'list'
    ? { mergeKey: type.mergeKey, element: structOf(type.of) }
    : { mergeKey: undefined, element: undefined };
}

function mergeLists(
  type: ListType,
  original: readonly unknown[],
  patch: readonly unknown[],
  at: Path,
): readonly unknown[] {
  if (type.mergeKey === undefined) return patch;
  const merged = type.mergeKey === '' ? uniteScalars(original, patch, at) : mergeElements(type, original, patch, at);
  const same = merged.length === original.length && merged.every((item, index) => item === original[index]);
  return same ? original : merged;
}

function uniteScalars(original: readonly unknown[], patch: readonly unknown[], at: Path): readonly unknown[] {
  const all = [...original, ...patch];
  const wrong = all.findIndex((item) => typeof item !== typeof all[0] || typeof item === 'object');
  if (wrong >= 0) throw new MergeError(at, 'expected a list of scalars of one type');
  return arrange([...new Set(all)], patch, original, identityBy('', at));
}

function mergeElements(
  type: ListType,
  original: readonly unknown[],
  patch: readonly unknown[],
  at: Path,
): readonly unknown[] {
  const key = type.mergeKey ?? '';
  const identity = identityBy(key, at);
  const { base, changes } = applyDirectives(original, patch, key, at);
  const merged = [...base];
  const places = new Map<unknown, number>();
  base.forEach((item, index) => {
    const id = identity(item, index);
    if (!places.has(id)) places.set(id, index);
  });
  changes.forEach((change, index) => {
    const id = identity(change, index);
    const place = places.get(id);
    if (place === undefined) places.set(id, merged.push(without(asMap(change), [PATCH])) - 1);
    else merged[place] = mergeMap(type.element, asMap(merged[place]), asMap(change), [...at, place]);
  });
  return arrange(merged, changes, base, identity);
}

/** Elements of the patch that only say what becomes of others: `$patch: delete` of one, `$patch: replace` of the whole list. */
function applyDirectives(original: readonly unknown[], patch: readonly unknown[], mergeKey: string, at: Path) {
  const identity = identityBy(mergeKey, at);
  const isSpecial = (item: unknown, index: number) => isMap(item) && patchDirective(item, [...at, index]) !== 'merge';
  if (!patch.some(isSpecial)) return { base: original, changes: patch };
  const changes = patch.filter((item, index) => !isSpecial(item, index));
  if (patch.some((item) => isMap(item) && item[PATCH] === 'replace')) return { base: changes, changes: [] };
  const deleted = new Set(patch.flatMap((item, index) => (isSpecial(item, index) ? [identity(item, index)] : [])));
  return { base: original.filter((item, index) => !deleted.has(identity(item, index))), changes };
}
