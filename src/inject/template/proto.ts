/** Protobuf messages as templates see them: fields, nil-safe getters, JSON. */
import { parseDuration } from '../../gotemplate/duration.ts';
import { encodeJson } from '../../gotemplate/json.ts';
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
import { asList, asMap, asString, deepEqual, isMap, type JsonMap, stringMap as textMap } from '../../model/json.ts';
import { Message, ProtoDuration, Wrapper } from './proto-base.ts';
import { ENUMS, type MessageType, messageType, type ProtoField } from './proto-types.ts';

const INTEGERS = { int: 'int32', int64: 'int64', uint32: 'uint32' } as const;

const WRAPPERS: Readonly<Record<string, readonly [name: string, read: (value: unknown) => unknown, zero: unknown]>> = {
  boolValue: ['BoolValue', (value) => value === true, false],
  int32Value: ['Int32Value', (value) => integer('int32', value), new GoInt('int32', 0n)],
  uint32Value: ['UInt32Value', (value) => integer('uint32', value), new GoInt('uint32', 0n)],
  doubleValue: ['DoubleValue', Number, 0],
};

function integer(kind: 'int32' | 'int64' | 'uint32', value: unknown): GoInt {
  const number = Number(value ?? 0);
  return new GoInt(kind, Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n);
}

/** An enum's value, given by name or number; 0 when it is neither. */
function enumValue(name: string, value: unknown): GoInt {
  const { go, values } = ENUMS[name] ?? { go: name, values: [] };
  const number = typeof value === 'number' ? value : Math.max(values.indexOf(asString(value) ?? ''), 0);
  return new GoInt('int32', BigInt(number), { type: `v1alpha1.${go}`, text: values[number] ?? String(number) });
}

function listValue(type: string, value: unknown): GoList {
  if (type === 'string') return stringList(asList(value).map(String));
  const message = messageType(type);
  const items = asList(value).map((item) => (message ? new ProtoMessage(message, asMap(item)) : item));
  return new GoList(message ? `*v1alpha1.${type}` : 'interface {}', items);
}

/** The Go value of a field; `value` is `undefined` or null where it is not set. */
function fieldValue(type: string, value: unknown): unknown {
  const given = value ?? undefined;
  if (type === 'string') return given === undefined ? '' : String(given);
  if (type === 'bool') return given === true;
  if (type === 'double') return Number(given ?? 0);
  if (type === 'duration') return new ProtoDuration(parseDuration(asString(given) ?? ''));
  if (type in INTEGERS) return integer(INTEGERS[type as keyof typeof INTEGERS], given);
  if (type.startsWith('[')) return listValue(type.slice(1, -1), given);
  if (type === '{string}') return stringMap(textMap(given));
  return wrapperValue(type, given) ?? messageValue(type, given);
}

function wrapperValue(type: string, given: unknown): Wrapper | undefined {
  const wrapper = Object.hasOwn(WRAPPERS, type) ? WRAPPERS[type] : undefined;
  return wrapper && new Wrapper(wrapper[0], given === undefined ? undefined : wrapper[1](given), wrapper[2]);
}

function messageValue(type: string, given: unknown): unknown {
  if (Object.hasOwn(ENUMS, type)) return enumValue(type, given);
  const message = messageType(type);
  if (message) return new ProtoMessage(message, isMap(given) ? given : undefined);
  return given ?? new GoPointer('structpb.Struct', undefined);
}

/** A message of one of the types in proto-types.ts over plain JSON; unknown fields of the JSON are ignored. */
export class ProtoMessage extends Message {
  readonly type: string;
  readonly #message: MessageType;
  readonly #value: JsonMap | undefined;

  constructor(message: MessageType, value: JsonMap | undefined) {
    super();
    this.type = `*v1alpha1.${message.name}`;
    this.#message = message;
    this.#value = value;
  }

  override get isNil(): boolean {
    return this.#value === undefined;
  }

  #raw(field: ProtoField): unknown {
    const value = this.#value;
    return value && Object.hasOwn(value, field.json) ? value[field.json] : undefined;
  }

  protected read(name: string): unknown {
    const field = this.#message.byGo.get(name);
    return field ? fieldValue(field.type, this.#raw(field)) : NO_FIELD;
  }

  override field(name: string): unknown {
    return this.#message.byGo.get(name)?.choice === true ? NO_FIELD : this.read(name);
  }

  override sameAs(other: GoStruct): boolean {
    return other instanceof ProtoMessage && other.#message === this.#message && deepEqual(other.#value, this.#value);
  }

  override *fields(): Iterable<readonly [string, unknown]> {
    for (const field of this.#message.fields) yield [field.go, fieldValue(field.type, this.#raw(field))];
  }

  override text(): string | undefined {
    return this.isNil ? '<nil>' : encodeJson(this.json());
  }

  /** The fields that are set, in the order of their declaration; `dropped` are left out where they have that value. */
  override json(dropped: JsonMap = {}): JsonFields {
    const out: (readonly [string, unknown])[] = [];
    for (const field of this.#message.fields) {
      const raw = this.#raw(field);
      if (raw === undefined || raw === null) continue;
      const value = fieldValue(field.type, raw);
      if (!field.choice && isZero(value)) continue;
      const json = fieldJson(value);
      if (Object.hasOwn(dropped, field.json) && encodeJson(json) === encodeJson(dropped[field.json])) continue;
      out.push([field.json, json]);
    }
    return new JsonFields(out);
  }
}

/** What protobuf leaves out: zero scalars, empty lists and maps. Messages and wrappers that are there are written. */
function isZero(value: unknown): boolean {
  if (value instanceof GoStruct) return value.isNil;
  if (value instanceof GoInt) return value.value === 0n;
  if (value instanceof GoList) return value.items.length === 0;
  if (value instanceof GoMap) return Object.keys(value.entries).length === 0;
  return value === '' || value === 0 || value === false;
}

/** Enums by name, 64-bit integers as text; everything else as it is. */
function fieldJson(value: unknown): unknown {
  if (!(value instanceof GoInt)) return value;
  return value.text() ?? (value.kind === 'int64' ? String(value.value) : value);
}

/** The messages over frozen JSON: the mesh config, and the ProxyConfig of most pods, are the same for a whole run. */
const SHARED = new WeakMap<object, ProtoMessage>();

/** A message over plain JSON; the same one for the same frozen JSON. Throws for a name that is not in the table: a defect of meshctl. */
export function protoMessage(name: string, value: unknown): ProtoMessage {
  const message = messageType(name);
  if (!message) throw new Error(`no protobuf message named ${name}`);
  const map = asMap(value);
  const known = SHARED.get(map);
  const made = new ProtoMessage(message, map);
  if (known?.type === made.type) return known;
  if (Object.isFrozen(map)) SHARED.set(map, made);
  return made;
}
