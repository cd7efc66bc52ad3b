/** Edits of a manifest's text that leave everything else byte for byte as it was. */
import { isMap } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SyntaxNode, SyntaxTree } from '../model/syntax.ts';
import { SyntaxProblem } from './build.ts';
import { keysOf, sameData } from './compare.ts';
import {
  applySplices,
  type Edit,
  type Identity,
  layoutAt,
  type Slot,
  type Splice,
  type Visit,
} from './edit-context.ts';
import { editList } from './edit-list.ts';
import { editMap } from './edit-map.ts';
import { keepMoved, type Move } from './edit-move.ts';
import { hasEntries, replaceValue } from './edit-replace.ts';
import { habitsOf } from './habits.ts';
import { endsWithBreak, lineBreakOf, nextLine } from './source.ts';
import { parseTree } from './tree.ts';
import { writeBlock } from './writer.ts';

/** How an edit recognises what it edits. */
export interface EditOptions {
  /**
   * What tells an item of the list at `path` from the others: a container's name, a port's number. Items with the same
   * identity before and after are one item. Without it, and where it answers `undefined`, items are told apart by value.
   */
  readonly identity?: Identity;
  /** Items that go from one list to another and take their text, comments included, along. */
  readonly moves?: readonly Move[];
}

/** How often an edit of intricate text is tried with more of it written anew before all of it is. */
const MAX_ATTEMPTS = 8;

const visit: Visit = (edit, target, out) => {
  const { node, next } = target;
  if (!edit.intricate && node.data === next) return;
  if (node.anchor !== undefined) edit.anchored.set(node, next);
  if (edit.rewrite.has(node)) {
    replaceValue(edit, target, out);
  } else if (node.kind === 'alias') {
    // The alias stays when what it stands for says the same after the edit as the alias shall.
    const stays = edit.anchored.has(node.target) && sameData(edit.anchored.get(node.target), next);
    if (!stays) replaceValue(edit, target, out);
  } else if (node.kind === 'map' && node.pairs.length > 0 && isMap(next) && hasEntries(next)) {
    editMap(edit, { ...target, node, next }, out);
  } else if (node.kind === 'seq' && node.items.length > 0 && Array.isArray(next) && hasEntries(next)) {
    editList(edit, { ...target, node, next }, out);
  } else if (!sameData(node.data, next)) {
    replaceValue(edit, target, out);
  }
};

/** How the text of one manifest is to be edited. */
interface EditRun extends EditOptions {
  /** Nodes that must be written anew as a whole. */
  readonly rewrite: ReadonlySet<SyntaxNode>;
}

function beginEdit({ text, format, tree }: Manifest, { identity, rewrite }: EditRun): Edit {
  const eol = lineBreakOf(text);
  return {
    // With its last line ended the text is lines throughout, wherever something is added or removed.
    text: endsWithBreak(text) ? text : text + eol,
    eol,
    json: format === 'json',
    ...habitsOf(tree.root),
    intricate: tree.intricate,
    rewrite,
    anchored: new Map(),
    identity: identity ?? (() => undefined),
    leaving: new Set(),
    kept: new Map(),
    visit,
  };
}

/** The changes that give a document without a value its first one. */
function fillDocument(edit: Edit, tree: SyntaxTree, next: unknown): Splice {
  const at = tree.head > 0 ? nextLine(edit.text, tree.head) : edit.text.length;
  return { start: at, end: at, text: writeBlock(next, layoutAt(edit, 0)) };
}

function editText(manifest: Manifest, next: unknown, run: EditRun): string {
  const { tree } = manifest;
  const edit = beginEdit(manifest, run);
  keepMoved(edit, tree, next, run.moves ?? []);
  const { root } = tree;
  const out: Splice[] = [];
  if (root === undefined) out.push(fillDocument(edit, tree, next));
  else if (next === undefined) out.push({ start: root.outer, end: root.end, text: '' });
  else {
    const after = tree.head > 0 ? tree.head : root.outer;
    const slot: Slot = { kind: 'root', after, indent: -1, flow: undefined, colonless: false };
    visit(edit, { slot, node: root, next, path: [] }, out);
  }
  const text = applySplices(edit.text, out, { start: 0, end: edit.text.length });
  return endsWithBreak(manifest.text) || !text.endsWith(edit.eol) ? text : text.slice(0, -edit.eol.length);
}

/** The smallest node within which all that differs between what was read back and what was wanted lies. */
function differingNode(node: SyntaxNode, got: unknown, want: unknown): SyntaxNode {
  if (node.kind !== 'map' || !isMap(got) || !isMap(want)) return node;
  const different = new Set([...keysOf(got), ...keysOf(want)].filter((key) => !sameData(got[key], want[key])));
  const [name] = different;
  const pair = node.pairs.findLast((candidate) => !candidate.merge && candidate.name === name);
  return different.size === 1 && name !== undefined && pair ? differingNode(pair.value, got[name], want[name]) : node;
}

/** What the text says; `undefined` inside a tuple for an empty document, no tuple for text that is not YAML. */
function readBack(text: string): readonly [unknown] | undefined {
  try {
    return [parseTree(endsWithBreak(text) ? text : `${text}\n`).root?.data];
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/**
 * Anchors, merge keys and their like can make one place's text another place's value. The result is read back, and where
 * it says something else the smallest node around the difference is written anew, in the end the whole document.
 */
function editIntricate(manifest: Manifest, next: unknown, options: EditOptions): string {
  const { root } = manifest.tree;
  const rewrite = new Set<SyntaxNode>();
  for (let attempt = 1; root !== undefined; attempt += 1) {
    const text = editText(manifest, next, { ...options, rewrite });
    const read = readBack(text);
    if (rewrite.has(root) || (read && sameData(read[0], next))) return text;
    const culprit = read && attempt < MAX_ATTEMPTS ? differingNode(root, read[0], next) : root;
    rewrite.add(rewrite.has(culprit) ? root : culprit);
  }
  return editText(manifest, next, { ...options, rewrite });
}

/**
 * The manifest's text changed to say `next`, by the fewest splices: nodes whose value stays keep every byte, comments and
 * blank lines included, and taking back what an edit added gives the text before it. Read again, the result is `next`;
 * the same text when that is what it says already. Keys whose value is `undefined` are no keys.
 *
 * Not restored when an addition is taken back: a `null` or `~` that became a collection (it comes back as nothing, which
 * is null too), white space around an emptied collection, and aliases and merge keys that had to be expanded.
 */
export function editManifest(manifest: Manifest, next: unknown, options: EditOptions = {}): string {
  if (sameData(manifest.value, next)) return manifest.text;
  return manifest.tree.intricate
    ? editIntricate(manifest, next, options)
    : editText(manifest, next, { ...options, rewrite: new Set() });
}
