/** Writing a value anew where another one stands. */
import { isMap } from '../model/json.ts';
import type { SyntaxNode } from '../model/syntax.ts';
import { keysOf } from './compare.ts';
import { type Edit, layoutAt, type Splice, type Target } from './edit-context.ts';
import { type FlowFrame, PLAIN_FLOW, writeFlow } from './flow.ts';
import { asLiteral, type Literal, scalarText, scalarTextLike } from './quote.ts';
import { afterOwnComments, columnOf, hasBreak, lineEnd, lineStart, nextLine, skipSpaces } from './source.ts';
import { DASH_WIDTH, writeBlock } from './writer.ts';

/** A flow collection filled in block style's place stays on its line up to this column. */
const SHORT_LINE = 80;

const ON_LINE: FlowFrame = { style: PLAIN_FLOW, indent: '' };

/** What is to be written, and where. */
interface Replacement extends Omit<Target, 'path'> {
  readonly edit: Edit;
  /** Offset the new value follows: the indicator, or the anchor that stays. */
  readonly after: number;
  /** Offset of the old text to go: the value, or its tag. */
  readonly from: number;
  readonly out: Splice[];
}

/** Whether a value has entries. */
export function hasEntries(value: unknown): value is object {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) && keysOf(value).length > 0;
}

function isAbsent({ from, node }: Replacement): boolean {
  return from === node.end;
}

/** Column of the entries of a collection that is written below its key or behind its dash. */
function columnIn({ edit, slot }: Replacement, value: unknown): number {
  if (slot.kind === 'root') return 0;
  if (slot.kind === 'item') return slot.indent + DASH_WIDTH;
  return slot.indent + (Array.isArray(value) ? edit.listIndent : edit.step);
}

function replaceInFlow(r: Replacement, frame: FlowFrame): void {
  const { edit, slot, node, next, out } = r;
  const plain = !frame.style.json && node.kind === 'scalar' && !isAbsent(r) && !hasEntries(next);
  const text =
    plain && (typeof next !== 'object' || next === null)
      ? scalarTextLike(next, node.style, true)
      : writeFlow(next, frame);
  if (!isAbsent(r)) out.push({ start: r.from, end: node.end, text });
  else if (slot.colonless) out.push({ start: slot.after, end: slot.after, text: `: ${text}` });
  else out.push({ start: r.after, end: r.after, text: /\s/.test(edit.text.charAt(r.after - 1)) ? text : ` ${text}` });
}

/** Whether the old value is a block collection on the lines below its indicator. */
function standsBelow({ edit, node, after, from }: Replacement): boolean {
  const block = (node.kind === 'map' || node.kind === 'seq') && !node.flow;
  return block && hasBreak(edit.text, after, from);
}

/** Text of a value that stands behind its indicator; empty for a null, as in `key:`. */
function headText({ slot, node, next }: Replacement, literal: Literal | undefined): string {
  if (literal) return literal.header;
  if (Array.isArray(next)) return '[]';
  if (isMap(next)) return '{}';
  if (next === null && slot.kind !== 'root') return '';
  return node.kind === 'scalar' ? scalarTextLike(next, node.style, false) : scalarText(next, false);
}

/** Puts a scalar or an empty collection behind the indicator. */
function replaceBehind(r: Replacement): void {
  const { edit, node, next, after, from, out } = r;
  const below = standsBelow(r);
  const lead = ' '.repeat(Math.max(columnIn(r, next), 1));
  const swallows = commentFollows(edit.text, below ? after : node.end, lead.length);
  const literal = typeof next === 'string' && !swallows ? asLiteral(next) : undefined;
  const head = headText(r, literal);
  if (below) out.push({ start: lineStart(edit.text, from), end: afterOld(r), text: '' });
  if (below || isAbsent(r)) out.push({ start: after, end: after, text: head === '' ? '' : ` ${head}` });
  else if (head === '') out.push({ start: after, end: node.end, text: '' });
  else out.push({ start: from, end: node.end, text: head });
  if (!literal) return;
  const end = lineEnd(edit.text, below ? after : node.end);
  out.push({
    start: end,
    end,
    text: literal.lines.map((line) => edit.eol + (line === '' ? '' : lead + line)).join(''),
  });
}

/** Whether the next line with anything on it is a comment at `column` or further in: below a literal it would be text. */
function commentFollows(text: string, at: number, column: number): boolean {
  const below = nextLine(text, at);
  return afterOwnComments(text, below, column) > below;
}

/** Offset after the lines of a collection that stands below its indicator, and the comments that belong to it. */
function afterOld({ edit, slot, node }: Replacement): number {
  return afterOwnComments(edit.text, nextLine(edit.text, node.end), Math.max(slot.indent + 1, 1));
}

function withoutFinalBreak(text: string, eol: string): string {
  return text.slice(0, -eol.length);
}

/** Puts a collection's lines where the old value stands, its first entry behind the dash or `---`. */
function replaceInPlace(r: Replacement, column: number): void {
  const { edit, node, next, after, from, out } = r;
  const lines = withoutFinalBreak(writeBlock(next, layoutAt(edit, column)), edit.eol);
  if (isAbsent(r)) out.push({ start: after, end: after, text: ` ${lines.slice(column)}` });
  else out.push({ start: from, end: node.end, text: lines.slice(column) });
}

/** Puts a collection's lines below the indicator and takes the old value away. */
function replaceBelow(r: Replacement): void {
  const { edit, node, next, after, from, out } = r;
  const { text } = edit;
  const sameKind = node.kind === (Array.isArray(next) ? 'seq' : 'map');
  const below = standsBelow(r);
  const column = below && sameKind ? columnOf(text, node.start) : columnIn(r, next);
  const lines = writeBlock(next, layoutAt(edit, column));
  if (below) {
    out.push({ start: lineStart(text, from), end: afterOld(r), text: lines });
    return;
  }
  if (!isAbsent(r)) out.push({ start: after, end: node.end, text: '' });
  const at = afterOld(r);
  out.push({ start: at, end: at, text: lines });
}

function replaceByBlock(r: Replacement): void {
  const { edit, slot, node, after, from } = r;
  const below = standsBelow(r);
  const behind = edit.text.charAt(skipSpaces(edit.text, node.end)) === '#';
  const comment = behind || commentFollows(edit.text, node.end, slot.indent + 1);
  if (slot.kind === 'pair' || below || comment) replaceBelow(r);
  else if (slot.kind === 'root' && edit.text.charAt(after - 1) === '-') replaceBelow(r);
  else replaceInPlace(r, columnOf(edit.text, isAbsent(r) ? after + 1 : from));
}

/** The entries of an empty flow collection, short enough to stay on its line; `undefined` when they are not. */
function shortEntries({ edit, node, next }: Replacement): string | undefined {
  const long = (item: unknown): boolean => (typeof item === 'object' && item !== null) || String(item).includes('\n');
  if (Object.values(Object(next)).some(long)) return undefined;
  const text = writeFlow(next, ON_LINE).slice(1, -1);
  return columnOf(edit.text, node.end) + text.length <= SHORT_LINE ? text : undefined;
}

/**
 * Fills `{}` or `[]`. Short entries go between the brackets. Longer ones become a block where taking the block away
 * gives the brackets back as they were: behind a single space, as `{}` is written then.
 */
function fillInBlock(r: Replacement): void {
  const { slot, node, next, after, out } = r;
  const bare = node.start === after + 1 && node.end === node.start + 2 && node.anchor === undefined;
  const short = shortEntries(r);
  if (short === undefined && bare && slot.kind !== 'root') {
    replaceByBlock(r);
    return;
  }
  const text = short ?? writeFlow(next, ON_LINE).slice(1, -1);
  out.push({ start: node.start + 1, end: node.start + 1, text });
}

/** Fills `{}` or `[]` inside brackets: over several lines where the entries around have lines of their own. */
function fillInFlow(r: Replacement, { style, indent }: FlowFrame): void {
  const { node, next, out } = r;
  // What fills `{}` over several lines is folded back to it; white space that is there now would be lost by that.
  if (style.lines && node.end === node.start + 2) {
    replaceInFlow(r, { style, indent });
    return;
  }
  const { lines: _, ...onLine } = style;
  out.push({
    start: node.start + 1,
    end: node.start + 1,
    text: writeFlow(next, { style: onLine, indent: '' }).slice(1, -1),
  });
}

/** Where the entries of a collection in brackets begin and end; `undefined` for any other node. */
function bracketed(node: SyntaxNode): { readonly start: number; readonly end: number } | undefined {
  if ((node.kind !== 'map' && node.kind !== 'seq') || !node.flow) return undefined;
  const entries = node.kind === 'map' ? node.pairs : node.items;
  const [first, last] = [entries[0], entries.at(-1)];
  const extent = first && last && { start: first.start, end: last.value.end };
  // `[a: b]` has a mapping that begins where its entry does.
  return extent && extent.start > node.start ? extent : undefined;
}

/** Empties a flow collection; white space after entries that follow the bracket directly was there before them. */
function emptyFlow({ edit, node, out }: Replacement, entries: { readonly start: number; readonly end: number }): void {
  const behind = edit.text.slice(entries.end, node.end - 1);
  const exact = entries.start === node.start + 1 && /^ *$/.test(behind);
  out.push({ start: node.start + 1, end: exact ? entries.end : node.end - 1, text: '' });
}

/** Makes a collection in brackets full or empty; answers whether that is what there was to do. */
function fillOrEmpty(r: Replacement): boolean {
  const { slot, node, next } = r;
  if ((node.kind !== 'map' && node.kind !== 'seq') || !node.flow || node.tag !== undefined) return false;
  if (node.kind === 'map' ? !isMap(next) : !Array.isArray(next)) return false;
  const entries = bracketed(node);
  if (entries && !hasEntries(next)) emptyFlow(r, entries);
  else if (hasEntries(node.data) || !hasEntries(next)) return false;
  else if (slot.flow) fillInFlow(r, slot.flow);
  else fillInBlock(r);
  return true;
}

/** Adds to `out` what writes `next` in the place of the node. An anchor stays, a tag goes with the value it was for. */
export function replaceValue(edit: Edit, { slot, node, next }: Omit<Target, 'path'>, out: Splice[]): void {
  const { anchor, tag, outer, start } = node;
  if (anchor !== undefined && tag !== undefined) edit.anchored.delete(node);
  const after = anchor !== undefined && tag === undefined ? outer + 1 + anchor.length : slot.after;
  const r: Replacement = { edit, slot, node, next, after, from: tag === undefined ? start : outer, out };
  if (fillOrEmpty(r)) return;
  if (slot.flow) replaceInFlow(r, slot.flow);
  else if (hasEntries(next)) replaceByBlock(r);
  else replaceBehind(r);
}
