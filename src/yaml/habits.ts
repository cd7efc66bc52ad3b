import type { SyntaxNode } from '../model/syntax.ts';

/** How a document is indented. */
export interface Habits {
  /** How far a mapping inside a mapping is indented. */
  readonly step: number;
  /** How far a list's dashes are indented from the key above. */
  readonly listIndent: number;
}

/** What kubectl prints, for documents that show nothing else. */
const DEFAULT_STEP = 2;
const DEFAULT_LIST_INDENT = 0;

interface Seen {
  step: number | undefined;
  listIndent: number | undefined;
}

function observe(node: SyntaxNode, parent: number, seen: Seen): void {
  if ((node.kind !== 'map' && node.kind !== 'seq') || node.flow) return;
  if (node.kind === 'map') {
    if (parent >= 0) seen.step ??= node.column - parent;
    for (const pair of node.pairs) {
      if (seen.step !== undefined && seen.listIndent !== undefined) return;
      observe(pair.value, node.column, seen);
    }
    return;
  }
  if (parent >= 0) seen.listIndent ??= node.column - parent;
  // Behind a dash the column tells nothing of the document's indentation.
  for (const item of node.items) {
    if (seen.step !== undefined && seen.listIndent !== undefined) return;
    observe(item.value, -1, seen);
  }
}

/** How the document indents, by its first mapping inside a mapping and its first list under a key. */
export function habitsOf(root: SyntaxNode | undefined): Habits {
  const seen: Seen = { step: undefined, listIndent: undefined };
  if (root) observe(root, -1, seen);
  return { step: seen.step ?? DEFAULT_STEP, listIndent: seen.listIndent ?? DEFAULT_LIST_INDENT };
}
