import { displayWidth } from './width.ts';

/** A row of cells, left to right. */
export type Row = readonly string[];

/** Spaces between columns, as kubectl has them. */
const GAP = 3;

/**
 * A table with a header: columns padded to their widest cell, no padding after the last one, a newline after each line.
 * Only the header when there are no rows. Line breaks and tabs inside a cell are shown as one space.
 */
export function table(header: Row, rows: readonly Row[]): string {
  const lines = [header, ...rows].map((row) => row.map((cell) => cell.replace(/[\r\n\t]+/g, ' ')));
  const widths = header.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column] ?? ''))));
  return lines.map((line) => `${padded(line, widths).trimEnd()}\n`).join('');
}

function padded(line: Row, widths: readonly number[]): string {
  return widths
    .map((width, column) => {
      const cell = line[column] ?? '';
      return cell + ' '.repeat(width - displayWidth(cell) + GAP);
    })
    .join('');
}
