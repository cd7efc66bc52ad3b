/**
 * A compact notation for the Go structs behind Kubernetes objects. One table of it serves typed decoding, the key order of
 * Go's JSON encoder, the field names templates use and the merge keys of strategic merge.
 *
 * A struct is a string of words `name[:type][!][^]`:
 * - `name` is the JSON name; `GoName=name` where the Go name is not the JSON name with a capital first letter;
 * - `type` is `string` (default), `bool`, `int` (32 bits), `int64`, `quantity`, `intstr`, `time`, `any`, a struct's name,
 *   `[type]` for a list, `{type}` for a map from strings; a leading `*` is Go's pointer (absent differs from zero);
 * - `[type/key]` is a list merged by `key`, `[type/]` a list of scalars merged as a set;
 * - `!` marks a field Go writes even when it is empty (no `omitempty`); structs and times that are no pointers Go always
 *   writes, with or without it (a time that Go leaves out when it is zero is therefore a pointer here);
 * - `^` marks a field with the retainKeys patch strategy;
 * - a word that is only `+Name` embeds the fields of another struct (Go's inline structs).
 */
export type FieldType =
  | { readonly kind: ScalarKind; readonly pointer: boolean }
  | { readonly kind: 'struct'; readonly struct: string; readonly pointer: boolean }
  | { readonly kind: 'list'; readonly of: FieldType; readonly mergeKey?: string; readonly pointer: false }
  | { readonly kind: 'map'; readonly of: FieldType; readonly pointer: false };

/** A field of a Go struct. */
export interface Field {
  /** The name in JSON and YAML. */
  readonly json: string;
  /** The name in Go, which is the name templates use. */
  readonly go: string;
  readonly type: FieldType;
  readonly omitEmpty: boolean;
  readonly retainKeys: boolean;
  /** Whether it comes from an embedded struct. */
  readonly inlined: boolean;
}

/** A Go struct; `fields` are in Go's declaration order, which is the order of its JSON. */
export interface StructType {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly byJson: ReadonlyMap<string, Field>;
  readonly byGo: ReadonlyMap<string, Field>;
}

/** The kinds of values that have no parts the table describes. */
export type ScalarKind = 'string' | 'bool' | 'int' | 'int64' | 'quantity' | 'intstr' | 'time' | 'any';

const SCALARS = new Set(['string', 'bool', 'int', 'int64', 'quantity', 'intstr', 'time', 'any']);

function parseType(text: string): FieldType {
  if (text.startsWith('[') && text.endsWith(']')) {
    const slash = text.lastIndexOf('/');
    if (slash < 0) return { kind: 'list', of: parseType(text.slice(1, -1)), pointer: false };
    return { kind: 'list', of: parseType(text.slice(1, slash)), mergeKey: text.slice(slash + 1, -1), pointer: false };
  }
  if (text.startsWith('{') && text.endsWith('}')) {
    return { kind: 'map', of: parseType(text.slice(1, -1)), pointer: false };
  }
  const pointer = text.startsWith('*');
  const name = pointer ? text.slice(1) : text;
  if (SCALARS.has(name)) return { kind: name as ScalarKind, pointer };
  return { kind: 'struct', struct: name, pointer };
}

function parseField(word: string): Field {
  const colon = word.indexOf(':');
  const head = colon < 0 ? word : word.slice(0, colon);
  const tail = colon < 0 ? 'string' : word.slice(colon + 1);
  const flags = /[!^]*$/.exec(colon < 0 ? head : tail)?.[0] ?? '';
  const names = (colon < 0 ? head.slice(0, head.length - flags.length) : head).split('=');
  const json = names[names.length - 1] ?? '';
  const go = names.length > 1 ? (names[0] ?? '') : json.charAt(0).toUpperCase() + json.slice(1);
  const type = parseType(colon < 0 ? 'string' : tail.slice(0, tail.length - flags.length));
  return { json, go, type, omitEmpty: !flags.includes('!'), retainKeys: flags.includes('^'), inlined: false };
}

function inlined(field: Field): Field {
  return { ...field, inlined: true };
}

/** A set of structs, each compiled at its first use. */
export interface TypeSet {
  /** Throws when the set has no struct of that name: a defect of the table, not of the user's input. */
  struct(name: string): StructType;
  has(name: string): boolean;
}

/** Makes a type set from the notation described at the top of this file. */
export function typeSet(source: Readonly<Record<string, string>>): TypeSet {
  const compiled = new Map<string, StructType>();
  const struct = (name: string): StructType => {
    const known = compiled.get(name);
    if (known) return known;
    const text = Object.hasOwn(source, name) ? source[name] : undefined;
    if (text === undefined) throw new Error(`no Kubernetes type named ${name}`);
    const fields = text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
      .flatMap((word) => (word.startsWith('+') ? struct(word.slice(1)).fields.map(inlined) : [parseField(word)]));
    const made: StructType = {
      name,
      fields,
      byJson: new Map(fields.map((field) => [field.json, field])),
      byGo: new Map(fields.map((field) => [field.go, field])),
    };
    compiled.set(name, made);
    return made;
  };
  return { struct, has: (name) => Object.hasOwn(source, name) };
}
