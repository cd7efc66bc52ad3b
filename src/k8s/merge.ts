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
import { arrange, findDisorder, type Identity, identityBy, places } from './merge-order.ts';
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
  return new Merger().map(type, original, patch);
}

/** One merge under way; it holds the way to what is being merged. */
class Merger {
  private readonly path: (string | number)[] = [];

  map(struct: StructType | undefined, original: JsonMap, patch: JsonMap): JsonMap {
    const directive = patchDirective(patch, this.path);
    if (directive === 'replace') return without(patch, [PATCH]);
    if (directive === 'delete') return {};
    const out = new Map(Object.entries(this.retained(original, patch)));
    const ordered = this.orderedLists(struct, out, patch);
    for (const [key, value] of Object.entries(patch)) {
      if (key.startsWith(DELETE_FROM_LIST)) deleteElements(out, key, requireList(value, [...this.path, key]));
    }
    for (const [key, value] of Object.entries(patch)) {
      if (isDirective(key) || ordered.has(key)) continue;
      const type = struct?.byJson.get(key)?.type;
      const merged = value === null ? undefined : this.below(key, () => this.entry(type, out.get(key), value));
      if (merged === undefined) out.delete(key);
      else out.set(key, merged);
    }
    const same = out.size === Object.keys(original).length && [...out].every(([key, value]) => original[key] === value);
    return same ? original : Object.fromEntries(out);
  }

  private below<T>(step: string | number, merge: () => T): T {
    this.path.push(step);
    const merged = merge();
    this.path.pop();
    return merged;
  }

  /** The original without the keys that `$retainKeys` does not name. */
  private retained(original: JsonMap, patch: JsonMap): JsonMap {
    if (!Object.hasOwn(patch, RETAIN_KEYS)) return original;
    const kept = new Set(requireList(patch[RETAIN_KEYS], [...this.path, RETAIN_KEYS]));
    for (const [key, value] of Object.entries(patch)) {
      if (value === null || isDirective(key) || kept.has(key)) continue;
      throw new MergeError([...this.path, key], `the patch sets the key but leaves it out of ${RETAIN_KEYS}`);
    }
    return Object.fromEntries(Object.entries(original).filter(([key]) => kept.has(key)));
  }

  /** Merges the lists whose order the patch sets, and tells which these are. */
  private orderedLists(struct: StructType | undefined, out: Map<string, unknown>, patch: JsonMap): ReadonlySet<string> {
    const done = new Set<string>();
    for (const [directive, value] of Object.entries(patch)) {
      if (!directive.startsWith(SET_ORDER)) continue;
      const key = directive.slice(SET_ORDER.length);
      const order = requireList(value, [...this.path, directive]);
      const original = out.has(key) ? requireList(out.get(key), [...this.path, key]) : undefined;
      const change = Object.hasOwn(patch, key) ? requireList(patch[key], [...this.path, key]) : undefined;
      if (!original && !change) continue;
      const type = listType(struct?.byJson.get(key)?.type);
      out.set(
        key,
        this.below(key, () => this.orderedList(type, order, { original, change })),
      );
      done.add(key);
    }
    return done;
  }

  private orderedList(type: ListType, order: readonly unknown[], { original, change }: ListChange): readonly unknown[] {
    const identity = this.identity(type);
    const wrong = findDisorder(change ?? [], order, identity);
    if (wrong >= 0) {
      const message = `the element is not in the list's ${SET_ORDER.slice(0, -1)}, or not in that order`;
      throw new MergeError([...this.path, wrong], message);
    }
    const merged = original && change ? this.list(type, original, change) : (original ?? newList(change));
    return arrange(merged, { first: order, original: original ?? [], identity });
  }

  private identity(type: ListType): Identity {
    return identityBy(type.mergeKey ?? '', [...this.path]);
  }

  private entry(type: FieldType | undefined, original: unknown, value: unknown): unknown {
    if (isMap(original) && isMap(value)) return this.map(structOf(type), original, value);
    if (Array.isArray(original) && Array.isArray(value)) return this.list(listType(type), original, value);
    return asNewValue(value);
  }

  private list(type: ListType, original: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
    if (type.mergeKey === undefined) return patch;
    const merged = type.mergeKey === '' ? this.scalars(original, patch) : this.elements(type, original, patch);
    const same = merged.length === original.length && merged.every((item, index) => item === original[index]);
    return same ? original : merged;
  }

  private scalars(original: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
    const all = [...original, ...patch];
    if (all.some((item) => typeof item !== typeof all[0] || typeof item === 'object')) {
      throw new MergeError([...this.path], 'expected a list of scalars of one type');
    }
    return arrange([...new Set(all)], { first: patch, original, identity: (item) => item });
  }

  private elements(type: ListType, original: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
    const identity = this.identity(type);
    const { base, changes } = this.withoutDirectives(original, patch, identity);
    const merged = [...base];
    const known = new Map(places(base, identity));
    changes.forEach((change, index) => {
      const id = identity(change, index);
      const place = known.get(id);
      if (place === undefined) known.set(id, merged.push(without(asMap(change), [PATCH])) - 1);
      else merged[place] = this.below(place, () => this.map(type.element, asMap(merged[place]), asMap(change)));
    });
    return arrange(merged, { first: changes, original: base, identity });
  }

  /** Applies the elements that only say what becomes of others: `$patch: delete` of one, `$patch: replace` of all. */
  private withoutDirectives(original: readonly unknown[], patch: readonly unknown[], identity: Identity) {
    const isSpecial = (item: unknown, index: number) =>
      isMap(item) && patchDirective(item, [...this.path, index]) !== 'merge';
    if (!patch.some(isSpecial)) return { base: original, changes: patch };
    const changes = patch.filter((item, index) => !isSpecial(item, index));
    if (patch.some((item) => isMap(item) && item[PATCH] === 'replace')) return { base: changes, changes: [] };
    const deleted = new Set(patch.flatMap((item, index) => (isSpecial(item, index) ? [identity(item, index)] : [])));
    return { base: original.filter((item, index) => !deleted.has(identity(item, index))), changes };
  }
}

interface ListChange {
  readonly original: readonly unknown[] | undefined;
  readonly change: readonly unknown[] | undefined;
}

function deleteElements(out: Map<string, unknown>, directive: string, deleted: readonly unknown[]): void {
  const key = directive.slice(DELETE_FROM_LIST.length);
  const list = out.get(key);
  if (!Array.isArray(list)) return;
  const gone = new Set(deleted);
  if (list.some((item) => gone.has(item))) {
    out.set(
      key,
      list.filter((item) => !gone.has(item)),
    );
  }
}

function newList(items: readonly unknown[] = []): readonly unknown[] {
  return items.map(asNewValue).filter((item) => item !== undefined);
}

function structOf(type: FieldType | undefined): StructType | undefined {
  return type?.kind === 'struct' ? K8S.struct(type.struct) : undefined;
}

function listType(type: FieldType | undefined): ListType {
  if (type?.kind !== 'list') return { mergeKey: undefined, element: undefined };
  return { mergeKey: type.mergeKey, element: structOf(type.of) };
}
