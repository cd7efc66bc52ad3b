import type { Writer } from '../frames/writer.ts';

/** The sending half of a connection's field compression. */
export interface HpackEncoder {
  /** Takes the peer's SETTINGS_HEADER_TABLE_SIZE; the next block says what became of it (RFC 7541 4.2). */
  setMaxTableBytes(bytes: number): void;
  /** Appends the block of these fields: name, value, name, value, latin-1, names in lower case. */
  encode(fields: readonly string[], into: Writer): void;
}

export declare function createHpackEncoder(): HpackEncoder;
