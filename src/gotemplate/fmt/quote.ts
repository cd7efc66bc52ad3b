/** Go's quoted strings and characters: what `%q` prints. */
import { isRawByte, rawByte } from '../text.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

// Letters, marks, numbers, punctuation, symbols and the ASCII space: Go's unicode.IsPrint.
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** Characters that do not always stand for themselves in a string literal. */
const UNPLAIN = /[^\x20\x21\x23-\x5b\x5d-\x7e]/gu;

/** Go's `unicode.IsPrint`. */
export const isPrint = (char: string): boolean => PRINTABLE.test(char);

function escapeChar(char: string, quote: string, ascii: boolean): string {
  if (char === quote) return `\\${quote}`;
  if (Object.hasOwn(ESCAPES, char)) return ESCAPES[char] ?? char;
  const code = char.codePointAt(0) ?? 0;
  if (isRawByte(code)) return `\\x${rawByte(code).toString(16)}`;
  if (code < 0x80 ? code >= 0x20 && code < 0x7f : !ascii && isPrint(char)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** The text as a Go string literal; with `ascii` every character outside ASCII is escaped. */
export function quoteGo(text: string, ascii = false): string {
  return `"${text.replace(UNPLAIN, (char) => escapeChar(char, '"', ascii))}"`;
}

/** The character as a Go character literal. */
export const quoteChar = (char: string, ascii = false): string => `'${escapeChar(char, "'", ascii)}'`;

/** True when the text can stand between backquotes: `%#q` prints it that way then. */
export function canBackquote(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '`' || (code < 0x20 && char !== '\t') || code === 0x7f || code === 0xfeff || isRawByte(code))
      return false;
  }
  return true;
}
