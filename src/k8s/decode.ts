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

/** One decoding under way. */
interface Run {
  /** The way to the value at hand. */
  readonly path: (string | number)[];
  readonly unknown: Path[];
  readonly problems: TypeProblem[];
}

function newRun(): Run {
  return { path: [], unknown: [], problems: [] };
}

/**
 * Decodes an object into the Go struct of that name and encodes it again: unknown fields and nulls go; empty fields go
 * unless Go always writes them (`resources: {}`, `containers: null`); quantities and times become canonical; keys stand
 * in Go's order, those of maps sorted. As in Go, the case of field names does not matter. The input is not changed.
 *
 * @throws Error when there is no such struct, which is a defect of the caller.
 */
export function decodeTyped(type: string, value: unknown, source: Source = 'yaml'): TypedValue {
  const run = newRun();
  const decoded = decodeValue({ kind: 'struct', struct: type, pointer: false }, value, source === 'yaml', run);
  return { value: decoded, unknown: run.unknown, problems: run.problems };
}

/** `lenient` is for YAML, see {@link Source}. Gives `undefined` for a value of the wrong type. */
function decodeValue(type: FieldType, value: unknown, lenient: boolean, run: Run): unknown {
  if (value === null || value === undefined) return zero(type);
  switch (type.kind) {
    case 'struct':
      return isMap(value) ? decodeStruct(K8S.struct(type.struct), value, lenient, run) : mismatch('a map', value, run);
    case 'map':
      return isMap(value) ? decodeMap(type.of, value, lenient, run) : mismatch('a map', value, run);
    case 'list':
      return Array.isArray(value) ? decodeList(type.of, value, lenient, run) : mismatch('a list', value, run);
    default: {
      const given = lenient && type.kind === 'string' ? coerceToText(value) : value;
      const decoded = readScalar(type.kind, given);
      return decoded === undefined ? mismatch(scalarName(type.kind), value, run) : decoded;
    }
  }
}

/** What Go writes for a value that was not given. */
function zero(type: FieldType): unknown {
  if (type.pointer || type.kind === 'list' || type.kind === 'map') return null;
  return type.kind === 'struct' ? decodeStruct(K8S.struct(type.struct), {}, false, newRun()) : zeroScalar(type.kind);
}

function decodeStruct(struct: StructType, map: JsonMap, lenient: boolean, run: Run): JsonMap {
  const given = fieldsOf(struct, map, run);
  const out: Record<string, unknown> = {};
  for (const field of struct.fields) {
    const key = given.get(field);
    const decoded = key === undefined ? undefined : decodeAt(key, field.type, map[key], lenient && !field.inlined, run);
    const missing = decoded === undefined || decoded === null;
    if (missing ? isWrittenEmpty(field) : !(field.omitEmpty && isEmpty(field.type, decoded))) {
      out[field.json] = missing ? zero(field.type) : decoded;
    }
  }
  return out;
}

/** The fields an object gives, with the spelling it gives them in; an exact one comes before one in another case. */
function fieldsOf(struct: StructType, map: JsonMap, run: Run): ReadonlyMap<Field, string> {
  const given = new Map<Field, string>();
  for (const key of Object.keys(map)) {
    const field = struct.byJson.get(key) ?? struct.fields.find(({ json }) => json.toLowerCase() === key.toLowerCase());
    if (!field) run.unknown.push([...run.path, key]);
    else if (field.json === key || !given.has(field)) given.set(field, key);
  }
  return given;
}

function decodeAt(step: string | number, type: FieldType, value: unknown, lenient: boolean, run: Run): unknown {
  if (value === null || value === undefined) return undefined;
  run.path.push(step);
  const decoded = decodeValue(type, value, lenient, run);
  run.path.pop();
  return decoded;
}

function decodeMap(of: FieldType, map: JsonMap, lenient: boolean, run: Run): JsonMap {
  const entries = Object.keys(map)
    .sort()
    .map((key) => [key, map[key] === null ? zero(of) : decodeAt(key, of, map[key], lenient, run)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function decodeList(of: FieldType, list: readonly unknown[], lenient: boolean, run: Run): readonly unknown[] {
  return list.map((item, index) => decodeAt(index, of, item, lenient, run) ?? zero(of));
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

function mismatch(expected: string, found: unknown, run: Run): undefined {
  run.problems.push({ path: [...run.path], message: `expected ${expected}, found ${describe(found)}` });
  return undefined;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return 'a list';
  return isMap(value) ? 'a map' : String(value);
}

const HTML_SENSITIVE = /[<>&\u2028\u2029]/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;

function goString(text: string): string {
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
