/** The stream the reference reads and writes: pieces between separators, each followed by a separator. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Position } from '../model/range.ts';

/** A document as the reference cuts it out of its file. */
export interface RawDocument {
  readonly text: string;
  /** How many lines and characters of the file stand before it. */
  readonly lines: number;
  readonly offset: number;
}

/** A separator, which may have nothing behind it but a comment. */
const SEPARATOR = /^---\s*(?:#.*)?$/;

/**
 * The documents of a file. A separator ends a document that has begun and is gone then; one that stands where none has begun
 * is the first line of the next.
 */
export function* rawDocuments(file: string): Generator<RawDocument> {
  let lines = 0;
  let offset = 0;
  let start = { lines: 0, offset: 0 };
  let text = '';
  for (const line of file.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const ends = text !== '' && SEPARATOR.test(line.trimEnd());
    if (ends) yield { text, ...start };
    lines += 1;
    offset += line.length;
    if (ends) {
      text = '';
      start = { lines, offset };
    } else text += line;
  }
  if (text !== '') yield { text, ...start };
}

/** A document in the reference's output: its text, a line break where it has none, and the separator. */
export const compatDocument = (text: string): string => `${text}${text.endsWith('\n') ? '' : '\n'}---\n`;

/** A finding in a piece of a file as one in the file. */
export function shiftFinding(finding: Diagnostic, document: number, { lines, offset }: RawDocument): Diagnostic {
  const shift = (at: Position): Position => ({ offset: at.offset + offset, line: at.line + lines, col: at.col });
  const range = finding.range && { range: { start: shift(finding.range.start), end: shift(finding.range.end) } };
  return { ...finding, origin: { ...finding.origin, document }, ...range };
}
