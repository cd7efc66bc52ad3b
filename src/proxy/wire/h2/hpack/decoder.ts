import { BAD_NAME, BAD_VALUE, DynamicTable } from './dynamic-table.ts';
import { isFieldName, isFieldValue } from './field-bytes.ts';
import { huffmanRoom, readHuffman } from './huffman.ts';
import { ENTRY_OVERHEAD_BYTES, FIRST_DYNAMIC, STATIC_BYTES, STATIC_NAMES, STATIC_VALUES } from './static-table.ts';

/** What a decoder may use. */
export interface HpackLimits {
  /** The SETTINGS_HEADER_TABLE_SIZE we announce; not below 4096, which a peer may use before it has read our SETTINGS. */
  readonly tableBytes: number;
  /** Most of a field list, counted as RFC 9113 6.5.2 does: names, values and 32 for each field. */
  readonly listBytes: number;
}

/** What a field block says. */
export type HpackResult =
  | {
      readonly kind: 'fields';
      /** Name, value, name, value, latin-1, in the order received. */
      readonly fields: string[];
      readonly listBytes: number;
      /**
       * False when a name is no token in lower case (but for one leading colon) or a value has control bytes or white space at its ends
       * (RFC 9113 8.2.1): the message is malformed. Found out once for what stands in the table.
       */
      readonly wellFormed: boolean;
    }
  /** Larger than the limit; the table is right, and the connection goes on. */
  | { readonly kind: 'too-large'; readonly listBytes: number }
  /** The block cannot be decoded: a connection error of type COMPRESSION_ERROR (RFC 9113 4.3). */
  | { readonly kind: 'error'; readonly reason: string };

/** The receiving half of a connection's field compression. */
export interface HpackDecoder {
  /** Decodes the whole block at [start, end). Every block of a connection has to come here, in order, refused streams' too. */
  decode(block: Buffer, start: number, end: number): HpackResult;
}

/** A decoder with an empty table. */
export function createHpackDecoder(limits: HpackLimits): HpackDecoder {
  return new Decoder(limits);
}

/** Why a block cannot be decoded. */
const REASONS = {
  cut: 'the block ends within a field',
  integer: 'an integer is too large',
  index: 'an index is not in the tables',
  huffman: 'a text is not in the Huffman code',
  lateUpdate: 'the size of the table changes behind a field',
  largeUpdate: 'the size of the table is above what was announced',
} as const;

/** Continuation octets of an integer: with four of them it stays below 2^28 + 2^7 (RFC 7541 5.1 asks for a limit). */
const MAX_INTEGER_SHIFT = 21;

/** Literals of RFC 7541 6.2, and the update of 6.3, by the first bits of their first octet. */
const INDEXED = 0x80;
const INCREMENTAL = 0x40;
const SIZE_UPDATE = 0x20;

/** The memory all decoders put texts together in. */
let scratch: Buffer = Buffer.allocUnsafeSlow(4096);

class Decoder implements HpackDecoder {
  readonly #table: DynamicTable;
  readonly #limits: HpackLimits;
  #block: Buffer = scratch;
  #at = 0;
  #end = 0;
  #fields: string[] = [];
  #listBytes = 0;
  #defects = 0;
  #reason: string | undefined;

  constructor(limits: HpackLimits) {
    this.#limits = limits;
    this.#table = new DynamicTable(limits.tableBytes);
  }

  decode(block: Buffer, start: number, end: number): HpackResult {
    this.#block = block;
    this.#at = start;
    this.#end = end;
    this.#fields = [];
    this.#listBytes = 0;
    this.#defects = 0;
    this.#updates();
    while (this.#at < end && this.#reason === undefined) this.#field();
    return this.#result();
  }

  #result(): HpackResult {
    const listBytes = this.#listBytes;
    const fields = this.#fields;
    this.#block = scratch;
    this.#fields = [];
    if (this.#reason !== undefined) return { kind: 'error', reason: this.#reason };
    if (listBytes > this.#limits.listBytes) return { kind: 'too-large', listBytes };
    return { kind: 'fields', fields, listBytes, wellFormed: this.#defects === 0 };
  }

  /** RFC 7541 4.2: changes of the table's size stand before the first field. */
  #updates(): void {
    while (this.#at < this.#end && ((this.#block[this.#at] ?? 0) & 0xe0) === SIZE_UPDATE) {
      const bytes = this.#integer(0x1f);
      if (bytes > this.#limits.tableBytes) this.#refuse('largeUpdate');
      if (this.#reason !== undefined) return;
      this.#table.resize(bytes);
    }
  }

  #field(): void {
    const first = this.#block[this.#at] ?? 0;
    if (first >= INDEXED) this.#indexed(this.#integer(0x7f));
    else if (first >= INCREMENTAL) this.#literal(this.#integer(0x3f), true);
    else if (first >= SIZE_UPDATE) this.#refuse('lateUpdate');
    else this.#literal(this.#integer(0x0f), false);
  }

  #indexed(index: number): void {
    if (index > 0 && index < FIRST_DYNAMIC) {
      this.#take(STATIC_NAMES[index] ?? '', STATIC_VALUES[index] ?? '', STATIC_BYTES[index] ?? 0);
      return;
    }
    if (!this.#isDynamic(index)) return;
    const table = this.#table;
    const slot = table.slot(index - FIRST_DYNAMIC);
    this.#defects |= table.defects[slot] ?? 0;
    this.#take(table.names[slot] ?? '', table.values[slot] ?? '', table.sizes[slot] ?? 0);
  }

  #literal(index: number, incremental: boolean): void {
    if (this.#reason !== undefined) return;
    let name = '';
    let defects = 0;
    if (index === 0) {
      name = this.#text(isFieldName);
      if (this.#badText) defects = BAD_NAME;
    } else if (index < FIRST_DYNAMIC) name = STATIC_NAMES[index] ?? '';
    else if (this.#isDynamic(index)) {
      const slot = this.#table.slot(index - FIRST_DYNAMIC);
      name = this.#table.names[slot] ?? '';
      defects = (this.#table.defects[slot] ?? 0) & BAD_NAME;
    }
    if (this.#reason !== undefined) return;
    const value = this.#text(isFieldValue);
    if (this.#reason !== undefined) return;
    if (this.#badText) defects |= BAD_VALUE;
    this.#defects |= defects;
    this.#take(name, value, name.length + value.length + ENTRY_OVERHEAD_BYTES);
    if (incremental) this.#table.add(name, value, defects);
  }

  /** Adds a field to the list; one that is too large is only counted on. */
  #take(name: string, value: string, bytes: number): void {
    this.#listBytes += bytes;
    if (this.#listBytes <= this.#limits.listBytes) this.#fields.push(name, value);
  }

  #isDynamic(index: number): boolean {
    if (this.#reason !== undefined) return false;
    const known = index >= FIRST_DYNAMIC && index - FIRST_DYNAMIC < this.#table.count;
    if (!known) this.#refuse('index');
    return known;
  }

  /** An integer whose prefix is the lowest bits of the octet at hand (5.1). */
  #integer(prefix: number): number {
    let value = (this.#block[this.#at++] ?? 0) & prefix;
    if (value < prefix) return value;
    for (let shift = 0; shift <= MAX_INTEGER_SHIFT; shift += 7) {
      if (this.#at >= this.#end) {
        this.#refuse('cut');
        return 0;
      }
      const byte = this.#block[this.#at++] ?? 0;
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    this.#refuse('integer');
    return 0;
  }

  /** Whether the text read last was none that a field may have. */
  #badText = false;

  /** A string literal (5.2), and whether it is of a kind. */
  #text(isRight: (bytes: Uint8Array, start: number, end: number) => boolean): string {
    if (this.#at >= this.#end) return this.#refuseText('cut');
    const coded = (this.#block[this.#at] ?? 0) >= 0x80;
    const length = this.#integer(0x7f);
    const start = this.#at;
    if (this.#reason !== undefined) return '';
    if (length > this.#end - start) return this.#refuseText('cut');
    this.#at = start + length;
    if (!coded) {
      this.#badText = !isRight(this.#block, start, this.#at);
      return this.#block.toString('latin1', start, this.#at);
    }
    if (huffmanRoom(length) > scratch.length) scratch = Buffer.allocUnsafeSlow(2 * huffmanRoom(length));
    const decoded = readHuffman(this.#block, start, this.#at, scratch);
    if (decoded < 0) return this.#refuseText('huffman');
    this.#badText = !isRight(scratch, 0, decoded);
    return scratch.toString('latin1', 0, decoded);
  }

  #refuseText(reason: keyof typeof REASONS): string {
    this.#refuse(reason);
    return '';
  }

  #refuse(reason: keyof typeof REASONS): void {
    this.#reason ??= REASONS[reason];
  }
}
