/** Structural schemas: what the API server knows of the form of an object. */

/** A rule in the language CEL, as a CustomResourceDefinition has it. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  /** Whether a rule on changes is about new objects too. */
  readonly optionalOldSelf?: boolean;
}

/** A regular expression and its text. */
export interface Pattern {
  readonly source: string;
  test(text: string): boolean;
}

/** Limits on numbers, or on the characters, items or entries of other values. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** Whether the bound itself is outside. */
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
  readonly multipleOf?: number;
}

/** Further schemas a value has to fit. */
export interface Junctors {
  readonly allOf: readonly Structural[];
  readonly anyOf: readonly Structural[];
  readonly oneOf: readonly Structural[];
  readonly not: Structural | undefined;
}

/** The JSON types a schema can ask for. */
export type JsonType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';

/** A structural schema, from a table of ours or from a CustomResourceDefinition. */
export interface Structural {
  readonly type: JsonType | undefined;
  /** What messages call an object of this schema. */
  readonly name: string | undefined;
  readonly properties: ReadonlyMap<string, Structural>;
  /** The schema of entries that are not among `properties`. */
  readonly additional: Structural | undefined;
  readonly items: Structural | undefined;
  readonly required: readonly string[];
  /** Groups of properties of which one may be there. */
  readonly choices: readonly (readonly string[])[];
  readonly enum: readonly unknown[] | undefined;
  readonly bounds: Bounds;
  readonly pattern: Pattern | undefined;
  readonly format: string | undefined;
  readonly nullable: boolean;
  readonly intOrString: boolean;
  /** Whether entries nobody declared are kept. */
  readonly preserve: boolean;
  /** What is filled in where there is nothing; `undefined` when nothing is. */
  readonly fallback: unknown;
  readonly listType: 'map' | 'set' | undefined;
  /** The fields that tell the items of a list apart. */
  readonly keys: readonly string[];
  readonly junctors: Junctors | undefined;
  /** What the layer `cel` evaluates on a value: names of meshctl's rules, or rules as they stand in a definition. */
  readonly rules: readonly (string | CelRule)[];
}

/** A schema that says nothing, to be filled. */
export const ANYTHING: Structural = {
  type: undefined,
  name: undefined,
  properties: new Map(),
  additional: undefined,
  items: undefined,
  required: [],
  choices: [],
  enum: undefined,
  bounds: {},
  pattern: undefined,
  format: undefined,
  nullable: false,
  intOrString: false,
  preserve: false,
  fallback: undefined,
  listType: undefined,
  keys: [],
  junctors: undefined,
  rules: [],
};
