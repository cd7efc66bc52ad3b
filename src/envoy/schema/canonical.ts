import { asMap, asString, isMap, type JsonMap } from '../../model/json.ts';
import { camelCase } from '../json/project.ts';
import { redacted, redactedUnknown } from './redact.ts';
import { type Field, fieldsOf, type Kind, messageOf, valuesOf } from './schema.ts';
import { canonBytes, canonFloat, canonLong, canonNumber, WELL_KNOWN } from './well-known.ts';

const TYPE = '@type';
const GOOGLE = 'google.protobuf.';

/**
 * A message as protobuf's canonical JSON has it: names in camelCase, defaults left out, 64-bit integers as text, durations
 * and times with 0, 3, 6 or 9 decimals, secrets blanked. `message` is its full name. What the table does not know (fields of
 * a newer Envoy, messages in an Any) is kept.
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export function canonical(message: string, value: unknown): unknown {
  const line = messageOf(message);
  return line === undefined ? value : canonMessage(line, value);
}

function canonMessage(line: number, value: unknown): unknown {
  return isMap(value) ? canonMap(line, value) : value;
}

function canonMap(line: number, value: JsonMap): JsonMap {
  const out: [name: string, value: unknown][] = [];
  const known = new Set<string>([TYPE]);
  for (const field of fieldsOf(line)) {
    known.add(field.name).add(field.json);
    const given = Object.hasOwn(value, field.json) ? value[field.json] : value[field.name];
    const canon = given === undefined || given === null ? undefined : canonField(field, given);
    if (canon !== undefined) out.push([field.json, canon]);
  }
  for (const [key, item] of Object.entries(value))
    if (!known.has(key)) out.push([camelCase(key), canonUnknown(redactedUnknown(item))]);
  return Object.fromEntries(out);
}

/** `undefined` where canonical JSON leaves the field out. */
function canonField(field: Field, value: unknown): unknown {
  const shown = field.secret ? redacted(value, field.kind.type) : value;
  if (field.shape === 'one') return canonOne(field, shown);
  if (field.shape === 'list') {
    if (!Array.isArray(shown)) return shown;
    return shown.length === 0 ? undefined : shown.map((item) => canonKind(field.kind, item));
  }
  if (!isMap(shown)) return shown;
  const entries = Object.entries(shown);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([key, item]) => [key, canonKind(field.kind, item)]));
}

function canonOne({ kind, presence }: Field, value: unknown): unknown {
  const canon = canonKind(kind, value);
  return !presence && isDefault(kind, canon) ? undefined : canon;
}

function isDefault(kind: Kind, value: unknown): boolean {
  if (kind.type === 'enum') return value === valuesOf(kind.line).get(0);
  if (kind.type === 'message' || kind.type === 'known' || kind.type === 'unknown') return false;
  return value === '' || value === 0 || value === false || (kind.type === 'long' && value === '0');
}

function canonKind(kind: Kind, value: unknown): unknown {
  switch (kind.type) {
    case 'message':
      return canonMessage(kind.line, value);
    case 'enum':
      return typeof value === 'number' ? (valuesOf(kind.line).get(value) ?? value) : value;
    case 'known':
      return canonKnown(kind.name, value);
    case 'number':
      return canonNumber(value);
    case 'float':
      return canonFloat(value);
    case 'long':
      return canonLong(value);
    case 'bytes':
      return canonBytes(value);
    case 'unknown':
      return canonUnknown(value);
    case 'text':
    case 'boolean':
      return value;
  }
}

function canonKnown(name: string, value: unknown): unknown {
  if (name === 'Any') return isMap(value) ? canonAny(value) : value;
  return WELL_KNOWN.get(name)?.(value) ?? value;
}

/** Types of the API itself: when the table does not have one, the table is too old for it. */
const API_TYPE = /^(?:envoy|xds)\./;

/** A typed value; of a type nobody knows as it stands. */
function canonAny(value: JsonMap): unknown {
  const url = asString(value[TYPE]) ?? '';
  const name = url.slice(url.lastIndexOf('/') + 1);
  const known = name.startsWith(GOOGLE) ? WELL_KNOWN.get(name.slice(GOOGLE.length)) : undefined;
  if (known) return { [TYPE]: url, value: known(value['value']) };
  const line = messageOf(name);
  if (line === undefined)
    return API_TYPE.test(name) ? canonNames(asMap(redactedUnknown(value))) : redactedUnknown(value);
  return { [TYPE]: url, ...canonMap(line, value) };
}

/** Fields the table does not have: names become those of JSON, values stay. */
function canonUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonUnknown);
  if (!isMap(value)) return value;
  return TYPE in value ? canonAny(value) : canonNames(value);
}

function canonNames(value: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camelCase(key), canonUnknown(item)]));
}
