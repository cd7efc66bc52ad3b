import type { Pair, SyntaxNode } from '../model/syntax.ts';

/** Sets a key of plain data; `__proto__` becomes a key like any other. */
export function setKey(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(map, name, { value, writable: true, enumerable: true, configurable: true });
  else map[name] = value;
}

/** The node itself, or what it is an alias of. */
export function resolveAlias(node: SyntaxNode): SyntaxNode {
  return node.kind === 'alias' ? node.target : node;
}

/**
 * The mappings a merge key takes in, in the order their keys are set: of a list the first wins, so it comes last.
 * `undefined` when the value is neither a mapping nor a list of mappings.
 */
export function mergeSources(value: SyntaxNode): SyntaxNode[] | undefined {
  const node = resolveAlias(value);
  if (node.kind === 'map') return [value];
  if (value.kind !== 'seq') return undefined;
  const sources = value.items.map((item) => item.value).reverse();
  return sources.every((source) => resolveAlias(source).kind === 'map') ? sources : undefined;
}

/**
 * A mapping's entries as plain data. A later entry replaces an earlier one of the same name, and so does a later merge
 * key: go-yaml v2 sets the merged keys at the place where `<<` stands.
 */
export function mapData(
  pairs: readonly Pair[],
  dataOf: (node: SyntaxNode) => unknown = (node) => node.data,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const pair of pairs) {
    if (!pair.merge) setKey(data, pair.name, dataOf(pair.value));
    else for (const source of mergeSources(pair.value) ?? []) Object.assign(data, dataOf(source));
  }
  return data;
}
