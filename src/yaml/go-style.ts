/** How go-yaml writes the text of a string once the emitter knows where it stands. */
import { isBreak, isPrintable, readsAsString, scalarForms } from './go-scalar.ts';

/** Longer keys, in bytes, are written after a `?` on a line of their own. */
const SIMPLE_KEY_BYTES = 128;

const ESCAPES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  27: '\\e',
  34: '\\"',
  92: '\\\\',
  133: '\\N',
  160: '\\_',
  8232: '\\L',
  8233: '\\P',
};

const ANY_BREAK = /[\n\r\u0085\u2028\u2029]/;

const encoder = new TextEncoder();

/** The ways of writing a string. */
export type Style = 'plain' | 'single' | 'double' | 'literal';

/** A string that starts with it is written with nothing but escapes. */
export const BOM = '\uFEFF';
const SURROGATE = /[\uD800-\uDFFF]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Go's strings hold no lone surrogates: its decoders put U+FFFD in their place. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(LONE_SURROGATE, '\uFFFD') : text;
}

/** Whether the key can stand on one line with its value. */
export function isSimpleKey(key: string): boolean {
  if (key.length * 3 > SIMPLE_KEY_BYTES && encoder.encode(key).length > SIMPLE_KEY_BYTES) return false;
  return !ANY_BREAK.test(key);
}

/**
 * The style go-yaml asks for, or the nearest one the text allows: literal blocks for lines where the place is `roomy`,
 * else plain, then single quotes, then double.
 */
export function styleOf(text: string, roomy: boolean): Style {
  const forms = scalarForms(text);
  if (forms.lines) return forms.literal && roomy ? 'literal' : 'double';
  if (!readsAsString(text)) return 'double';
  if (forms.plain) return 'plain';
  return forms.single ? 'single' : 'double';
}

/** The lines of a text, each with the break that ends it; the last has none. */
export function* brokenLines(text: string): Generator<[line: string, end: string]> {
  const parts = text.split(/([\n\u2028\u2029])/);
  for (let at = 0; at < parts.length; at += 2) yield [parts[at] ?? '', parts[at + 1] ?? ''];
}

/** The characters of a text, each with its UTF-16 offset. */
export function* characters(text: string): Generator<{ segment: string; index: number }> {
  let index = 0;
  for (const segment of text) {
    yield { segment, index };
    index += segment.length;
  }
}

/** A character as a double-quoted scalar has it. libyaml, meeting a string that starts with a byte order mark, escapes all of it. */
export function escaped(char: string, escapeAll: boolean): string {
  const code = char.codePointAt(0) ?? 0;
  const plain = code <= 0xffff && isPrintable(code) && !isBreak(code) && char !== '"' && char !== '\\';
  if (plain && !escapeAll) return char;
  const short = ESCAPES[code];
  if (short !== undefined) return short;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** What the header of a literal block says of the line breaks at its end: none, exactly one, or all there are. */
export function chomping(text: string): string {
  if (!isBreak(text.charCodeAt(text.length - 1))) return '-';
  return text.length === 1 || isBreak(text.charCodeAt(text.length - 2)) ? '+' : '';
}
