/**
 * The Huffman code of RFC 7541 appendix B. The code is canonical: codes of one length follow each other in the order of their
 * symbols, and behind those that are shorter, so that the lengths say everything.
 */

/** Bits of each byte's code, and of the end mark's (256), which stands for the padding and is never sent (5.2). */
// biome-ignore format: sixteen to a line, as bytes are counted
const LENGTHS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
];

const END_MARK = 256;
const MIN_BITS = 5;
const MAX_BITS = 30;

/** Bits looked up at once: with 11, every code of a visible character but ten of them. */
const FAST_BITS = 11;
const FAST_MASK = (1 << FAST_BITS) - 1;

/** Bits of each byte's code. */
const BITS = Uint8Array.from(LENGTHS.slice(0, END_MARK));
/** Each byte's code, in the lowest bits. */
const CODES = new Uint32Array(END_MARK);
/** Symbols in the order of their codes. */
const SYMBOLS: number[] = [];
/** Of each length: its first code, how many there are, and where its symbols begin. */
const FIRST = new Uint32Array(MAX_BITS + 1);
const COUNT = new Uint32Array(MAX_BITS + 1);
const OFFSET = new Uint32Array(MAX_BITS + 1);
/** By the next bits: the symbol times 16 and the bits of its code; 0 where the code is longer. */
const FAST = new Uint16Array(1 << FAST_BITS);

function build(): void {
  let code = 0;
  for (let bits = MIN_BITS; bits <= MAX_BITS; bits++) {
    code *= 2;
    FIRST[bits] = code;
    OFFSET[bits] = SYMBOLS.length;
    for (let symbol = 0; symbol <= END_MARK; symbol++) {
      if (LENGTHS[symbol] !== bits) continue;
      if (symbol < END_MARK) CODES[symbol] = code;
      if (bits <= FAST_BITS) {
        const from = code << (FAST_BITS - bits);
        FAST.fill((symbol << 4) | bits, from, from + (1 << (FAST_BITS - bits)));
      }
      SYMBOLS.push(symbol);
      code += 1;
    }
    COUNT[bits] = SYMBOLS.length - (OFFSET[bits] ?? 0);
  }
}

build();

/** Most bytes that a coded text of a length can stand for. */
export function huffmanRoom(coded: number): number {
  return Math.ceil((coded * 8) / MIN_BITS);
}

/** Octets that a latin-1 text takes in the code. */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index++) bits += BITS[text.charCodeAt(index) & 0xff] ?? 0;
  return (bits + 7) >>> 3;
}

/** Writes a latin-1 text in the code; returns the index behind it. There has to be room for {@link huffmanLength}. */
export function writeHuffman(text: string, bytes: Uint8Array, from: number): number {
  let at = from;
  let held = 0;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const byte = text.charCodeAt(index) & 0xff;
    let bits = BITS[byte] ?? 0;
    let code = CODES[byte] ?? 0;
    if (bits > 24) {
      // With what is held a long code would not fit into 32 bits: its upper part goes first.
      bits -= 16;
      held = (held << bits) | (code >>> 16);
      count += bits;
      while (count >= 8) {
        count -= 8;
        bytes[at++] = held >>> count;
      }
      bits = 16;
      code &= 0xffff;
    }
    held = (held << bits) | code;
    count += bits;
    while (count >= 8) {
      count -= 8;
      bytes[at++] = held >>> count;
    }
  }
  // RFC 7541 5.2: what is left of the last octet is filled with the first bits of the end mark, which are ones.
  if (count > 0) bytes[at++] = (held << (8 - count)) | (0xff >>> count);
  return at;
}

/**
 * Decodes [start, end) into `into`, where {@link huffmanRoom} has to be; returns how many bytes there are, or -1 when the code is
 * broken: the end mark in it, padding that is not the beginning of the end mark, or more than seven bits of it (RFC 7541 5.2).
 */
export function readHuffman(source: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let at = start;
  let held = 0;
  let count = 0;
  let length = 0;
  for (;;) {
    while (count < FAST_BITS && at < end) {
      held = (held << 8) | (source[at++] ?? 0);
      count += 8;
    }
    if (count < FAST_BITS) return finish(held, count, into, length);
    const entry = FAST[(held >>> (count - FAST_BITS)) & FAST_MASK] ?? 0;
    if (entry !== 0) {
      into[length++] = entry >>> 4;
      count -= entry & 0xf;
      continue;
    }
    const position = at * 8 - count;
    const long = readLong(source, position, end * 8);
    if (long < 0) return -1;
    into[length++] = long >>> 5;
    const next = position + (long & 0x1f);
    at = (next + 7) >>> 3;
    count = at * 8 - next;
    held = source[at - 1] ?? 0;
  }
}

/** The last bits, fewer than {@link FAST_BITS}: codes, and padding behind them. */
function finish(held: number, bits: number, into: Uint8Array, written: number): number {
  let count = bits;
  let length = written;
  for (;;) {
    const missing = FAST_BITS - count;
    const entry = FAST[((held << missing) | ((1 << missing) - 1)) & FAST_MASK] ?? 0;
    const used = entry & 0xf;
    if (entry === 0 || used > count) break;
    into[length++] = entry >>> 4;
    count -= used;
  }
  const ones = (1 << count) - 1;
  return count < 8 && (held & ones) === ones ? length : -1;
}

/** A code that is longer than {@link FAST_BITS}, found bit by bit: its symbol times 32 and its bits; -1 for none that may be there. */
function readLong(source: Uint8Array, from: number, end: number): number {
  let code = 0;
  for (let bits = 1; bits <= MAX_BITS && from + bits <= end; bits++) {
    const position = from + bits - 1;
    code = code * 2 + (((source[position >>> 3] ?? 0) >>> (7 - (position & 7))) & 1);
    const index = code - (FIRST[bits] ?? 0);
    if (index < 0 || index >= (COUNT[bits] ?? 0)) continue;
    const symbol = SYMBOLS[(OFFSET[bits] ?? 0) + index] ?? END_MARK;
    return symbol === END_MARK ? -1 : symbol * 32 + bits;
  }
  return -1;
}
