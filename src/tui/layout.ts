/** Tables on a screen of a given width: which columns fit, how wide they are, what is cut. */

import { printable } from '../output/printable.ts';
import { displayWidth } from '../output/width.ts';
import { type Column, cellOf, type Tone, type ViewRow } from '../stats/cells.ts';

/** A run of text in one style. */
export interface Segment {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  /** Of the selected row. */
  readonly selected?: boolean;
}

/** A line of the screen. */
export type Line = readonly Segment[];

/** Columns on the screen, each with its place in the row and its width. */
export interface PlacedColumn {
  readonly index: number;
  readonly column: Column;
  readonly width: number;
}

const GAP = 2;
/** A column that grows is never narrower, as long as others can be dropped, unless it says so itself. */
const LEAST_GROWING = 16;
/** In front of each row: the mark of the selected one. */
const MARGIN = 1;

/** Columns scrolled away on the left, besides the first. */
export interface LayoutOptions {
  readonly width: number;
  readonly scrolled: number;
  /** The rows that are seen: but for what grows, columns are as wide as these have it. */
  readonly visible: readonly ViewRow[];
}

/** Which columns are shown, and how wide. The first column always is. */
export function placeColumns(
  columns: readonly Column[],
  rows: readonly ViewRow[],
  { width, scrolled, visible }: LayoutOptions,
): readonly PlacedColumn[] {
  const all = columns.map((column, index) => ({
    index,
    column,
    width: column.fixed ?? widest(column, column.grows ? rows : visible, index),
  }));
  const [first, ...others] = all;
  if (first === undefined) return [];
  // At least one column besides the first stays, however far it is scrolled.
  let kept = [first, ...others.slice(Math.min(scrolled, Math.max(0, others.length - 1)))];
  while (kept.length > 1 && neededWidth(kept) > width - MARGIN) {
    const droppable = kept.filter(({ column }, at) => at > 0 && column.drop > 0);
    if (droppable.length === 0) break;
    const goes = droppable.reduce((last, each) => (each.column.drop >= last.column.drop ? each : last));
    kept = kept.filter((each) => each !== goes);
  }
  return fitted(kept, width - MARGIN);
}

function widest({ title }: Column, rows: readonly ViewRow[], index: number): number {
  let most = title.length;
  for (const row of rows) most = Math.max(most, cellOf(row, index)?.text.length ?? 0);
  return most;
}

/** What columns take at least: those that grow can be cut. */
function neededWidth(columns: readonly PlacedColumn[]): number {
  const widths = columns.map(({ column, width }) =>
    column.grows ? Math.min(width, column.least ?? LEAST_GROWING) : width,
  );
  return widths.reduce((sum, each) => sum + each, GAP * (columns.length - 1));
}

/** Shares the room that is left among the columns that grow, none wider than it has to be; what is still too much is cut. */
function fitted(columns: readonly PlacedColumn[], width: number): readonly PlacedColumn[] {
  const gaps = GAP * (columns.length - 1);
  let room = width - columns.filter(({ column }) => !column.grows).reduce((sum, each) => sum + each.width, gaps);
  const growing = columns.filter(({ column }) => column.grows).sort((a, b) => a.width - b.width);
  const widths = new Map<PlacedColumn, number>();
  for (const [at, each] of growing.entries()) {
    const own = Math.max(1, Math.min(each.width, Math.floor(room / (growing.length - at))));
    widths.set(each, own);
    room -= own;
  }
  let left = width;
  return columns.map((each) => {
    const own = Math.max(0, Math.min(widths.get(each) ?? each.width, left));
    left -= own + GAP;
    return { ...each, width: own };
  });
}

/** A text of exactly so many columns of the terminal: cut with `…`, or padded. */
export function sized(text: string, width: number, right = false): string {
  const shown = printable(text);
  const own = displayWidth(shown);
  if (own === width) return shown;
  if (own < width) return right ? ' '.repeat(width - own) + shown : shown + ' '.repeat(width - own);
  if (width <= 0) return '';
  let cut = '';
  let taken = 0;
  for (const char of shown) {
    const more = displayWidth(char);
    if (taken + more > width - 1) break;
    cut += char;
    taken += more;
  }
  return `${cut}…${' '.repeat(width - taken - 1)}`;
}

/** The line of titles; the column rows are sorted by has a mark. */
export function headerLine(
  columns: readonly PlacedColumn[],
  order: { readonly column: string; readonly descending: boolean } | undefined,
): Line {
  const titles = columns.map(({ column, width }) => {
    const sorted = order?.column === column.title;
    const title =
      sorted && column.title.length < width ? `${column.title}${order.descending ? '▼' : '▲'}` : column.title;
    return sized(title, width, column.right);
  });
  return [{ text: `${' '.repeat(MARGIN)}${titles.join(' '.repeat(GAP))}`, bold: true }];
}

/** The line of a row. */
export function rowLine(
  columns: readonly PlacedColumn[],
  row: ViewRow,
  { selected, dim }: { readonly selected: boolean; readonly dim: boolean },
): Line {
  const style = selected ? { selected: true } : {};
  const segments: Segment[] = [{ text: selected ? '▸' : ' ', ...style }];
  for (const [at, { index, column, width }] of columns.entries()) {
    const cell = row.cells[index];
    const text = `${at > 0 ? ' '.repeat(GAP) : ''}${sized(cell?.text ?? '', width, column.right)}`;
    const tone = dim ? 'dim' : cell?.tone;
    segments.push({ text, ...(tone && { tone }), ...style });
  }
  return segments;
}

/** A line of plain text, cut to the width. */
export function textLine(text: string, width: number, style: Omit<Segment, 'text'> = {}): Line {
  return [{ text: sized(text, width), ...style }];
}

const sameStyle = (a: Segment, b: Segment): boolean =>
  a.tone === b.tone && a.bold === b.bold && a.selected === b.selected;

/**
 * The line in as few runs as it can be drawn in, without what nobody sees at its end: drawing costs by the run and by the
 * character. A line that is empty keeps one space, or it would take no room.
 */
export function compact(line: Line, color: boolean): Line {
  const runs: Segment[] = [];
  for (const segment of line) {
    const last = runs.at(-1);
    if (last && (!color || sameStyle(last, segment)))
      runs[runs.length - 1] = { ...last, text: last.text + segment.text };
    else runs.push(segment);
  }
  const end = runs.at(-1);
  if (end && !end.selected) runs[runs.length - 1] = { ...end, text: end.text.trimEnd() };
  return runs.every(({ text }) => text === '') ? [{ text: ' ' }] : runs;
}
