/** Editing the entries of collections in brackets. */
import type { MapNode, SeqNode } from '../model/syntax.ts';
import { applySplices, type Edit, type FlowFrame, type Splice } from './edit-context.ts';
import { type FlowStyle, PLAIN_FLOW } from './flow.ts';
import { columnOf, hasBreak, lineEnd, lineStart, nextLine, skipSpaces, skipTrivia, startsLine } from './source.ts';

/** Where an entry of a flow collection stands. */
export interface FlowEntry {
  readonly start: number;
  readonly end: number;
}

/** An entry of the collection as it shall be: one that stands there, or new text. */
export type FlowStep = { readonly old: number } | { readonly text: string };

/** A collection whose entries change. */
export interface FlowChange {
  readonly edit: Edit;
  readonly node: MapNode | SeqNode;
  readonly entries: readonly FlowEntry[];
  readonly frame: FlowFrame;
  readonly steps: readonly FlowStep[];
  /** Adds the changes inside an entry that stays. */
  readonly visitEntry: (index: number, out: Splice[]) => void;
}

const DEFAULT_UNIT = '  ';

function lineIndent(text: string, at: number): string {
  const start = lineStart(text, at);
  return text.slice(start, skipSpaces(text, start));
}

/** The white space between an indicator and what follows it, if that is on the same line. */
function gapAfter(text: string, indicator: number, next: number): string | undefined {
  const gap = text.slice(indicator + 1, next);
  return indicator >= 0 && next > indicator && /^ *$/.test(gap) ? gap.slice(0, 1) : undefined;
}

function commaGap(text: string, entries: readonly FlowEntry[]): string | undefined {
  const [first, second] = entries;
  return first && second ? gapAfter(text, skipTrivia(text, first.end), second.start) : undefined;
}

/** How the entries of a flow collection are written, by the example of the first ones; else as in the collection around. */
export function flowFrame(edit: Edit, node: MapNode | SeqNode, outer: FlowFrame | undefined): FlowFrame {
  const { text, eol } = edit;
  const base: FlowStyle = outer?.style ?? (edit.json ? { ...PLAIN_FLOW, json: true, quoteKeys: true } : PLAIN_FLOW);
  const entries: readonly FlowEntry[] =
    node.kind === 'map' ? node.pairs.map(pairExtent) : node.items.map((item) => item.value);
  const [first] = entries;
  if (first === undefined) return { style: base, indent: outer?.indent ?? lineIndent(text, node.start) };
  const pair = node.kind === 'map' ? node.pairs[0] : undefined;
  const quoted = text.charAt(first.start) === '"';
  const colonGap = pair ? gapAfter(text, pair.colon, pair.value.outer) : undefined;
  const quoteKeys = pair ? quoted : base.quoteKeys;
  const afterColon = colonGap === undefined || (colonGap === '' && !quoteKeys) ? base.afterColon : colonGap;
  const own = startsLine(text, first.start);
  const unit = own ? lineIndent(text, first.start).slice(lineIndent(text, node.start).length) || DEFAULT_UNIT : '';
  const style: FlowStyle = {
    json: edit.json || quoted,
    quoteKeys,
    afterColon,
    afterComma: commaGap(text, entries) ?? (pair ? afterColon : base.afterComma),
    ...(own && { lines: { unit, eol } }),
  };
  return { style, indent: lineIndent(text, first.start) };
}

/** The stretch of a mapping's entry. */
export function pairExtent(pair: MapNode['pairs'][number]): FlowEntry {
  return { start: pair.start, end: Math.max(pair.value.end, pair.key.end, pair.colon + 1) };
}

/** Offset of the comma after an entry; -1 when there is none. */
function commaAfter(text: string, end: number): number {
  const at = skipTrivia(text, end);
  return text.charAt(at) === ',' ? at : -1;
}

/** Offset of a comment on the line an entry ends on; -1 when there is none. */
function commentAfter(text: string, end: number): number {
  const at = skipSpaces(text, end);
  const next = text.charAt(at) === ',' ? skipSpaces(text, at + 1) : at;
  return text.charAt(next) === '#' ? next : -1;
}

/** Inserts after the entry that ends at `end`; a comment behind that entry stays with it. */
function insertAfter({ edit, frame }: FlowChange, entry: FlowEntry, texts: readonly string[], out: Splice[]): void {
  const { text, eol } = edit;
  const { lines, afterComma } = frame.style;
  const comment = commentAfter(text, entry.end);
  if (comment < 0) {
    const separator = lines ? eol + frame.indent : afterComma;
    out.push({ start: entry.end, end: entry.end, text: texts.map((item) => `,${separator}${item}`).join('') });
    return;
  }
  const indent = lines ? frame.indent : ' '.repeat(columnOf(text, entry.start));
  const comma = commaAfter(text, entry.end) >= 0;
  if (!comma) out.push({ start: entry.end, end: entry.end, text: ',' });
  const end = lineEnd(text, comment);
  out.push({ start: end, end, text: texts.map((item) => eol + indent + item).join(',') + (comma ? ',' : '') });
}

function insertEntries(change: FlowChange, out: Splice[]): void {
  const { edit, entries, frame, steps } = change;
  const groups = new Map<number, string[]>();
  let previous = -1;
  for (const step of steps) {
    if ('old' in step) previous = step.old;
    else groups.set(previous, [...(groups.get(previous) ?? []), step.text]);
  }
  for (const [index, texts] of groups) {
    const entry = entries[Math.max(index, 0)];
    if (entry === undefined) continue;
    const separator = frame.style.lines ? edit.eol + frame.indent : frame.style.afterComma;
    if (index >= 0) insertAfter(change, entry, texts, out);
    else out.push({ start: entry.start, end: entry.start, text: texts.map((item) => `${item},${separator}`).join('') });
  }
}

/** Removes the first entries, up to `last`, before the entry `next`. */
function removeLeading({ edit, entries }: FlowChange, last: FlowEntry, next: FlowEntry, out: Splice[]): void {
  const { text } = edit;
  const start = entries[0]?.start ?? next.start;
  const end = hasBreak(text, last.end, next.start) ? skipSpaces(text, nextLine(text, last.end)) : next.start;
  out.push({ start, end, text: '' });
}

/** Removes entries from `first` to `last` behind the entry `previous`; a comment behind that one stays. */
function removeBehind(
  { edit }: FlowChange,
  previous: FlowEntry,
  first: FlowEntry,
  last: FlowEntry,
  out: Splice[],
): void {
  const { text } = edit;
  if (!text.slice(previous.end, first.start).includes('#')) {
    out.push({ start: previous.end, end: last.end, text: '' });
    return;
  }
  const before = commaAfter(text, previous.end);
  const behind = commaAfter(text, last.end);
  const line = lineStart(text, first.start);
  const start = startsLine(text, first.start) ? line - edit.eol.length : first.start;
  if (behind < 0 && before >= 0 && before < start) out.push({ start: before, end: before + 1, text: '' });
  out.push({ start, end: behind < 0 ? last.end : behind + 1, text: '' });
}

function removeEntries(change: FlowChange, kept: ReadonlySet<number>, out: Splice[]): void {
  const { entries } = change;
  for (let first = 0; first < entries.length; first += 1) {
    if (kept.has(first)) continue;
    let last = first;
    while (last + 1 < entries.length && !kept.has(last + 1)) last += 1;
    const [previous, from, to, next] = [entries[first - 1], entries[first], entries[last], entries[last + 1]];
    if (previous && from && to) removeBehind(change, previous, from, to, out);
    else if (to && next) removeLeading(change, to, next, out);
    first = last;
  }
}

/** Writes all entries anew between the brackets, those that stay with their own text. */
function rebuild(change: FlowChange, out: Splice[]): void {
  const { edit, node, entries, frame, steps, visitEntry } = change;
  const texts = steps.map((step) => {
    if (!('old' in step)) return step.text;
    const inner: Splice[] = [];
    visitEntry(step.old, inner);
    const entry = entries[step.old] ?? node;
    return applySplices(edit.text, inner, entry.start, entry.end);
  });
  const { lines, afterComma } = frame.style;
  const text = lines
    ? `${texts.map((item) => lines.eol + frame.indent + item).join(',')}${lines.eol}${lineIndent(edit.text, node.start)}`
    : texts.join(`,${afterComma}`);
  out.push({ start: node.start + 1, end: node.end - 1, text });
}

/** Adds to `out` what makes the collection have the entries of `change.steps`; there is at least one. */
export function editFlow(change: FlowChange, out: Splice[]): void {
  const olds = change.steps.flatMap((step) => ('old' in step ? [step.old] : []));
  const kept = new Set(olds);
  const grows = olds.length < change.steps.length;
  const shrinks = kept.size < change.entries.length;
  const ordered = olds.every((old, index) => index === 0 || old > (olds[index - 1] ?? 0));
  if (!ordered || (grows && shrinks)) {
    rebuild(change, out);
    return;
  }
  for (const old of olds) change.visitEntry(old, out);
  if (grows) insertEntries(change, out);
  if (shrinks) removeEntries(change, kept, out);
}
