import type { Path } from '../model/diagnostic.ts';
import { isMap, type JsonMap } from '../model/json.ts';
import { coerceToText, readScalar, scalarName, zeroScalar } from './scalar.ts';
import type { Field, FieldType, StructType } from './schema.ts';
import { K8S } from './types.ts';

/** A value of the wrong type. */
export interface TypeProblem {
  readonly path: Path;
  /** What was expected there and what was found. */
  readonly message: string;
}

/** What Go's decoder makes of an object. */
export interface TypedValue {
  /** The object as Go would encode it again, keys in Go's order; what has a problem is as if it were not there. */
  readonly value: unknown;
  /** Fields Kubernetes does not have. Go drops them silently. */
  readonly unknown: readonly Path[];
  readonly problems: readonly TypeProblem[];
}

/**
 * What an object was written in. Kubernetes' YAML reader takes numbers and booleans for strings where a string is
 * wanted; its JSON reader, which reads the results of merges, does not.
 */
export type Source = 'yaml' | 'json';

/**
 * Decodes an object into the Go struct of that name and encodes it again: unknown fields and nulls go; empty fields go
 * unless Go always writes them (`resources: {}`, `containers: null`); quantities and times become canonical; keys stand
 * in Go's order, those of maps sorted. As in Go, the case of field names does not matter. The input is not changed.
 *
 * @throws Error when there is no such struct, which is a defect of the caller.
 */
export function decodeTyped(type: string, value: unknown, source: Source = 'yaml'): TypedValue {
  const decoder = new Decoder(source === 'yaml');
  const decoded = decoder.value({ kind: 'struct', struct: type, pointer: false }, value);
  return { value: decoded, unknown: decoder.unknown, problems: decoder.problems };
}

/**
 * What is wrong with the types of an object, as {@link decodeTyped} finds it, without the cost of its value.
 *
 * @throws Error when there is no such struct, which is a defect of the caller.
 */
export function typeProblems(type: string, value: unknown, source: Source = 'yaml'): readonly TypeProblem[] {
  const checker = new Decoder(source === 'yaml', true);
  checker.value({ kind: 'struct', struct: type, pointer: false }, value);
  return checker.problems;
}

interface Decoded {
  readonly struct: StructType;
  readonly lenient: boolean;
  readonly value: JsonMap;
}

/** What frozen objects without problems were checked against. */
const SOUND = new WeakMap<JsonMap, Pick<Decoded, 'struct' | 'lenient'>>();

/** What frozen objects without problems decode to: templates render the same ones for thousands of pods. */
const DECODED = new WeakMap<JsonMap, Decoded>();

/** One decoding under way; what it gives for a value of the wrong type is `undefined`. */
class Decoder {
  readonly unknown: Path[] = [];
  readonly problems: TypeProblem[] = [];
  /** The way to the value at hand. */
  private readonly path: (string | number)[] = [];
  /** Whether numbers and booleans may stand for strings. */
  private lenient: boolean;
  /** Whether only the problems are wanted. */
  private readonly checking: boolean;

  constructor(lenient: boolean, checking = false) {
    this.lenient = lenient;
    this.checking = checking;
  }

  value(type: FieldType, value: unknown): unknown {
    if (value === null || value === undefined) return zero(type);
    switch (type.kind) {
      case 'struct':
        if (!isMap(value)) return this.mismatch('a map', value);
        return this.checking ? this.check(K8S.struct(type.struct), value) : this.struct(K8S.struct(type.struct), value);
      case 'map':
        return isMap(value) ? this.map(type.of, value) : this.mismatch('a map', value);
      case 'list':
        return Array.isArray(value) ? this.list(type.of, value) : this.mismatch('a list', value);
      default: {
        const given = this.lenient && type.kind === 'string' ? coerceToText(value) : value;
        const decoded = readScalar(type.kind, given);
        return decoded === undefined ? this.mismatch(scalarName(type.kind), value) : decoded;
      }
    }
  }

  private check(struct: StructType, map: JsonMap): JsonMap {
    const frozen = Object.isFrozen(map);
    const sound = frozen ? SOUND.get(map) : undefined;
    if (sound && sound.struct === struct && sound.lenient === this.lenient) return map;
    const before = this.problems.length;
    const keys = Object.keys(map);
    if (keys.every((key) => struct.byJson.has(key))) {
      for (const key of keys) {
        const field = struct.byJson.get(key);
        if (field) this.field(field, key, map[key]);
      }
    } else for (const [field, key] of this.fieldsOf(struct, map)) this.field(field, key, map[key]);
    if (frozen && this.problems.length === before) SOUND.set(map, { struct, lenient: this.lenient });
    return map;
  }

  struct(struct: StructType, map: JsonMap): JsonMap {
    if (!Object.isFrozen(map)) return this.decodeStruct(struct, map);
    const known = DECODED.get(map);
    if (known && known.struct === struct && known.lenient === this.lenient) return known.value;
    const before = this.problems.length + this.unknown.length;
    const value = this.decodeStruct(struct, map);
    if (this.problems.length + this.unknown.length === before)
      DECODED.set(map, { struct, lenient: this.lenient, value });
    return value;
  }

  private decodeStruct(struct: StructType, map: JsonMap): JsonMap {
    const given = this.fieldsOf(struct, map);
    const out: Record<string, unknown> = {};
    for (const field of struct.fields) {
      const key = given.get(field);
      const decoded = key === undefined ? undefined : this.field(field, key, map[key]);
      const missing = decoded === undefined || decoded === null;
      if (missing ? isWrittenEmpty(field) : !(field.omitEmpty && isEmpty(field.type, decoded))) {
        out[field.json] = missing ? zero(field.type) : decoded;
      }
    }
    return out;
  }

  /** The fields an object gives, with the spelling it gives them in; an exact one comes before one in another case. */
  private fieldsOf(struct: StructType, map: JsonMap): ReadonlyMap<Field, string> {
    const given = new Map<Field, string>();
    for (const key of Object.keys(map)) {
      const field =
        struct.byJson.get(key) ?? struct.fields.find(({ json }) => json.toLowerCase() === key.toLowerCase());
      if (!field) this.unknown.push([...this.path, key]);
      else if (field.json === key || !given.has(field)) given.set(field, key);
    }
    return given;
  }

  private field(field: Field, key: string, value: unknown): unknown {
    const { lenient } = this;
    // Kubernetes' YAML reader loses track of the types below the fields of embedded structs.
    this.lenient = lenient && !field.inlined;
    const decoded = this.below(key, field.type, value);
    this.lenient = lenient;
    return decoded;
  }

  private below(step: string | number, type: FieldType, value: unknown): unknown {
    if (value === null || value === undefined) return undefined;
    this.path.push(step);
    const decoded = this.value(type, value);
    this.path.pop();
    return decoded;
  }

  private map(of: FieldType, map: JsonMap): JsonMap {
    const entries = Object.keys(map)
      .sort()
      .map((key) => [key, map[key] === null ? zero(of) : this.below(key, of, map[key])] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  private list(of: FieldType, list: readonly unknown[]): readonly unknown[] {
    return list.map((item, index) => this.below(index, of, item) ?? zero(of));
  }

  private mismatch(expected: string, found: unknown): undefined {
    this.problems.push({ path: [...this.path], message: `expected ${expected}, found ${describe(found)}` });
    return undefined;
  }
}

/** What Go writes for a value that was not given. */
function zero(type: FieldType): unknown {
  if (type.pointer || type.kind === 'list' || type.kind === 'map') return null;
  return type.kind === 'struct' ? new Decoder(false).struct(K8S.struct(type.struct), {}) : zeroScalar(type.kind);
}

/** Kinds that are structs to Go, whose `omitempty` does not look into structs. */
const STRUCT_KINDS = new Set(['struct', 'quantity', 'intstr', 'time']);

function isWrittenEmpty(field: Field): boolean {
  return !field.omitEmpty || (STRUCT_KINDS.has(field.type.kind) && !field.type.pointer);
}

function isEmpty(type: FieldType, value: unknown): boolean {
  if (type.pointer || STRUCT_KINDS.has(type.kind)) return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return value === '' || value === false || value === 0 || value === 0n;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return 'a list';
  return isMap(value) ? 'a map' : String(value);
}

const HTML_SENSITIVE = /[<>&\u2028\u2029]/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Text that is its own JSON, as most names and values are. */
const BARE = /^[ !#-%'-;=?-[\]-~]*$/;

function goString(text: string): string {
  if (BARE.test(text)) return `"${text}"`;
  const wellFormed = text.replace(LONE_SURROGATE, '\uFFFD');
  return JSON.stringify(wellFormed).replace(
    HTML_SENSITIVE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Compact JSON as Go's encoder writes it, keys in the order they have: `<`, `>` and `&` are escaped. Entries that are
 * `undefined` are left out; a bigint is an integer.
 */
export function goJson(value: unknown): string {
  if (typeof value === 'string') return goString(value);
  if (Array.isArray(value)) return `[${value.map((item) => goJson(item ?? null)).join(',')}]`;
  if (!isMap(value)) return String(value ?? null);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${goString(key)}:${goJson(item)}`).join(',')}}`;
}
