/** Messages of the Envoy API, as a patch is checked against them. */

/** A field of a message. */
export interface EnvoyField {
  /** Its name in JSON. */
  readonly json: string;
  /** Its name in protobuf. */
  readonly name: string;
  readonly shape: 'one' | 'list' | 'map';
  readonly kind: EnvoyKind;
}

/** What a value is: a scalar, a message (found by its number), an enumeration, one of protobuf's own types, or not known. */
export type EnvoyKind =
  | { readonly type: 'text' | 'boolean' | 'number' | 'float' | 'long' | 'bytes' | 'unknown' }
  | { readonly type: 'known'; readonly name: string }
  | { readonly type: 'message' | 'enum'; readonly line: number };

/** The Envoy API. It is large, so callers load it when they have an EnvoyFilter. */
export interface EnvoyTypes {
  /** The number of a message by its full name. */
  messageOf(name: string): number | undefined;
  fieldsOf(message: number): readonly EnvoyField[];
}
