/** JSON as Go's encoding/json writes it. */
import { GoError } from './errors.ts';
import { listItems, mapEntries, sortedKeys, typeName } from './kinds.ts';
import { hasRawBytes } from './text.ts';
import { GoInt, GoList, GoMap, GoPointer, GoStruct, JsonFields, newMap } from './values.ts';

/** Characters Go escapes so that JSON can stand in HTML and in JavaScript. */
const HTML = /[<>&\u2028\u2029]/g;
const LINE_SEPARATORS = /[\u2028\u2029]/g;

const escapeUnit = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON that is written already, with the characters escaped that Go escapes for HTML. */
export function htmlSafe(json: string): string {
  return json.replace(HTML, escapeUnit);
}

/** A text with bytes that are no UTF-8, for which Go writes an escape. */
function encodeRaw(text: string): string {
  const parts = text.split(/[\ud800-\udfff]/u).map((part) => JSON.stringify(part).slice(1, -1));
  return `"${parts.join('\\ufffd')}"`;
}

/** Text that is its own JSON, as most names and values are. */
const BARE = /^[ !#-%'-;=?-[\]-~]*$/;

function encodeString(text: string, html: boolean): string {
  if (BARE.test(text)) return `"${text}"`;
  const encoded = hasRawBytes(text) ? encodeRaw(text) : JSON.stringify(text);
  return encoded.replace(html ? HTML : LINE_SEPARATORS, escapeUnit);
}

/** How JSON is laid out and escaped. */
export interface JsonStyle {
  /** Escape `<`, `>` and `&`; Go's encoder does unless told otherwise. */
  readonly html?: boolean;
  /** One level of indentation; no line breaks when absent. */
  readonly indent?: string;
}

/** Opening bracket, parts, closing bracket, on one line or one part a line. */
function join(brackets: string, parts: readonly string[], style: JsonStyle, margin: string): string {
  const open = brackets[0] ?? '';
  const close = brackets[1] ?? '';
  if (parts.length === 0 || style.indent === undefined) return `${open}${parts.join(',')}${close}`;
  const inner = `\n${margin}${style.indent}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${margin}${close}`;
}

/**
 * The value as JSON: map keys sorted, fields of structs in their order.
 * Throws {@link GoError} for values JSON does not have: NaN, infinities, functions.
 */
export function encodeJson(value: unknown, style: JsonStyle = {}, margin = ''): string {
  switch (typeof value) {
    case 'string':
      return encodeString(value, style.html !== false);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new GoError(`json: unsupported value: ${value}`);
      return Object.is(value, -0) ? '-0' : JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : encodeObject(value, style, margin);
    case 'undefined':
      return 'null';
    default:
      throw new GoError(`json: unsupported type: ${typeName(value)}`);
  }
}

function encodeObject(value: object, style: JsonStyle, margin: string): string {
  if (value instanceof GoInt) return String(value.value);
  if (value instanceof GoPointer) return encodeJson(value.target, style, margin);
  if (value instanceof GoStruct) return value.isNil ? 'null' : encodeJson(value.json(), style, margin);
  if (value instanceof GoList && value.isNil) return 'null';
  const inner = margin + (style.indent ?? '');
  const items = listItems(value);
  if (items)
    return join(
      '[]',
      items.map((item) => encodeJson(item, style, inner)),
      style,
      margin,
    );
  const colon = style.indent === undefined ? ':' : ': ';
  const part = (name: string, item: unknown): string =>
    `${encodeString(name, style.html !== false)}${colon}${encodeJson(item, style, inner)}`;
  if (value instanceof JsonFields)
    return join(
      '{}',
      value.fields.map(([name, item]) => part(name, item)),
      style,
      margin,
    );
  const entries = mapEntries(value) ?? {};
  return join(
    '{}',
    sortedKeys(entries).map((name) => part(name, entries[name])),
    style,
    margin,
  );
}

/** Parses JSON as Go does into `interface {}`: all numbers are floats. Throws {@link GoError} when the text is no JSON. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GoError('invalid JSON');
  }
}

/** The value as plain data, without the types JSON does not carry; what goes to a YAML writer. Map order is free. */
export function toPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (value instanceof GoInt) return value.value;
  if (value instanceof GoPointer) return toPlain(value.target);
  if (value instanceof GoStruct) return value.isNil ? null : toPlain(value.json());
  if (value instanceof GoList && value.isNil) return null;
  const items = listItems(value);
  if (items) return items.map(toPlain);
  const out = newMap();
  if (value instanceof JsonFields) for (const [name, item] of value.fields) out[name] = toPlain(item);
  else {
    const entries = value instanceof GoMap ? value.entries : (mapEntries(value) ?? {});
    for (const name of Object.keys(entries)) out[name] = toPlain(entries[name]);
  }
  return out;
}
