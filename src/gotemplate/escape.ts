/** The escapers of Go's templates: `html`, `js` and `urlquery`. */
import { isPrint } from './fmt/quote.ts';
import { toBytes } from './text.ts';

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is one of the characters HTML cannot hold
const HTML_SPECIAL = /["'&<>\x00]/g;

/** Go's `html`: text for elements and quoted attributes of HTML. */
export const escapeHtml = (text: string): string => text.replace(HTML_SPECIAL, (char) => HTML[char] ?? char);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
const JS_SPECIAL = /[\\'"<>&=\x00-\x1f]|[^\x00-\x7f]/gu;

function escapeJsChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x80 && isPrint(char)) return char;
  if (char === '\\' || char === "'" || char === '"') return `\\${char}`;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Go's `js`: text for a quoted string of JavaScript. */
export const escapeJs = (text: string): string => text.replace(JS_SPECIAL, escapeJsChar);

const isUnreserved = (byte: number): boolean => /[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte));

/** Bytes outside the unreserved characters and `kept` as `%XX`. */
export function percentEncode(text: string, kept = ''): string {
  let out = '';
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte);
    const plain = isUnreserved(byte) || (byte < 0x80 && kept.includes(char));
    out += plain ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Go's `url.QueryEscape`: a space is a plus. */
export const escapeQuery = (text: string): string => percentEncode(text, ' ').replaceAll(' ', '+');
