import type { ChalkInstance } from 'chalk';
import type { Range } from '../model/range.ts';
import { printable } from './printable.ts';
import { displayWidth } from './width.ts';

/** A line of a file, for the frame below a finding. */
export interface Excerpt {
  /** The whole line, without its break. */
  readonly line: string;
}

/** Longer lines (JSON on one line) are cut on both sides of what is meant. */
const MAX_COLUMNS = 120;
/** What is kept in front of what is meant when a line is cut. */
const LEAD_COLUMNS = 40;

/** The line of `text` a range begins in. */
export function excerptOf(text: string, { start }: Range): Excerpt {
  // Not the last break before it: what is missing at the end of a document stands behind that of its last line.
  const from = start.offset - (start.col - 1);
  const rest = /[\r\n]/g;
  rest.lastIndex = from;
  const end = rest.exec(text)?.index ?? text.length;
  return { line: text.slice(from, end) };
}

/** Stands for what is cut off a line. */
const CUT = '…';

/** The line with its number, and carets below what is meant. */
export function frame({ line }: Excerpt, range: Range, paint: ChalkInstance): string {
  const number = String(range.start.line);
  const gutter = (label: string) => paint.dim(`${label.padStart(number.length)} |`);
  const from = line.length > MAX_COLUMNS ? Math.max(0, range.start.col - 1 - LEAD_COLUMNS) : 0;
  const to = from + MAX_COLUMNS;
  const shown = printable(line.slice(from, to));
  const before = shown.slice(0, range.start.col - 1 - from);
  const sameLine = range.end.line === range.start.line;
  const meant = shown.slice(before.length, sameLine ? range.end.col - 1 - from : shown.trimEnd().length);
  const [head, tail] = [from > 0 ? CUT : '', to < line.length ? CUT : ''];
  // Tabs stay tabs, so that the carets stand below their characters however wide a tab is.
  const pad = `${head}${before}`.replace(/[^\t]+/g, (text) => ' '.repeat(displayWidth(text)));
  const carets = paint.red('^'.repeat(Math.max(1, displayWidth(meant))));
  return `  ${gutter(number)} ${paint.dim(head)}${shown}${paint.dim(tail)}\n  ${gutter('')} ${pad}${carets}\n`;
}
