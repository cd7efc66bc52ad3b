/** Lines and white space of a YAML text. Line breaks are LF, CRLF and, as YAML has it, a lone CR. */

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;

function isBreak(code: number): boolean {
  return code === LF || code === CR;
}

/** Whether the character is white space or a line break, or beyond the end of the text. */
export function isBlankAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === SPACE || code === TAB || isBreak(code) || Number.isNaN(code);
}

/** The byte order mark some editors put before UTF-8. */
export const BOM = 0xfeff;

/** Offset of the first character of the line `at` stands on, after a byte order mark. */
export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start -= 1;
  return start === 0 && at > 0 && text.charCodeAt(0) === BOM ? 1 : start;
}

/** Offset of the line break that ends the line `at` stands on; the end of the text on its last line. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end += 1;
  return end;
}

/** Offset of the line after the one `at` stands on; the end of the text when there is none. */
export function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  if (text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF) return end + 2;
  return Math.min(end + 1, text.length);
}

/** Offset of the first character at or after `at` that is neither a space nor a tab. */
export function skipSpaces(text: string, at: number): number {
  let next = at;
  while (text.charCodeAt(next) === SPACE || text.charCodeAt(next) === TAB) next += 1;
  return next;
}

/** Offset of the first character at or after `at` that is neither white space nor a line break. */
export function nextText(text: string, at: number): number {
  let next = at;
  while (next < text.length && isBlankAt(text, next)) next += 1;
  return next;
}

/** Offset of the first character at or after `at` that is neither white space nor a line break nor part of a comment. */
export function skipTrivia(text: string, at: number): number {
  let next = at;
  for (;;) {
    const code = text.charCodeAt(next);
    if (code === SPACE || code === TAB || isBreak(code)) next += 1;
    else if (code === HASH) next = lineEnd(text, next);
    else return next;
  }
}

/** The 0-based column of `at` in its line. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** Whether only white space stands between the start of the line and `at`. */
export function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  // Looked for from `at` back: a line can be as long as the text, as in compact JSON.
  while (text.charCodeAt(before) === SPACE || text.charCodeAt(before) === TAB) before -= 1;
  return before < 0 || isBreak(text.charCodeAt(before)) || (before === 0 && text.charCodeAt(0) === BOM);
}

/** Whether a line break stands in the stretch. */
export function hasBreak(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (isBreak(text.charCodeAt(at))) return true;
  return false;
}

/** Whether the text ends in a line break. */
export function endsWithBreak(text: string): boolean {
  return isBreak(text.charCodeAt(text.length - 1));
}

/** The line break the text uses first; LF when it has none. */
export function lineBreakOf(text: string): string {
  const at = lineEnd(text, 0);
  if (text.charCodeAt(at) !== CR) return '\n';
  return text.charCodeAt(at + 1) === LF ? '\r\n' : '\r';
}

/**
 * Offset right after the comments that belong to what ends at `at`, the start of a line: whole-line comments indented by
 * `column` or more, with the blank lines between them. Comments further out belong to what follows.
 */
export function afterOwnComments(text: string, at: number, column: number): number {
  let own = at;
  for (let line = at; line < text.length; line = nextLine(text, line)) {
    const first = skipSpaces(text, line);
    const code = text.charCodeAt(first);
    if (code === HASH && first - line >= column) own = nextLine(text, line);
    else if (!isBreak(code)) break;
  }
  return own;
}

/** Offset of the first line of the comment block right above the line `at` stands on, of comments at exactly `column`. */
export function leadingComments(text: string, at: number, column: number): number {
  let own = lineStart(text, at);
  while (own > 0) {
    const line = lineStart(text, previousLineEnd(text, own));
    const first = skipSpaces(text, line);
    if (text.charCodeAt(first) !== HASH || first - line !== column) break;
    own = line;
  }
  return own;
}

function previousLineEnd(text: string, start: number): number {
  const end = start - 1;
  return text.charCodeAt(end) === LF && text.charCodeAt(end - 1) === CR ? end - 1 : end;
}

/** The lines of a block scalar below its header, and what its header says of them. */
export interface BlockScalarLines {
  readonly from: number;
  readonly to: number;
  /** What its lines of content are indented by; negative when it has none. */
  readonly indent: number;
  /** Whether the blank lines at its end belong to it: the `+` of its header. */
  readonly keep: boolean;
}

/** Where a block scalar ends as text: after its last line of content, or after the blank lines it keeps. */
export function blockScalarEnd(text: string, { from, to, indent, keep }: BlockScalarLines): number {
  let end = to > from && isBreak(text.charCodeAt(to - 1)) ? previousLineEnd(text, to) : to;
  if (keep) return end;
  while (end >= from) {
    const line = lineStart(text, end);
    if (indent >= 0 && end - line > indent) return end;
    end = previousLineEnd(text, line);
  }
  return end;
}
