import { JsonProblem } from './problem.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** The marks that may come first: a byte order mark is not JSON, but editors leave it behind. */
const BOM = [0xef, 0xbb, 0xbf] as const;

/**
 * Walks through JSON in UTF-8 without building it. What is stepped over is checked for its quotes and brackets only, so
 * that tens of megabytes take a tenth of a second; what is read is checked by JSON.parse. Throws {@link JsonProblem}.
 */
export class JsonScanner {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const marked = start === 0 && BOM.every((byte, index) => bytes[index] === byte);
    this.#at = marked ? BOM.length : start;
  }

  /** Where the next value begins, spaces left behind. */
  get offset(): number {
    this.#skipSpace();
    return this.#at;
  }

  /** The offset after what was read last. */
  get position(): number {
    return this.#at;
  }

  /** Calls `visit` for every entry of the map that comes next; `visit` must take the value. False when what comes is no map. */
  eachEntry(visit: (key: string) => void): boolean {
    if (this.#peek() !== OPEN_MAP) return false;
    this.#at += 1;
    if (this.#take(CLOSE_MAP)) return true;
    do {
      const key = this.#key();
      this.#expect(COLON);
      visit(key);
    } while (this.#take(COMMA));
    this.#expect(CLOSE_MAP);
    return true;
  }

  /** Calls `visit` for every item of the list that comes next; `visit` must take the item. False when what comes is no list. */
  eachItem(visit: () => void): boolean {
    if (this.#peek() !== OPEN_LIST) return false;
    this.#at += 1;
    if (this.#take(CLOSE_LIST)) return true;
    do visit();
    while (this.#take(COMMA));
    this.#expect(CLOSE_LIST);
    return true;
  }

  /** Reads the next value whole. */
  value(): unknown {
    const start = this.offset;
    this.skip();
    const text = this.#bytes.toString('utf8', start, this.#at);
    try {
      return JSON.parse(text);
    } catch {
      throw this.#problem(start + badOffset(text));
    }
  }

  /** Steps over the next value. */
  skip(): void {
    const first = this.#peek();
    if (first === QUOTE) this.#skipString();
    else if (first === OPEN_MAP || first === OPEN_LIST) this.#skipNested();
    else this.#skipScalar();
  }

  /** Makes sure that nothing but spaces is left. */
  end(): void {
    this.#skipSpace();
    if (this.#at < this.#bytes.length) throw this.#problem(this.#at);
  }

  #peek(): number | undefined {
    this.#skipSpace();
    return this.#bytes[this.#at];
  }

  #take(byte: number): boolean {
    if (this.#peek() !== byte) return false;
    this.#at += 1;
    return true;
  }

  #expect(byte: number): void {
    if (!this.#take(byte)) throw this.#problem(this.#at);
  }

  #key(): string {
    if (this.#peek() !== QUOTE) throw this.#problem(this.#at);
    const start = this.#at;
    const plain = this.#skipString();
    if (plain) return this.#bytes.toString('utf8', start + 1, this.#at - 1);
    this.#at = start;
    return String(this.value());
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (
      let byte = bytes[at];
      byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB;
      byte = bytes[at]
    ) {
      at += 1;
    }
    this.#at = at;
  }

  /** Steps over a string; true when it has no escapes. */
  #skipString(): boolean {
    const bytes = this.#bytes;
    let plain = true;
    let at = this.#at + 1;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
      if (byte === undefined) throw this.#problem(bytes.length);
      if (byte === BACKSLASH) {
        plain = false;
        at += 1;
      }
      at += 1;
    }
    this.#at = at + 1;
    return plain;
  }

  #skipNested(): void {
    const bytes = this.#bytes;
    let depth = 0;
    do {
      const byte = bytes[this.#at];
      if (byte === QUOTE) {
        this.#skipString();
        continue;
      }
      if (byte === OPEN_MAP || byte === OPEN_LIST) depth += 1;
      else if (byte === CLOSE_MAP || byte === CLOSE_LIST) depth -= 1;
      else if (byte === undefined) throw this.#problem(bytes.length);
      this.#at += 1;
    } while (depth > 0);
  }

  #skipScalar(): void {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    for (let byte = bytes[at]; byte !== undefined && isScalarByte(byte); byte = bytes[at]) at += 1;
    if (at === start) throw this.#problem(start);
    this.#at = at;
  }

  #problem(offset: number): JsonProblem {
    const [found] = this.#bytes.toString('utf8', offset, offset + 4);
    return new JsonProblem(Math.min(offset, this.#bytes.length), found);
  }
}

/** Bytes of numbers and of true, false and null. */
function isScalarByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || [0x2b, 0x2d, 0x2e, 0x45].includes(byte);
}

/** Where JSON.parse stopped: the length of the longest start of the text that something valid could begin with. */
function badOffset(text: string): number {
  try {
    JSON.parse(text);
    return text.length;
  } catch (error) {
    const [, position] = /position (\d+)/.exec(String(error)) ?? [];
    return position === undefined ? 0 : Buffer.byteLength(text.slice(0, Number(position)));
  }
}
