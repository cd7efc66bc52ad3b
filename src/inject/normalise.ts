/** What a Go decode and encode does to the fields templates wrote, without touching those the user wrote. */

import { decodeTyped, goJson } from '../k8s/decode.ts';
import { canonicalQuantity } from '../k8s/quantity.ts';
import type { FieldType, StructType } from '../k8s/schema.ts';
import { K8S } from '../k8s/types.ts';
import { asList, asMap, deepFreeze, entry, isMap, type JsonMap } from '../model/json.ts';

/** Kinds that are structs to Go, which leaves none of them out: a port of 0 is written. */
const STRUCT_KINDS: ReadonlySet<FieldType['kind']> = new Set(['struct', 'quantity', 'intstr', 'time']);

/** Go's zero value of a field that is left out when it is one; pointers are only left out when they are null. */
function isOmitted(type: FieldType, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (type.pointer || STRUCT_KINDS.has(type.kind)) return false;
  if (type.kind === 'list') return asList(value).length === 0;
  if (type.kind === 'map') return isMap(value) && Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function scalar(type: FieldType, value: unknown): unknown {
  if (type.kind === 'quantity' && (typeof value === 'string' || typeof value === 'number'))
    return canonicalQuantity(String(value)) ?? value;
  return value;
}

/** Whether Kubernetes would give the same back for two values of a field. */
function sameWhenTyped(type: StructType, name: string, a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined || type.name !== 'Container') return false;
  const typed = (value: unknown): string => goJson(decodeTyped(type.name, { [name]: value }).value);
  return typed(a) === typed(b);
}

function list(type: FieldType & { kind: 'list' }, value: readonly unknown[], before: unknown): unknown {
  const key = type.mergeKey;
  const known = asList(before);
  const byKey = key ? new Map(known.map((item) => [entry(item, key), item])) : undefined;
  return value.map((item) => {
    if (known.includes(item)) return item;
    const own = byKey?.get(entry(item, key ?? ''));
    return field(type.of, item, own);
  });
}

function field(type: FieldType, value: unknown, before: unknown): unknown {
  if (value === before) return value;
  if (type.kind === 'struct' && isMap(value)) return normaliseStruct(K8S.struct(type.struct), value, before);
  if (type.kind === 'list' && Array.isArray(value)) return list(type, value, before);
  if (type.kind === 'map' && isMap(value)) {
    const own = asMap(before);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, field(type.of, item, own[name])]));
  }
  return scalar(type, value);
}

/**
 * `value` with everything that is not in `before` written as Kubernetes would give it back: nulls, empty fields and fields Kubernetes
 * does not know are gone, quantities are canonical. Whatever is the same object as in `before` is the user's and stays as it is.
 */
export function normaliseStruct(type: StructType, value: JsonMap, before: unknown): JsonMap {
  if (value === before) return value;
  // What templates render alike for many pods is one frozen object, and gives one result.
  const shared = before === undefined && Object.isFrozen(value);
  const known = shared ? REMEMBERED.get(value) : undefined;
  if (known) return known;
  const made = writtenStruct(type, value, before);
  if (shared) REMEMBERED.set(value, deepFreeze(made));
  return made;
}

const REMEMBERED = new WeakMap<JsonMap, JsonMap>();

function writtenStruct(type: StructType, value: JsonMap, before: unknown): JsonMap {
  const own = asMap(before);
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const known = type.byJson.get(name);
    const had = Object.hasOwn(own, name);
    // A container that came back from what an earlier injection kept says the same as the user's, in Kubernetes' words.
    if (had && (own[name] === item || sameWhenTyped(type, name, own[name], item))) out[name] = own[name];
    else if (!known) {
      if (had) out[name] = item;
    } else if (!(known.omitEmpty && isOmitted(known.type, item))) {
      const next = field(known.type, item, own[name]);
      if (next !== null && next !== undefined) out[name] = next;
    }
  }
  return out;
}
