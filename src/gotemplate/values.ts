/**
 * Go values in JavaScript.
 *
 * | JavaScript | Go |
 * | --- | --- |
 * | `undefined` | no value at all: a key that is not there |
 * | `null` | a nil `interface {}` that is there: an explicit null |
 * | boolean, string | bool, string |
 * | number | float64 |
 * | bigint | int |
 * | array | []interface {} |
 * | any other plain object | map[string]interface {} |
 *
 * Everything with another Go type is one of the classes below.
 */
import type { GoFunction } from './functions.ts';

/** The base of all wrappers; what is an object and not one of these is a `map[string]interface {}`. */
export abstract class GoValue {
  /** The type as Go's `%T` prints it. */
  abstract readonly type: string;
  /** The method of that name; `undefined` when the type has none. Nil pointers have their methods, too. */
  method(name: string): GoFunction | undefined {
    const text = name === 'String' ? this.text() : undefined;
    return text === undefined ? undefined : { params: [], call: () => text };
  }
  /** What Go's `String` method gives; `undefined` when the type has none. */
  text(): string | undefined {
    return undefined;
  }
}

/** Go's integer types by size; named types have one of these below. */
export type IntKind = 'int' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint' | 'uint8' | 'uint16' | 'uint32' | 'uint64';

/** An integer of any type but plain `int`, named ones such as enums and durations included. */
export class GoInt extends GoValue {
  readonly kind: IntKind;
  readonly type: string;
  readonly value: bigint;
  readonly #text: string | undefined;

  constructor(kind: IntKind, value: bigint, named?: { readonly type: string; readonly text?: string }) {
    super();
    this.kind = kind;
    this.value = value;
    this.type = named?.type ?? kind;
    this.#text = named?.text;
  }

  override text(): string | undefined {
    return this.#text;
  }
}

/** An int64, the integer most functions give. */
export const int64 = (value: bigint): GoInt => new GoInt('int64', BigInt.asIntN(64, value));

/** A list whose elements have a type; `elem` is that type's name. */
export class GoList extends GoValue {
  readonly elem: string;
  readonly items: readonly unknown[];
  /** True for a nil slice: empty, but `null` in JSON. */
  readonly isNil: boolean;

  constructor(elem: string, items: readonly unknown[], isNil = false) {
    super();
    this.elem = elem;
    this.items = items;
    this.isNil = isNil;
  }

  get type(): string {
    return `[]${this.elem}`;
  }
}

/** A nil slice. */
export const nilList = (elem = 'interface {}'): GoList => new GoList(elem, [], true);

/** A `[]string`. */
export const stringList = (items: readonly string[]): GoList => new GoList('string', items);

/** A map from strings whose values have a type; a missing key gives `zero` where Go gives the zero value. */
export class GoMap extends GoValue {
  readonly elem: string;
  readonly entries: Readonly<Record<string, unknown>>;
  readonly zero: unknown;
  /** What an entry is called when the source of some output is told: `annotation` for `annotation NAME`. */
  readonly entryLabel: string | undefined;

  constructor(elem: string, entries: Readonly<Record<string, unknown>>, zero: unknown, entryLabel?: string) {
    super();
    this.elem = elem;
    this.entries = entries;
    this.zero = zero;
    this.entryLabel = entryLabel;
  }

  get type(): string {
    return `map[string]${this.elem}`;
  }
}

/** A `map[string]string`. */
export const stringMap = (entries: Readonly<Record<string, string>>, entryLabel?: string): GoMap =>
  new GoMap('string', entries, '', entryLabel);

/** A pointer to a scalar; `target` is `undefined` for nil. */
export class GoPointer extends GoValue {
  readonly elem: string;
  readonly target: unknown;

  constructor(elem: string, target: unknown) {
    super();
    this.elem = elem;
    this.target = target;
  }

  get type(): string {
    return `*${this.elem}`;
  }
}

/** What {@link GoStruct.field} gives for a field the type does not have. */
export const NO_FIELD = Symbol('no such field');

/** A struct, or a pointer to one when `type` starts with `*`. */
export abstract class GoStruct extends GoValue {
  /** True for a nil pointer: it is false, prints as `<nil>`, and has no fields to read. */
  get isNil(): boolean {
    return false;
  }

  /** The field's value, {@link NO_FIELD} when the type has no such field. Not called on a nil pointer but to learn whether the field is there. */
  abstract field(name: string): unknown;

  /** All fields by Go name, in Go's order, for `%v`. */
  abstract fields(): Iterable<readonly [name: string, value: unknown]>;

  /** What Go's JSON encoder writes, in its order: a value of its own (text, list) or the fields by JSON name. */
  abstract json(): unknown;

  /** Whether templates cannot tell this struct from the other one; false where that takes too long to find out. */
  sameAs(other: GoStruct): boolean {
    return this === other;
  }

  /** A struct that shares no plain map or list with this one, for templates that change what they read. */
  copy(): GoStruct {
    return this;
  }
}

/** JSON fields in an order of their own; what {@link GoStruct.json} gives for an object. */
export class JsonFields {
  readonly fields: readonly (readonly [name: string, value: unknown])[];

  constructor(fields: readonly (readonly [name: string, value: unknown])[]) {
    this.fields = fields;
  }
}

/** An empty map that can hold any key, `__proto__` included. */
export function newMap(): Record<string, unknown> {
  // A null prototype is what makes `__proto__` and `constructor` ordinary keys.
  return Object.create(null) as Record<string, unknown>;
}

/** True for a `map[string]interface {}`. */
export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof GoValue);
}

/** A copy that shares no plain map or list; other values are shared, structs by their own {@link GoStruct.copy}. */
export function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepCopy);
  if (value instanceof GoStruct) return value.copy();
  if (!isPlainMap(value)) return value;
  const out = newMap();
  for (const key of Object.keys(value)) out[key] = deepCopy(value[key]);
  return out;
}
