/** List items that go into another list and take their text along. */
import type { Path } from '../model/diagnostic.ts';
import { getIn } from '../model/json.ts';
import type { Item, SyntaxNode, SyntaxTree } from '../model/syntax.ts';
import { applySplices, type Edit, type Splice } from './edit-context.ts';
import { nodeAt } from './locate.ts';
import { afterOwnComments, leadingComments, nextLine, startsLine } from './source.ts';

/** An item of a list in the old value that is an item of another list in the new one. */
export interface Move {
  readonly from: Path;
  readonly to: Path;
}

/** A block item and the column of its dash. */
interface Source {
  readonly item: Item;
  readonly column: number;
}

/** The item at a path, if it stands on lines of its own: text of flow style does not fit into another list as it is. */
function blockItemAt(text: string, root: SyntaxNode, path: Path): Source | undefined {
  const index = path.at(-1);
  const list = nodeAt(root, path.slice(0, -1));
  if (list?.kind !== 'seq' || list.flow || typeof index !== 'number') return undefined;
  const item = list.items[index];
  return item !== undefined && startsLine(text, item.start) ? { item, column: list.column } : undefined;
}

/** Lines with as many columns more, or fewer, before them. Empty ones stay empty. */
function shifted(lines: string, columns: number): string {
  if (columns > 0) return lines.replace(/^(?=[^\r\n])/gm, ' '.repeat(columns));
  return columns < 0 ? lines.replace(new RegExp(`^ {1,${-columns}}`, 'gm'), '') : lines;
}

/** The lines of an item, with the comments that are its own, saying `next`. */
function textOf(edit: Edit, { item, column }: Source, { next, path }: { next: unknown; path: Path }): string {
  const inner: Splice[] = [];
  const slot = { kind: 'item', after: item.start + 1, indent: column, flow: undefined, colonless: false } as const;
  edit.visit(edit, { slot, node: item.value, next, path }, inner);
  const end = afterOwnComments(edit.text, nextLine(edit.text, Math.max(item.value.end, item.start + 1)), column + 1);
  return applySplices(edit.text, inner, { start: leadingComments(edit.text, item.start, column), end });
}

/**
 * Makes the moved items keep their text: where the editor writes one of these values it takes the old item's lines, changed to
 * say the new value. Intricate text (anchors, tags) and JSON are left to be written anew.
 */
export function keepMoved(edit: Edit, tree: SyntaxTree, next: unknown, moves: readonly Move[]): void {
  const { root } = tree;
  if (root === undefined || edit.intricate || edit.json) return;
  for (const { from, to } of moves) {
    const source = blockItemAt(edit.text, root, from);
    const value = getIn(next, to);
    if (source === undefined || typeof value !== 'object' || value === null) continue;
    edit.leaving.add(source.item);
    edit.kept.set(value, (column) => shifted(textOf(edit, source, { next: value, path: to }), column - source.column));
  }
}
