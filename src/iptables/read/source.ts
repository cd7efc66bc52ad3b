/** Where rules are read from, and how a reader says what it cannot read. */
import { InputError } from '../../model/errors.ts';
import type { Range } from '../../model/range.ts';
import type { Family } from '../model/rule.ts';

/** What a reader knows besides the text. */
export interface ReadOptions {
  /** Name of the file for messages; default `rules`. */
  readonly file?: string;
  /** The family of a text that does not show it; default IPv4. */
  readonly family?: Family;
  /** The table of rules and listings that do not name one; default: by the built-in chains there are, else `nat`. */
  readonly table?: string;
  /** User and group ids by name, for listings with names; `root` and `istio-proxy` are known. */
  readonly users?: ReadonlyMap<string, number>;
  readonly groups?: ReadonlyMap<string, number>;
}

/** One line of a file. */
export interface Line {
  readonly text: string;
  /** 1-based. */
  readonly number: number;
  /** Offset of the line in the file. */
  readonly offset: number;
  readonly file: string;
}

/** The lines of a text, line breaks of both kinds left out; a line that ends in a backslash goes on in the next one. */
export function* linesOf(text: string, file: string): Generator<Line> {
  let offset = 0;
  let number = 1;
  let pending: Line | undefined;
  for (const raw of text.split('\n')) {
    const piece = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    // Blanks stand for the backslash, the break and a carriage return, so that columns of the first line stay right.
    const line: Line = pending ? { ...pending, text: pending.text + piece } : { text: piece, number, offset, file };
    pending = line.text.endsWith('\\') ? { ...line, text: `${line.text.slice(0, -1)} ` } : undefined;
    if (!pending) yield line;
    offset += raw.length + 1;
    number += 1;
  }
  if (pending) yield pending;
}

/** The stretch of a line between two 0-based columns. */
export function rangeIn({ number, offset }: Line, start: number, end: number): Range {
  const at = (column: number) => ({ offset: offset + column, line: number, col: column + 1 });
  return { start: at(start), end: at(end) };
}

/** The error for text that cannot be read, naming file, line and column; `column` is 0-based. */
export function unreadable(line: Line, column: number, message: string): InputError {
  return new InputError('INPUT_RULES', `${line.file}:${line.number}:${column + 1}: ${message}`);
}
