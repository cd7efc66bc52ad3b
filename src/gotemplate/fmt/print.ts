/** Go's fmt package for template values: Sprint, Sprintln and what one value prints under one verb. */
import { kindOf, listItems, mapEntries, sortedKeys, typeName } from '../kinds.ts';
import { GoInt, GoList, GoMap, GoPointer, GoStruct, GoValue } from '../values.ts';
import {
  type Directive,
  formatBool,
  formatFloatVerb,
  formatInteger,
  formatString,
  pad,
  plainDirective,
} from './verbs.ts';

const PLAIN = plainDirective();

/** Verbs under which a value's String method is used. */
const STRINGER_VERBS = /[vsxXq]/;

/** What a verb prints that does not fit the value; width and flags apply to the value in it. */
function badVerb(value: unknown, verb: string, d: Directive): string {
  return `%!${verb}(${typeName(value)}=${formatValue(value instanceof GoInt ? value.value : value, 'v', d)})`;
}

/** A value under a verb; `undefined` and `null` are nil. `depth` counts the lists, maps and structs around it. */
export function formatValue(value: unknown, verb: string, d: Directive, depth = 0): string {
  if (value === undefined || value === null) return formatNil(verb, d, depth);
  if (verb === 'T') return pad(typeName(value), d);
  return formatScalar(value, verb, d) ?? formatObject(value, verb, d, depth);
}

function formatNil(verb: string, d: Directive, depth: number): string {
  if (depth > 0) return d.sharpV ? 'interface {}(nil)' : '<nil>';
  return verb === 'T' || verb === 'v' ? pad('<nil>', d) : `%!${verb}(<nil>)`;
}

/** Booleans, numbers and strings; `undefined` for everything else. */
function formatScalar(value: unknown, verb: string, d: Directive): string | undefined {
  switch (typeof value) {
    case 'string':
      return formatString(value, verb, d) ?? badVerb(value, verb, d);
    case 'boolean':
      return formatBool(value, verb, d) ?? badVerb(value, verb, d);
    case 'number':
      return formatFloatVerb(value, verb, d) ?? badVerb(value, verb, d);
    case 'bigint':
      return formatInteger(value, verb, d) ?? badVerb(value, verb, d);
    default:
      return undefined;
  }
}

function formatObject(value: unknown, verb: string, d: Directive, depth: number): string {
  if (value instanceof GoValue) {
    const text = d.sharpV || !STRINGER_VERBS.test(verb) ? undefined : value.text();
    if (text !== undefined) return formatString(text, verb, d) ?? badVerb(value, verb, d);
    if (value instanceof GoInt)
      return formatInteger(value.value, verb, d, value.kind.startsWith('u')) ?? badVerb(value, verb, d);
    // Go prints the address of a pointer; no output can depend on that, so the target stands for it.
    if (value instanceof GoPointer && value.target === undefined)
      return d.sharpV ? `(${value.type})(nil)` : pad('<nil>', d);
    if (value instanceof GoPointer) return formatValue(value.target, verb, d, depth);
    if (value instanceof GoStruct) return formatStruct(value, verb, d, depth);
  }
  const items = listItems(value);
  if (items) return formatList(value, items, verb, d, depth);
  const entries = mapEntries(value);
  return entries ? formatMap(value, entries, verb, d, depth) : badVerb(typeName(value), verb, d);
}

function formatStruct(value: GoStruct, verb: string, d: Directive, depth: number): string {
  if (value.isNil) return d.sharpV ? `(${value.type})(nil)` : pad('<nil>', d);
  const pointer = value.type.startsWith('*');
  const parts: string[] = [];
  for (const [name, field] of value.fields()) {
    const text = formatValue(field, verb, d, depth + 1);
    parts.push(d.plusV || d.sharpV ? `${name}:${text}` : text);
  }
  const body = `{${parts.join(d.sharpV ? ', ' : ' ')}}`;
  return `${pointer ? '&' : ''}${d.sharpV ? value.type.replace('*', '') : ''}${body}`;
}

function formatList(list: unknown, items: readonly unknown[], verb: string, d: Directive, depth: number): string {
  const parts = items.map((item) => formatValue(item, verb, d, depth + 1));
  if (!d.sharpV) return `[${parts.join(' ')}]`;
  return typeName(list) + (list instanceof GoList && list.isNil ? '(nil)' : `{${parts.join(', ')}}`);
}

function formatMap(
  map: unknown,
  entries: Readonly<Record<string, unknown>>,
  verb: string,
  d: Directive,
  depth: number,
): string {
  const parts = sortedKeys(entries).map(
    (key) => `${formatValue(key, verb, d, depth + 1)}:${formatValue(entries[key], verb, d, depth + 1)}`,
  );
  return d.sharpV ? `${typeName(map)}{${parts.join(', ')}}` : `map[${parts.join(' ')}]`;
}

/** A value under `%v`. */
export function formatPlain(value: unknown): string {
  if (typeof value === 'string') return value;
  // Below six digits JavaScript and Go write whole numbers alike, and nearly all numbers in templates are ports and counts.
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 100_000 && !Object.is(value, -0)) {
    return String(value);
  }
  return formatValue(value, 'v', PLAIN);
}

/** Go's `fmt.Sprint`: a space between neighbours of which neither is a string. */
export function sprint(values: readonly unknown[]): string {
  let out = '';
  let afterString = true;
  for (const value of values) {
    const isString = kindOf(value) === 'string';
    if (!isString && !afterString) out += ' ';
    out += formatPlain(value);
    afterString = isString;
  }
  return out;
}

/** Go's `fmt.Sprintln`. */
export function sprintln(values: readonly unknown[]): string {
  return `${values.map(formatPlain).join(' ')}\n`;
}

/** Sprig's idea of a value's text: the string itself, what a String method gives, else `%v`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof GoValue && !(value instanceof GoMap)) {
    const text = value.text();
    if (text !== undefined) return text;
  }
  return formatPlain(value);
}
