import type { Path } from '../model/diagnostic.ts';
import type { Pair, SyntaxNode, SyntaxTree } from '../model/syntax.ts';
import { mergeSources, resolveAlias } from './merge.ts';

/** A stretch of a document's text. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The entry that gives `name` its value: the last one, or one that a merge key takes in. */
function findPair(pairs: readonly Pair[], name: string): Pair | undefined {
  for (const pair of pairs.toReversed()) {
    if (!pair.merge) {
      if (pair.name === name) return pair;
      continue;
    }
    for (const source of (mergeSources(pair.value) ?? []).reverse()) {
      const map = resolveAlias(source);
      const found = map.kind === 'map' ? findPair(map.pairs, name) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

interface Step {
  readonly key: Extent;
  readonly value: SyntaxNode;
}

function stepInto(node: SyntaxNode, step: string | number): Step | undefined {
  const target = resolveAlias(node);
  if (target.kind === 'map') {
    const pair = findPair(target.pairs, String(step));
    return pair && { key: pair.key, value: pair.value };
  }
  const item = target.kind === 'seq' && typeof step === 'number' ? target.items[step] : undefined;
  return item && { key: { start: item.start, end: Math.max(item.value.start, item.start + 1) }, value: item.value };
}

/** The node at `path`, through aliases and merge keys; `undefined` when the path leads nowhere. */
export function nodeAt(root: SyntaxNode, path: Path): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = root;
  for (const step of path) at = at && stepInto(at, step)?.value;
  return at;
}

/**
 * Where the node at `path` stands: its value, or with `of: 'key'` the key (for a list item what stands before its value).
 * The nearest ancestor there is when the path leads nowhere; the start of the text for an empty document. Paths lead
 * through aliases and merge keys to the text that holds the value.
 */
export function locateIn(tree: SyntaxTree, path: Path, of: 'key' | 'value' = 'value'): Extent {
  if (tree.root === undefined) return { start: tree.head, end: tree.head };
  let at: Step = { key: tree.root, value: tree.root };
  for (const step of path) {
    const next = stepInto(at.value, step);
    if (next === undefined) return at.value;
    at = next;
  }
  return of === 'key' ? at.key : at.value;
}
