import type { Writer } from '../frames/writer.ts';
import { EncoderTable, GONE } from './encoder-table.ts';
import { huffmanLength, writeHuffman } from './huffman.ts';
import type { KnownName } from './known-name.ts';
import { FIRST_DYNAMIC } from './static-table.ts';

/** The sending half of a connection's field compression. */
export interface HpackEncoder {
  /** Takes the peer's SETTINGS_HEADER_TABLE_SIZE; the next block says what became of it (RFC 7541 4.2). */
  setMaxTableBytes(bytes: number): void;
  /** Appends the block of these fields: name, value, name, value, latin-1, names in lower case. */
  encode(fields: readonly string[], into: Writer): void;
}

/** An encoder with an empty table. */
export function createHpackEncoder(): HpackEncoder {
  return new Encoder();
}

/** The table used, whatever more a peer allows: what a mesh sends again and again fits, and a connection costs little. */
const TABLE_BYTES = 4096;

/** First octets of the representations of RFC 7541 6.1 to 6.3, with the bits of the integer that follows. */
const INDEXED = { first: 0x80, prefix: 0x7f } as const;
const INCREMENTAL = { first: 0x40, prefix: 0x3f } as const;
const WITHOUT_INDEXING = { first: 0x00, prefix: 0x0f } as const;
const NEVER_INDEXED = { first: 0x10, prefix: 0x0f } as const;
const SIZE_UPDATE = { first: 0x20, prefix: 0x1f } as const;
const CODED_TEXT = { first: 0x80, prefix: 0x7f } as const;
const PLAIN_TEXT = { first: 0x00, prefix: 0x7f } as const;

type Representation = { readonly first: number; readonly prefix: number };

/** Most octets of an integer that is below 2^28, as everything here is. */
const INTEGER_BYTES = 5;

class Encoder implements HpackEncoder {
  readonly #table = new EncoderTable(TABLE_BYTES);
  #tableBytes = TABLE_BYTES;
  /** The smallest size since the last block, if there was a change: the peer has to drop what we have dropped. */
  #smallest: number | undefined;
  /** By position in a list: the name that stood there last, its last value that a table has, and where. */
  readonly #names: KnownName[] = [];
  readonly #values: string[] = [];
  readonly #places: number[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  setMaxTableBytes(bytes: number): void {
    const wanted = Math.min(bytes, TABLE_BYTES);
    if (wanted === this.#tableBytes) return;
    this.#smallest = Math.min(wanted, this.#smallest ?? wanted);
    this.#tableBytes = wanted;
    this.#table.resize(wanted);
  }

  encode(fields: readonly string[], into: Writer): void {
    into.reserve(mostBytes(fields));
    this.#bytes = into.bytes;
    this.#at = into.at;
    if (this.#smallest !== undefined) this.#update(this.#smallest);
    for (let index = 0; index + 1 < fields.length; index += 2) {
      this.#field(index >> 1, fields[index] ?? '', fields[index + 1] ?? '');
    }
    into.at = this.#at;
  }

  /** RFC 7541 4.2: the smallest size there was, then the one there is. */
  #update(smallest: number): void {
    this.#integer(SIZE_UPDATE, smallest);
    if (smallest !== this.#tableBytes) this.#integer(SIZE_UPDATE, this.#tableBytes);
    this.#smallest = undefined;
  }

  #field(index: number, name: string, value: string): void {
    const known = this.#nameAt(index, name);
    if (this.#values[index] === value && this.#table.has(this.#places[index] ?? GONE)) {
      known.found();
      this.#indexed(this.#places[index] ?? GONE);
      return;
    }
    const place = known.places.get(value);
    if (place === undefined) {
      this.#literal(known, value);
      return;
    }
    this.#values[index] = this.#table.valueAt(place);
    this.#places[index] = place;
    known.found();
    this.#indexed(place);
  }

  /** What is known of a field's name, which stands most often where it stood in the block before. */
  #nameAt(index: number, name: string): KnownName {
    const last = this.#names[index];
    if (last !== undefined && last.name === name) return last;
    const known = this.#table.name(name);
    this.#names[index] = known;
    this.#places[index] = GONE;
    return known;
  }

  #indexed(place: number): void {
    this.#integer(INDEXED, place < 0 ? -place : this.#index(place));
  }

  #literal(known: KnownName, value: string): void {
    if (known.isSecret(value)) this.#fieldAs(NEVER_INDEXED, known, value);
    else if (this.#table.hasRoom(known.name, value) && known.deserves(value)) {
      this.#fieldAs(INCREMENTAL, known, value);
      this.#table.add(known, value);
    } else this.#fieldAs(WITHOUT_INDEXING, known, value);
  }

  #fieldAs(representation: Representation, known: KnownName, value: string): void {
    const nameIndex = known.staticIndex > 0 || known.newest < 0 ? known.staticIndex : this.#index(known.newest);
    this.#integer(representation, nameIndex);
    if (nameIndex === 0) this.#text(known.name);
    this.#text(value);
  }

  /** The index of a dynamic entry now: the newest has the lowest. */
  #index(number: number): number {
    return FIRST_DYNAMIC + this.#table.added - 1 - number;
  }

  #text(text: string): void {
    const coded = huffmanLength(text);
    if (coded < text.length) {
      this.#integer(CODED_TEXT, coded);
      this.#at = writeHuffman(text, this.#bytes, this.#at);
      return;
    }
    this.#integer(PLAIN_TEXT, text.length);
    this.#at += this.#bytes.write(text, this.#at, 'latin1');
  }

  #integer({ first, prefix }: Representation, value: number): void {
    if (value < prefix) {
      this.#bytes[this.#at++] = first | value;
      return;
    }
    this.#bytes[this.#at++] = first | prefix;
    let rest = value - prefix;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#at++] = rest;
  }
}

/** An upper bound of a block's size: texts as they are, and the integers before them. */
function mostBytes(fields: readonly string[]): number {
  let bytes = 2 * INTEGER_BYTES;
  for (let index = 0; index < fields.length; index++) bytes += (fields[index] ?? '').length + 2 * INTEGER_BYTES;
  return bytes;
}
