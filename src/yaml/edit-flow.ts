/** Editing the entries of collections in brackets. */
import type { MapNode, SeqNode } from '../model/syntax.ts';
import { applySplices, type Edit, type Splice } from './edit-context.ts';
import { type FlowFrame, type FlowStyle, PLAIN_FLOW } from './flow.ts';
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
  if (first === undefined) return { style: base, indent: outer?.indent ?? '' };
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
  return { style, indent: own ? lineIndent(text, first.start) : '' };
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

/** The changes that insert behind an entry; a comment behind that entry stays with it. */
function insertBehind({ edit, frame }: FlowChange, entry: FlowEntry, texts: readonly string[]): Splice[] {
  const { text, eol } = edit;
  const { lines, afterComma } = frame.style;
  const comment = commentAfter(text, entry.end);
  if (comment < 0) {
    const separator = lines ? eol + frame.indent : afterComma;
    return [{ start: entry.end, end: entry.end, text: texts.map((item) => `,${separator}${item}`).join('') }];
  }
  const indent = lines ? frame.indent : ' '.repeat(columnOf(text, entry.start));
  const comma = commaAfter(text, entry.end) >= 0;
  const end = lineEnd(text, comment);
  const added = texts.map((item) => eol + indent + item).join(',') + (comma ? ',' : '');
  return [
    { start: entry.end, end: entry.end, text: comma ? '' : ',' },
    { start: end, end, text: added },
  ];
}

/** The change that inserts before the first entry. */
function insertLeading({ edit, frame }: FlowChange, entry: FlowEntry, texts: readonly string[]): Splice {
  const separator = frame.style.lines ? edit.eol + frame.indent : frame.style.afterComma;
  return { start: entry.start, end: entry.start, text: texts.map((item) => `${item},${separator}`).join('') };
}

function insertEntries(change: FlowChange): Splice[] {
  const { entries, steps } = change;
  const groups = new Map<number, string[]>();
  let previous = -1;
  for (const step of steps) {
    if ('old' in step) previous = step.old;
    else groups.set(previous, [...(groups.get(previous) ?? []), step.text]);
  }
  return [...groups].flatMap(([index, texts]) => {
    const entry = entries[Math.max(index, 0)];
    if (entry === undefined) return [];
    return index < 0 ? [insertLeading(change, entry, texts)] : insertBehind(change, entry, texts);
  });
}

/** Neighbouring entries that go, and the entry after them. */
interface Run {
  readonly first: FlowEntry;
  readonly last: FlowEntry;
  readonly next: FlowEntry | undefined;
}

/** The change that removes the first entries; the next one comes up to their place. */
function removeLeading({ text }: Edit, { first, last, next }: Run): Splice {
  if (next === undefined) return { start: first.start, end: last.end, text: '' };
  const end = hasBreak(text, last.end, next.start) ? skipSpaces(text, nextLine(text, last.end)) : next.start;
  return { start: first.start, end, text: '' };
}

/** The changes that remove entries behind another one; a comment behind that one stays. */
function removeBehind({ text, eol }: Edit, previous: FlowEntry, { first, last }: Run): Splice[] {
  if (!text.slice(previous.end, first.start).includes('#')) return [{ start: previous.end, end: last.end, text: '' }];
  const before = commaAfter(text, previous.end);
  const behind = commaAfter(text, last.end);
  const start = startsLine(text, first.start) ? lineStart(text, first.start) - eol.length : first.start;
  const removal: Splice = { start, end: behind < 0 ? last.end : behind + 1, text: '' };
  return behind < 0 && before >= 0 && before < start
    ? [{ start: before, end: before + 1, text: '' }, removal]
    : [removal];
}

function removeEntries({ edit, entries }: FlowChange, kept: ReadonlySet<number>): Splice[] {
  const out: Splice[] = [];
  for (let at = 0; at < entries.length; at += 1) {
    const first = kept.has(at) ? undefined : entries[at];
    if (first === undefined) continue;
    const previous = entries[at - 1];
    while (at + 1 < entries.length && !kept.has(at + 1)) at += 1;
    const run: Run = { first, last: entries[at] ?? first, next: entries[at + 1] };
    if (previous) out.push(...removeBehind(edit, previous, run));
    else out.push(removeLeading(edit, run));
  }
  return out;
}

/** Writes all entries anew between the brackets, those that stay with their own text. */
function rebuild(change: FlowChange, out: Splice[]): void {
  const { edit, node, entries, frame, steps, visitEntry } = change;
  const texts = steps.map((step) => {
    if (!('old' in step)) return step.text;
    const inner: Splice[] = [];
    visitEntry(step.old, inner);
    const entry = entries[step.old] ?? node;
    return applySplices(edit.text, inner, entry);
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
  if (grows) out.push(...insertEntries(change));
  if (shrinks) out.push(...removeEntries(change, kept));
}
