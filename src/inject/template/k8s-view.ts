/** Kubernetes objects, which are plain JSON, as the Go structs templates expect; nothing is copied before it is read. */
import type { GoFunction } from '../../gotemplate/functions.ts';
import {
  GoInt,
  GoList,
  GoMap,
  GoPointer,
  GoStruct,
  JsonFields,
  NO_FIELD,
  stringList,
  stringMap,
} from '../../gotemplate/values.ts';
import { canonicalQuantity } from '../../k8s/quantity.ts';
import type { Field, FieldType, StructType } from '../../k8s/schema.ts';
import { K8S } from '../../k8s/types.ts';
import { asList, asMap, deepEqual, isMap, type JsonMap, stringMap as textMap } from '../../model/json.ts';

/** The maps whose entries have a name of their own when the source of some output is told. */
const ENTRY_LABELS: Readonly<Record<string, string>> = { annotations: 'annotation', labels: 'label' };

/** A struct without Go methods that only prints as a text: quantities and times. */
class TextStruct extends GoStruct {
  readonly type: string;
  readonly #text: string;

  constructor(type: string, text: string) {
    super();
    this.type = type;
    this.#text = text;
  }

  override text(): string {
    return this.#text;
  }

  override field(): typeof NO_FIELD {
    return NO_FIELD;
  }

  override fields(): Iterable<readonly [string, unknown]> {
    return [];
  }

  override json(): string {
    return this.#text;
  }
}

/** An int or a name, as ports of probes have it. */
class IntOrString extends GoStruct {
  readonly type = 'intstr.IntOrString';
  readonly #value: unknown;

  constructor(value: unknown) {
    super();
    this.#value = value;
  }

  override text(): string {
    return String(this.#value ?? 0);
  }

  override method(name: string): GoFunction | undefined {
    if (name !== 'IntValue') return super.method(name);
    return { params: [], call: () => wholeNumber(this.#value) };
  }

  override field(name: string): unknown {
    const isText = typeof this.#value === 'string';
    if (name === 'Type') return new GoInt('int64', isText ? 1n : 0n, { type: 'intstr.Type' });
    if (name === 'IntVal') return new GoInt('int32', isText ? 0n : wholeNumber(this.#value));
    return name === 'StrVal' ? (isText ? this.#value : '') : NO_FIELD;
  }

  override fields(): Iterable<readonly [string, unknown]> {
    return ['Type', 'IntVal', 'StrVal'].map((name) => [name, this.field(name)] as const);
  }

  override json(): unknown {
    return typeof this.#value === 'string' ? this.#value : wholeNumber(this.#value);
  }
}

function wholeNumber(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n;
}

const GO_SCALARS: Readonly<Record<string, string>> = { int: 'int32', quantity: 'resource.Quantity', time: 'v1.Time' };

/** The name of a type in Go. */
function goName(type: FieldType): string {
  switch (type.kind) {
    case 'struct':
      return `${type.pointer ? '*' : ''}v1.${type.struct}`;
    case 'list':
      return `[]${goName(type.of)}`;
    case 'map':
      return `map[string]${goName(type.of)}`;
    default:
      return `${type.pointer ? '*' : ''}${GO_SCALARS[type.kind] ?? type.kind}`;
  }
}

type Scalar = Exclude<FieldType['kind'], 'struct' | 'list' | 'map'>;

const SCALARS: Readonly<Record<Scalar, (value: unknown) => unknown>> = {
  any: (value) => value ?? null,
  bool: (value) => value === true,
  int: (value) => new GoInt('int32', wholeNumber(value)),
  int64: (value) => new GoInt('int64', wholeNumber(value)),
  intstr: (value) => new IntOrString(value),
  quantity: (value) => new TextStruct('resource.Quantity', quantityText(value)),
  string: (value) => (value === undefined || value === null ? '' : String(value)),
  time: (value) => new TextStruct('v1.Time', String(value ?? '')),
};

function quantityText(value: unknown): string {
  const text = String(value ?? '0');
  return canonicalQuantity(text) ?? text;
}

/** The Go value of a field that holds `value`, its zero value where there is none. */
function goValue(type: FieldType, value: unknown, label?: string): unknown {
  const given = value ?? undefined;
  switch (type.kind) {
    case 'struct':
      return new K8sStruct(K8S.struct(type.struct), isMap(given) ? given : type.pointer ? undefined : {}, type.pointer);
    case 'list':
      return listValue(type.of, asList(given));
    case 'map':
      return mapValue(type.of, asMap(given), label);
    default:
      if (!type.pointer) return SCALARS[type.kind](given);
      return new GoPointer(
        GO_SCALARS[type.kind] ?? type.kind,
        given === undefined ? undefined : SCALARS[type.kind](given),
      );
  }
}

function listValue(of: FieldType, items: readonly unknown[]): GoList {
  if (of.kind === 'string') return stringList(items.map(String));
  return new GoList(
    goName(of),
    items.map((item) => goValue(of, item)),
  );
}

function mapValue(of: FieldType, entries: JsonMap, label: string | undefined): GoMap {
  if (of.kind === 'string') return stringMap(textMap(entries), label);
  const values = Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, goValue(of, value)]));
  return new GoMap(goName(of), values, goValue(of, undefined), label);
}

/** True when Go's `omitempty` leaves the field out. */
function isOmitted(field: Field, value: unknown): boolean {
  if (value === undefined || value === null) return field.omitEmpty && !isPlainStruct(field);
  if (!field.omitEmpty || isPlainStruct(field) || ('pointer' in field.type && field.type.pointer)) return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

/** Go writes structs that are no pointers whether they are empty or not. */
function isPlainStruct({ type }: Field): boolean {
  return !('pointer' in type && type.pointer) && ['struct', 'time', 'intstr', 'quantity'].includes(type.kind);
}

/** A struct of the Kubernetes type table over plain JSON. */
export class K8sStruct extends GoStruct {
  readonly type: string;
  readonly #struct: StructType;
  readonly #value: JsonMap | undefined;
  readonly #read = new Map<string, unknown>();

  constructor(struct: StructType, value: JsonMap | undefined, pointer = false) {
    super();
    this.type = `${pointer ? '*' : ''}v1.${struct.name}`;
    this.#struct = struct;
    this.#value = value;
  }

  override get isNil(): boolean {
    return this.#value === undefined;
  }

  #raw(field: Field): unknown {
    return this.#value && Object.hasOwn(this.#value, field.json) ? this.#value[field.json] : undefined;
  }

  override field(name: string): unknown {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const field = this.#struct.byGo.get(name);
    if (!field) return NO_FIELD;
    const value = goValue(field.type, this.#raw(field), ENTRY_LABELS[field.json]);
    this.#read.set(name, value);
    return value;
  }

  override sameAs(other: GoStruct): boolean {
    return other instanceof K8sStruct && other.type === this.type && deepEqual(other.#value, this.#value);
  }

  override *fields(): Iterable<readonly [string, unknown]> {
    for (const field of this.#struct.fields) yield [field.go, this.field(field.go)];
  }

  override json(): JsonFields {
    const written = this.#struct.fields.filter((field) => !isOmitted(field, this.#raw(field)));
    return new JsonFields(written.map((field) => [field.json, this.field(field.go)]));
  }
}
