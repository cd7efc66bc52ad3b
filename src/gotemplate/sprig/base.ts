/** Base64 and base32 as Go's standard encodings: padded, line breaks ignored, errors that tell the byte. */
import { GoError } from '../errors.ts';
import { fromBytes, toBytes } from '../text.ts';

/** An encoding of groups of bits as characters, padded with `=` to whole groups of characters. */
interface BaseEncoding {
  readonly name: string;
  readonly alphabet: string;
  readonly bits: number;
  /** Characters a group of whole bytes takes. */
  readonly group: number;
  /** Characters of a last group that cannot be, since they end inside a byte. */
  readonly broken: ReadonlySet<number>;
  /** Whether a byte's number in an error counts line breaks. */
  readonly countsBreaks: boolean;
}

/** RFC 4648, section 4. */
export const BASE64: BaseEncoding = {
  name: 'base64',
  alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  bits: 6,
  group: 4,
  broken: new Set([1]),
  countsBreaks: true,
};

/** RFC 4648, section 6. */
export const BASE32: BaseEncoding = {
  name: 'base32',
  alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  bits: 5,
  group: 8,
  broken: new Set([1, 3, 6]),
  countsBreaks: false,
};

/** The text's bytes, encoded. */
export function encodeBase(text: string, { alphabet, bits, group }: BaseEncoding): string {
  let out = '';
  let pending = 0;
  let count = 0;
  for (const byte of toBytes(text)) {
    pending = ((pending << 8) | byte) & 0xffff;
    count += 8;
    while (count >= bits) {
      count -= bits;
      out += alphabet[(pending >> count) & ((1 << bits) - 1)];
    }
  }
  if (count > 0) out += alphabet[(pending << (bits - count)) & ((1 << bits) - 1)];
  return out.padEnd(Math.ceil(out.length / group) * group, '=');
}

/** A character of encoded text and its number. */
interface Digit {
  readonly char: string;
  readonly at: number;
}

function digitsOf(text: string, encoding: BaseEncoding): { readonly digits: readonly Digit[]; readonly end: number } {
  // One character a byte, since errors count bytes.
  const chars = Array.from(toBytes(text), (byte) => String.fromCharCode(byte));
  const kept = chars.map((char, at) => ({ char, at })).filter(({ char }) => char !== '\n' && char !== '\r');
  if (encoding.countsBreaks) return { digits: kept, end: chars.length };
  return { digits: kept.map(({ char }, at) => ({ char, at })), end: kept.length };
}

/** Throws where the padding at `start` is not what a last group of that many digits needs. */
function checkPadding(digits: readonly Digit[], start: number, end: number, encoding: BaseEncoding): void {
  const { group, broken, name } = encoding;
  const fail = (at: number): never => {
    throw new GoError(`illegal ${name} data at input byte ${at}`);
  };
  const used = start % group;
  const at = digits[start]?.at ?? end;
  if (used === 0 || broken.has(used)) fail(at);
  for (let index = start; index < start + group - used; index++) {
    const digit = digits[index];
    if (!digit) fail(end);
    else if (digit.char !== '=') fail(digit.at - 1);
  }
  const garbage = digits[start + group - used];
  if (garbage) fail(garbage.at);
}

function decodeBytes(text: string, encoding: BaseEncoding): Uint8Array {
  const { name, alphabet, bits, group } = encoding;
  const { digits, end } = digitsOf(text, encoding);
  const bytes: number[] = [];
  let pending = 0;
  let count = 0;
  for (const [index, { char, at }] of digits.entries()) {
    if (char === '=') {
      checkPadding(digits, index, end, encoding);
      return Uint8Array.from(bytes);
    }
    const value = alphabet.indexOf(char);
    if (value < 0) throw new GoError(`illegal ${name} data at input byte ${at}`);
    pending = ((pending << bits) | value) & 0xffff;
    count += bits;
    if (count >= 8) {
      count -= 8;
      bytes.push((pending >> count) & 0xff);
    }
  }
  const open = digits.length % group;
  if (open > 0) throw new GoError(`illegal ${name} data at input byte ${end - open}`);
  return Uint8Array.from(bytes);
}

/** The decoded text, or what is wrong with it: sprig prints Go's error in its place. */
export function decodeBase(text: string, encoding: BaseEncoding): string {
  try {
    return fromBytes(decodeBytes(text, encoding));
  } catch (error) {
    if (error instanceof GoError) return error.message;
    throw error;
  }
}
