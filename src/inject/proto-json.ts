/** Protobuf's JSON as its readers take it, in the one form the rest of injection knows. Pure. */
import { isMap, type JsonMap } from '../model/json.ts';
import { type MessageType, messageType, type ProtoField } from './template/proto-types.ts';

const INTEGERS: ReadonlySet<string> = new Set(['int', 'int64', 'uint32', 'int32Value', 'uint32Value']);
const FLOATS: ReadonlySet<string> = new Set(['double', 'doubleValue']);

/** What protobuf's JSON takes for a number in quotes. */
const QUOTED_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;

/** The field's name in the `.proto` file, which readers accept as well as the one of JSON. */
const protoName = ({ json }: ProtoField): string => json.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function numberOf(value: unknown, whole: boolean): unknown {
  if (typeof value !== 'string' || !QUOTED_NUMBER.test(value)) return value;
  const number = Number(value);
  return whole && !Number.isSafeInteger(number) ? value : number;
}

function fieldValue(type: string, value: unknown): unknown {
  if (INTEGERS.has(type)) return numberOf(value, true);
  if (FLOATS.has(type)) return numberOf(value, false);
  const inner = /^[[{](.*)[\]}]$/.exec(type)?.[1];
  if (inner !== undefined && Array.isArray(value)) return value.map((item) => fieldValue(inner, item));
  if (inner !== undefined && isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fieldValue(inner, item)]));
  const message = messageType(type);
  return message && isMap(value) ? canonical(message, value) : value;
}

/** Fields by each of their names. */
const NAMES = new WeakMap<MessageType, ReadonlyMap<string, ProtoField>>();

function namesOf(message: MessageType): ReadonlyMap<string, ProtoField> {
  const known = NAMES.get(message);
  if (known) return known;
  const made = new Map(
    message.fields.flatMap((field) => [[protoName(field), field] as const, [field.json, field] as const]),
  );
  NAMES.set(message, made);
  return made;
}

function canonical(message: MessageType, value: JsonMap): JsonMap {
  const names = namesOf(message);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const field = names.get(key);
      return field ? [field.json, fieldValue(field.type, item)] : [key, item];
    }),
  );
}

/**
 * A message with its fields under their names of JSON and its numbers as numbers: protobuf also reads `status_port: "15020"`. Unknown
 * fields, and values that are not what their field wants, stay as they are.
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export function canonicalMessage(name: string, value: unknown): unknown {
  const message = messageType(name);
  return message && isMap(value) ? canonical(message, value) : value;
}
