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

export declare function createHpackDecoder(limits: HpackLimits): HpackDecoder;
