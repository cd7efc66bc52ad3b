import type { Position, Range } from '../model/range.ts';
import { nextLine } from './source.ts';

/** Offsets of a text turned into positions of the file the text is a stretch of. */
export interface Positions {
  at(offset: number): Position;
  range(start: number, end: number): Range;
}

/** Positions in `text`, which begins at `origin` in its file. The line index is made when it is first needed. */
export function positionsIn(text: string, origin: Position): Positions {
  let lines: readonly number[] | undefined;
  const at = (offset: number): Position => {
    lines ??= lineOffsets(text);
    const line = lastAtOrBefore(lines, offset);
    const col = offset - (lines[line] ?? 0);
    return { offset: origin.offset + offset, line: origin.line + line, col: col + (line === 0 ? origin.col : 1) };
  };
  return { at, range: (start, end) => ({ start: at(start), end: at(end) }) };
}

function lineOffsets(text: string): number[] {
  const offsets = [0];
  // A last line without a break ends at the end of the text without opening a line there.
  for (let at = nextLine(text, 0); at < text.length; at = nextLine(text, at)) offsets.push(at);
  return offsets;
}

/** Index of the last entry that is not greater than `offset`; the entries ascend from 0. */
function lastAtOrBefore(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
