/** What the parts of the editor share: the document, where a value hangs in it, and changes to its text. */
import type { Path } from '../model/diagnostic.ts';
import type { Item, SyntaxNode } from '../model/syntax.ts';
import type { FlowFrame } from './flow.ts';
import type { BlockLayout, KeptText } from './writer.ts';

/** Replaces a stretch of text; an empty stretch is an insertion. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Where a value hangs. */
export interface Slot {
  readonly kind: 'root' | 'pair' | 'item';
  /** Offset right after the `:`, the `-` or the `---` the value belongs to. */
  readonly after: number;
  /** Column of the keys or dashes of the collection the value is an entry of; -1 at the root. */
  readonly indent: number;
  /** The flow collection around; `undefined` in block style. */
  readonly flow: FlowFrame | undefined;
  /** The entry is a key of a flow mapping that has no colon yet. */
  readonly colonless: boolean;
}

/** A node and what its text shall say. */
export interface Target<N extends SyntaxNode = SyntaxNode, T = unknown> {
  readonly slot: Slot;
  readonly node: N;
  readonly next: T;
  readonly path: Path;
}

/** Adds to `out` what makes the target's text say what it shall. */
export type Visit = (edit: Edit, target: Target, out: Splice[]) => void;

/** Identifies the items of the list at a path; see `EditOptions`. */
export type Identity = (path: Path, item: unknown) => string | undefined;

/** One document being edited. */
export interface Edit {
  /** The document's text, its last line ended. */
  readonly text: string;
  readonly eol: string;
  readonly json: boolean;
  /** How far the document indents mappings, and the dashes of lists from the keys above them. */
  readonly step: number;
  readonly listIndent: number;
  /** Anchors or other rare syntax: equal data may still stand for text that has to change. */
  readonly intricate: boolean;
  /** Nodes that must be written anew as a whole. */
  readonly rewrite: ReadonlySet<SyntaxNode>;
  /** What anchored nodes hold after the edit. */
  readonly anchored: Map<SyntaxNode, unknown>;
  readonly identity: Identity;
  /** Items that go into another list, and the text they have there; see `Move`. */
  readonly leaving: Set<Item>;
  readonly kept: Map<unknown, KeptText>;
  readonly visit: Visit;
}

/** Notes that what stands in or below a node stays as it is, for aliases that stand for it. */
export function noteUntouched(edit: Edit, node: SyntaxNode): void {
  if (!edit.intricate) return;
  if (node.anchor !== undefined) edit.anchored.set(node, node.data);
  if (node.kind === 'seq') for (const item of node.items) noteUntouched(edit, item.value);
  if (node.kind !== 'map') return;
  for (const pair of node.pairs) {
    noteUntouched(edit, pair.key);
    noteUntouched(edit, pair.value);
  }
}

/** The layout of new blocks at a column. */
export function layoutAt({ step, listIndent, eol, kept }: Edit, indent: number): BlockLayout {
  return kept.size > 0 ? { indent, step, listIndent, eol, kept } : { indent, step, listIndent, eol };
}

/** A stretch of the text with the changes made. They do not overlap; those at one offset keep their order. */
export function applySplices(
  text: string,
  splices: readonly Splice[],
  { start, end }: Pick<Splice, 'start' | 'end'>,
): string {
  const ordered = splices.toSorted((left, right) => left.start - right.start || left.end - right.end);
  let result = '';
  let at = start;
  for (const splice of ordered) {
    result += text.slice(at, splice.start) + splice.text;
    at = splice.end;
  }
  return result + text.slice(at, end);
}
