/**
 * go-yaml pays no attention to indentation inside brackets and quotes; the parser wants continuation lines indented deeper
 * than what they stand in. This makes one text of the other: same length, same meaning, each bracketed collection and each
 * quoted scalar on one line.
 */
import { columnOf, isBlankAt, lineEnd, nextLine, skipSpaces } from './source.ts';

interface Scan {
  readonly text: string;
  /** The stretches to overwrite with spaces: line breaks, tabs and comments inside brackets, line breaks inside quotes. */
  readonly blanks: { readonly start: number; readonly end: number }[];
}

/** Notes the line breaks in a stretch of quoted text. */
function blankBreaks(scan: Scan, from: number, to: number): void {
  for (let end = lineEnd(scan.text, from); end < to; end = lineEnd(scan.text, end)) {
    const line = nextLine(scan.text, end);
    scan.blanks.push({ start: end, end: line });
    end = line;
  }
}

/** Offset after a quoted scalar that begins at `at`; the end of the text when nothing closes it. */
function skipQuoted(scan: Scan, at: number): number {
  const { text } = scan;
  const quote = text.charAt(at);
  let next = at + 1;
  while (next < text.length && text.charAt(next) !== quote) {
    next += quote === '"' && text.charAt(next) === '\\' ? 2 : 1;
    // A doubled single quote is one inside the scalar.
    if (quote === "'" && text.startsWith("''", next)) next += 2;
  }
  blankBreaks(scan, at, Math.min(next, text.length));
  return next + 1;
}

/** Whether a quote at `at` opens a scalar inside brackets, instead of being part of a plain one. */
function opensInFlow(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return isBlankAt(text, at - 1) || '[{,:?'.includes(before);
}

/** Offset after a bracketed collection that begins at `at`; the end of the text when nothing closes it. */
function skipFlow(scan: Scan, at: number): number {
  const { text } = scan;
  let depth = 0;
  let next = at;
  while (next < text.length) {
    const char = text.charAt(next);
    const end = nextLine(text, next);
    if (char === '\n' || char === '\r' || (char === '#' && isBlankAt(text, next - 1))) {
      scan.blanks.push({ start: next, end });
      next = end;
    } else if (char === '\t') {
      scan.blanks.push({ start: next, end: next + 1 });
      next += 1;
    } else if ((char === '"' || char === "'") && opensInFlow(text, next)) {
      next = skipQuoted(scan, next);
    } else {
      if (char === '[' || char === '{') depth += 1;
      if (char === ']' || char === '}') depth -= 1;
      next += 1;
      if (depth === 0) return next;
    }
  }
  return next;
}

/** Offset of the first line after `at` that is not indented deeper than `column`. */
function skipDeeper(text: string, at: number, column: number): number {
  let line = nextLine(text, at);
  while (line < text.length) {
    const first = skipSpaces(text, line);
    if (first < lineEnd(text, line) && first - line <= column) break;
    line = nextLine(text, line);
  }
  return line;
}

/** Offset after a plain scalar or key: at the `:` that ends a key, else after its last line. */
function skipPlain(text: string, at: number, column: number): number {
  const end = lineEnd(text, at);
  for (let next = at; next < end; next += 1) {
    const char = text.charAt(next);
    if (char === ':' && isBlankAt(text, next + 1)) return next;
    if (char === '#' && isBlankAt(text, next - 1)) return end;
  }
  return skipDeeper(text, end, column);
}

function isProperty(char: string): boolean {
  return char === '&' || char === '!';
}

/** Offset after the token that begins at `at` in block style. `column` is where the innermost entry of the line begins. */
function skipToken(scan: Scan, at: number, column: number): number {
  const { text } = scan;
  const char = text.charAt(at);
  if (char === '"' || char === "'") return skipQuoted(scan, at);
  if (char === '[' || char === '{') return skipFlow(scan, at);
  if (char === '|' || char === '>') return skipDeeper(text, at, column);
  if (!isProperty(char)) return skipPlain(text, at, column);
  let next = at + 1;
  while (!isBlankAt(text, next)) next += 1;
  return next;
}

function findBlanks(text: string): Scan['blanks'] {
  const scan: Scan = { text, blanks: [] };
  let column = -1;
  let inValue = false;
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '#' && (at === 0 || isBlankAt(text, at - 1))) {
      at = lineEnd(text, at);
    } else if (isBlankAt(text, at)) {
      if (char === '\n' || char === '\r') inValue = false;
      at += 1;
    } else if ('-?:'.includes(char) && isBlankAt(text, at + 1)) {
      inValue = char === ':';
      if (!inValue) column = columnOf(text, at);
      at += 1;
    } else {
      if (!inValue) column = columnOf(text, at);
      inValue &&= isProperty(char);
      at = skipToken(scan, at, column);
    }
  }
  return scan.blanks;
}

/** The text with its bracketed collections and quoted scalars on one line each; offsets stay what they were. */
export function flatten(text: string): string {
  let flat = '';
  let from = 0;
  for (const { start, end } of findBlanks(text)) {
    flat += text.slice(from, start) + ' '.repeat(end - start);
    from = end;
  }
  return flat + text.slice(from);
}
