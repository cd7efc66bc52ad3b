/** Editing the items of a sequence. */
import type { Item, SeqNode } from '../model/syntax.ts';
import { alignItems, stayingItems } from './align.ts';
import { applySplices, type Edit, layoutAt, type Slot, type Splice, type Target } from './edit-context.ts';
import { editFlow, flowFrame } from './edit-flow.ts';
import { replaceValue } from './edit-replace.ts';
import { type FlowFrame, writeFlow } from './flow.ts';
import { afterOwnComments, leadingComments, lineStart, nextLine, nextText, startsLine } from './source.ts';
import { writeItem } from './writer.ts';

type ListTarget = Target<SeqNode, readonly unknown[]>;

/** A sequence being edited. */
interface ListEdit {
  readonly edit: Edit;
  readonly target: ListTarget;
  /** For every item of the new list the index of the item it continues, or -1. */
  readonly matches: readonly number[];
  /** Positions in the new list of the items that keep their places. */
  readonly staying: ReadonlySet<number>;
  /** The flow collection it is; `undefined` in block style. */
  readonly flow: FlowFrame | undefined;
}

function itemEnd(item: Item): number {
  return Math.max(item.value.end, item.start + 1);
}

function visitItem({ edit, target, matches, flow }: ListEdit, at: number, out: Splice[]): void {
  const { node, next, path } = target;
  const item = node.items[matches[at] ?? -1];
  if (item === undefined || (!edit.intricate && item.value.data === next[at])) return;
  const after = flow ? item.value.outer : item.start + 1;
  const slot: Slot = { kind: 'item', after, indent: node.column, flow, colonless: false };
  edit.visit(edit, { slot, node: item.value, next: next[at], path: [...path, at] }, out);
}

function editFlowList(l: ListEdit, frame: FlowFrame, out: Splice[]): void {
  const { edit, target, matches } = l;
  const { node, next } = target;
  const positions = new Map(matches.map((match, at) => [match, at]));
  editFlow(
    {
      edit,
      node,
      entries: node.items.map((item) => ({ start: item.start, end: item.value.end })),
      frame,
      steps: matches.map((old, at) => (old < 0 ? { text: writeFlow(next[at], frame) } : { old })),
      visitEntry: (index, inner) => visitItem(l, positions.get(index) ?? -1, inner),
    },
    out,
  );
}

/** Offset of the line after an item and the comments inside it. */
function afterItem({ edit, target }: ListEdit, index: number): number {
  const { node, slot } = target;
  const item = node.items[index];
  if (item === undefined) return node.end;
  // Below the last item of an indented list a comment at the dashes' column can only be meant for the list.
  const indented = slot.kind === 'pair' && node.column > slot.indent && index === node.items.length - 1;
  return afterOwnComments(edit.text, nextLine(edit.text, itemEnd(item)), indented ? node.column : node.column + 1);
}

/** The text of an item that moves: its lines, the comments above them, and the changes inside it. */
function movedText(l: ListEdit, at: number): string {
  const { edit, target, matches } = l;
  const { node } = target;
  const item = node.items[matches[at] ?? -1];
  if (item === undefined) return '';
  const inner: Splice[] = [];
  visitItem(l, at, inner);
  const end = afterOwnComments(edit.text, nextLine(edit.text, itemEnd(item)), node.column + 1);
  return applySplices(edit.text, inner, { start: leadingComments(edit.text, item.start, node.column), end });
}

function insertItems(l: ListEdit, out: Splice[]): void {
  const { edit, target, matches, staying } = l;
  const { node, next } = target;
  const layout = layoutAt(edit, node.column);
  const groups = new Map<number, string>();
  let previous = -1;
  for (const [at, match] of matches.entries()) {
    if (staying.has(at)) {
      previous = match;
      continue;
    }
    const text = match < 0 ? writeItem(next[at], layout) : movedText(l, at);
    groups.set(previous, (groups.get(previous) ?? '') + text);
  }
  const start = node.items[0]?.start ?? node.start;
  for (const [index, text] of groups) {
    if (index >= 0) out.push({ start: afterItem(l, index), end: afterItem(l, index), text });
    else if (!startsLine(edit.text, start))
      out.push({ start, end: start, text: text.slice(node.column) + ' '.repeat(node.column) });
    else {
      const at = leadingComments(edit.text, start, node.column);
      out.push({ start: at, end: at, text });
    }
  }
}

/** Removes the items that do not keep their places; those that move take the comments above them along. */
function removeItems({ edit, target, matches, staying }: ListEdit, out: Splice[]): void {
  const { node } = target;
  const { text } = edit;
  const moving = new Set(matches.filter((match, at) => match >= 0 && !staying.has(at)));
  const stays = new Set(matches.filter((_, at) => staying.has(at)));
  let index = 0;
  const [first] = node.items;
  if (first && !stays.has(0) && !startsLine(text, first.start)) {
    // The list begins behind another indicator: the first item that stays comes up to its place.
    while (index + 1 < node.items.length && !stays.has(index + 1)) index += 1;
    const last = node.items[index];
    out.push({ start: first.start, end: nextText(text, nextLine(text, itemEnd(last ?? first))), text: '' });
    index += 1;
  }
  for (const item of node.items.slice(index)) {
    const at = index;
    index += 1;
    if (stays.has(at)) continue;
    const start =
      moving.has(at) || edit.leaving.has(item)
        ? leadingComments(text, item.start, node.column)
        : lineStart(text, item.start);
    const end = afterOwnComments(text, nextLine(text, itemEnd(item)), node.column + 1);
    out.push({ start, end, text: '' });
  }
}

/** Whether the list begins behind another indicator and its first item can neither stay there nor simply go. */
function isCramped({ edit, target, matches, staying }: ListEdit): boolean {
  const [first] = target.node.items;
  if (first === undefined || startsLine(edit.text, first.start)) return false;
  const moves = matches.some((match, at) => match >= 0 && !staying.has(at));
  const firstStays = matches.some((match, at) => match === 0 && staying.has(at));
  return moves || (!firstStays && !staying.has(0));
}

/**
 * Adds to `out` what makes the sequence's text say `next`, which has items. Items are recognised by identity, else by
 * value; one that moves takes its text along, comments above it included.
 */
export function editList(edit: Edit, target: ListTarget, out: Splice[]): void {
  const { node, next, path, slot } = target;
  const old = node.items.map((item) => item.value.data);
  const matches = alignItems(old, next, (item) => edit.identity(path, item));
  const flow = node.flow ? flowFrame(edit, node, slot.flow) : undefined;
  const l: ListEdit = { edit, target, matches, staying: stayingItems(matches), flow };
  if (l.staying.size === 0 || (!flow && isCramped(l))) {
    replaceValue(edit, target, out);
    return;
  }
  if (flow) {
    editFlowList(l, flow, out);
    return;
  }
  for (const at of l.staying) visitItem(l, at, out);
  insertItems(l, out);
  removeItems(l, out);
}
