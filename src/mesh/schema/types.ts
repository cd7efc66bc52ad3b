/** What the tables of mesh resources say, taken apart. */

/** Values without parts. The integers differ in range; `duration` has at least one millisecond where the API server checks it, `anyDuration` not. */
export type Scalar =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'integer'
  | 'double'
  | 'duration'
  | 'anyDuration'
  | 'bytes'
  | 'time'
  | 'intstr'
  | 'struct';

/** What may be said of a value besides its type. */
export interface Limits {
  /** Smallest number, or fewest characters, items or entries. */
  readonly min?: number;
  /** Largest number, or most characters, items or entries. */
  readonly max?: number;
  /** Name of the pattern a string has to match; see patterns.ts. */
  readonly pattern?: string;
  /** Names of the rules the API server evaluates on the value. */
  readonly rules: readonly string[];
  /** The fields that tell the items of a list apart. */
  readonly keys?: readonly string[];
  /** Whether a list may hold no value twice. */
  readonly set?: boolean;
  /** What the API server fills in when the value is absent. */
  readonly fallback?: unknown;
}

interface TypeBase {
  readonly limits: Limits;
  /** Whether an explicit null is a value: protobuf's wrapper types, which tell absent from zero. */
  readonly nullable: boolean;
}

/** A text, number, truth value or the like. */
export interface ScalarType extends TypeBase {
  readonly kind: 'scalar';
  readonly scalar: Scalar;
}

/** One of some names. */
export interface EnumType extends TypeBase {
  readonly kind: 'enum';
  readonly name: string;
  /** In the order of their numbers, from 0. Numbers stand for themselves. */
  readonly values: readonly (string | number)[];
  /** Values only the control plane knows, whose numbers follow those of `values`. */
  readonly hidden: readonly string[];
}

/** A repeated field. */
export interface ListType extends TypeBase {
  readonly kind: 'list';
  readonly of: Type;
}

/** A map from texts, or whole numbers, to one type. */
export interface MapType extends TypeBase {
  readonly kind: 'map';
  readonly of: Type;
  /** Whether the keys are whole numbers of 32 bits without sign. */
  readonly numericKeys: boolean;
}

/** A message within another. */
export interface MessageRef extends TypeBase {
  readonly kind: 'message';
  readonly message: Message;
}

/** What a field can hold. */
export type Type = ScalarType | EnumType | ListType | MapType | MessageRef;

/** A field of a message. */
export interface Field {
  /** The name in JSON, in camelCase. */
  readonly name: string;
  /** The name in protobuf, in snake_case. */
  readonly proto: string;
  /** A second spelling the API server's schema has too. */
  readonly alias: string | undefined;
  readonly type: Type;
  readonly required: boolean;
  /** The choice it is a member of: an index into the message's `choices`. */
  readonly choice: number | undefined;
}

/** A message of protobuf, as the API server and the control plane read it. */
export interface Message {
  readonly name: string;
  /** Members of a choice stand in the order of their declaration. */
  readonly fields: readonly Field[];
  /** By every spelling protobuf's JSON accepts. */
  readonly byName: ReadonlyMap<string, Field>;
  /** Groups of fields of which one may be set. */
  readonly choices: readonly (readonly Field[])[];
  /** Whether the API server keeps fields that are not declared. */
  readonly open: boolean;
  /** Names of the rules the API server evaluates on the whole message. */
  readonly rules: readonly string[];
}
