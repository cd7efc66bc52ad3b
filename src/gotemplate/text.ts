/**
 * Go strings are bytes, ours are UTF-16. Bytes that are no UTF-8 (a string cut inside a character, decoded base64) live in
 * our strings as lone surrogates U+DC80 to U+DCFF, one a byte, so that no byte is lost on the way through a pipeline.
 */

const ESCAPED_BYTE = 0xdc00;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, control characters included
const ASCII = /^[\x00-\x7f]*$/;
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/** Length in bytes of a Go string. */
export function byteLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 2;
      i++;
    } else if (!isRawByte(unit)) length += 2;
  }
  return length;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** True for a lone surrogate that stands for a byte. */
export const isRawByte = (code: number): boolean => code >= ESCAPED_BYTE + 0x80 && code <= ESCAPED_BYTE + 0xff;

/** The byte a lone surrogate stands for. */
export const rawByte = (code: number): number => code - ESCAPED_BYTE;

/** The bytes of a Go string; the inverse of {@link fromBytes}. */
export function toBytes(text: string): Uint8Array {
  const out = new Uint8Array(byteLength(text));
  let at = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) out[at++] = code;
    else if (isRawByte(code)) out[at++] = rawByte(code);
    else {
      const extra = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      out[at++] = ((0xff00 >> (extra + 1)) & 0xff) | (code >> (6 * extra));
      for (let shift = 6 * (extra - 1); shift >= 0; shift -= 6) out[at++] = 0x80 | ((code >> shift) & 0x3f);
    }
  }
  return out;
}

/** How many continuation bytes follow a lead byte, and the smallest code point that needs so many. */
function leadByte(byte: number): readonly [extra: number, least: number] | undefined {
  if (byte >= 0xc2 && byte < 0xe0) return [1, 0x80];
  if (byte >= 0xe0 && byte < 0xf0) return [2, 0x800];
  if (byte >= 0xf0 && byte < 0xf5) return [3, 0x10000];
  return undefined;
}

function codePointAt(bytes: Uint8Array, at: number, extra: number, least: number): number | undefined {
  let code = (bytes[at] ?? 0) & (0x3f >> extra);
  for (let i = 1; i <= extra; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (next & 0x3f);
  }
  if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  return code;
}

/** The Go string with these bytes; those that are no UTF-8 become one lone surrogate each. */
export function fromBytes(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const lead = byte < 0x80 ? undefined : leadByte(byte);
    const code = lead && codePointAt(bytes, at, lead[0], lead[1]);
    if (byte < 0x80) out += String.fromCharCode(byte);
    else if (lead && code !== undefined) {
      out += String.fromCodePoint(code);
      at += lead[0];
    } else out += String.fromCharCode(ESCAPED_BYTE + byte);
  }
  return out;
}

/** Go's `text[start:end]`, offsets in bytes; the caller has checked the bounds. */
export function sliceBytes(text: string, start: number, end: number): string {
  if (ASCII.test(text)) return text.slice(start, end);
  return fromBytes(toBytes(text).subarray(start, end));
}

/** The text as readers of UTF-8 see it: every byte that is no UTF-8 becomes U+FFFD. */
export function printable(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd');
}

/** True when the text holds bytes that are no UTF-8. */
export function hasRawBytes(text: string): boolean {
  LONE_SURROGATE.lastIndex = 0;
  return LONE_SURROGATE.test(text);
}

/** The order of Go's strings, by bytes. UTF-16 order differs only between surrogates and U+E000 to U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) return rank(x) - rank(y);
    return x - y;
  }
  return a.length - b.length;
}

/** Puts surrogates, which stand for code points over U+FFFF, after all other units. */
const rank = (unit: number): number => (unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const OUTER_SPACE = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');
const ONE_SPACE = new RegExp(`^${SPACE}$`);

/** Go's `strings.TrimSpace`: Unicode white space, which is not quite what JavaScript trims. */
export const trimSpace = (text: string): string => text.replace(OUTER_SPACE, '');

/** Go's `unicode.IsSpace` for one character. */
export const isSpace = (char: string): boolean => ONE_SPACE.test(char);
