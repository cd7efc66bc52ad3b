/** The functions every Go template has. */
import { equal, less } from './compare.ts';
import { GoError } from './errors.ts';
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts';
import { formatPlain, sprint, sprintln } from './fmt/print.ts';
import { sprintf } from './fmt/printf.ts';
import { ANY, type FunctionSet, fn, STRING, VALUE, variadic } from './functions.ts';
import { integerOf, isNilPointer, isTrue, lengthOf, listItems, mapEntries, typeName } from './kinds.ts';
import { byteLength, sliceBytes, toBytes } from './text.ts';
import { GoInt, GoMap } from './values.ts';

/** An index into something of that length; `last` is the largest that is allowed. */
function checkedIndex(index: unknown, last: number): number {
  const value = integerOf(index);
  if (value !== undefined) {
    if (value < 0n || value > BigInt(last)) throw new GoError(`index out of range: ${value}`);
    return Number(value);
  }
  if (index === undefined || index === null) throw new GoError('cannot index slice/array with nil');
  throw new GoError(`cannot index slice/array with type ${typeName(index)}`);
}

function mapIndex(map: unknown, entries: Readonly<Record<string, unknown>>, key: unknown): unknown {
  if (key === undefined || key === null) throw new GoError('value is nil; should be of type string');
  if (typeof key !== 'string') throw new GoError(`value has type ${typeName(key)}; should be string`);
  if (Object.hasOwn(entries, key)) return entries[key];
  return map instanceof GoMap ? map.zero : null;
}

function indexOne(item: unknown, index: unknown): unknown {
  if (item === undefined || item === null || isNilPointer(item)) throw new GoError('index of nil pointer');
  if (typeof item === 'string') {
    return new GoInt('uint8', BigInt(toBytes(item)[checkedIndex(index, byteLength(item) - 1)] ?? 0));
  }
  const items = listItems(item);
  if (items) return items[checkedIndex(index, items.length - 1)];
  const entries = mapEntries(item);
  if (entries) return mapIndex(item, entries, index);
  throw new GoError(`can't index item of type ${typeName(item)}`);
}

function index(item: unknown, ...indexes: readonly unknown[]): unknown {
  if (item === undefined || item === null) throw new GoError('index of untyped nil');
  return indexes.reduce(indexOne, item);
}

/** Go's own `slice`, which sprig's hides; strings by bytes. */
function slice(item: unknown, ...indexes: readonly unknown[]): unknown {
  if (item === undefined || item === null) throw new GoError('slice of untyped nil');
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  const items = listItems(item);
  if (typeof item !== 'string' && !items) throw new GoError(`can't slice item of type ${typeName(item)}`);
  if (typeof item === 'string' && indexes.length === 3) throw new GoError('cannot 3-index slice a string');
  const length = lengthOf(item) ?? 0;
  const [start = 0, end = length, limit = end] = indexes.map((value) => checkedIndex(value, length));
  if (start > end) throw new GoError(`invalid slice index: ${start} > ${end}`);
  if (end > limit) throw new GoError(`invalid slice index: ${end} > ${limit}`);
  return typeof item === 'string' ? sliceBytes(item, start, end) : items?.slice(start, end);
}

function length(item: unknown): bigint {
  if (item === undefined || item === null || isNilPointer(item)) throw new GoError('len of nil pointer');
  const value = lengthOf(item);
  if (value === undefined) throw new GoError(`len of type ${typeName(item)}`);
  return BigInt(value);
}

function equalsAny(first: unknown, ...others: readonly unknown[]): boolean {
  if (others.length === 0) throw new GoError('missing argument for comparison');
  return others.some((other) => equal(first, other));
}

function call(target: unknown): never {
  if (target === undefined || target === null) throw new GoError('call of nil');
  throw new GoError(`non-function of type ${typeName(target)}`);
}

/** The text `html`, `js` and `urlquery` escape. */
function argumentText(values: readonly unknown[]): string {
  const [only] = values;
  if (values.length === 1 && typeof only === 'string') return only;
  return sprint(values.map((value) => (value === null || value === undefined ? '<no value>' : value)));
}

/** The source of `index`'s result: the path of what is indexed, one step further. */
function indexSources(args: readonly unknown[], sources: readonly (readonly string[])[]): readonly string[] {
  const [item, key] = args;
  const [path, ...others] = sources[0] ?? [];
  if (args.length !== 2 || path === undefined || others.length > 0) return sources.flat();
  if (item instanceof GoMap && item.entryLabel !== undefined) return [`${item.entryLabel} ${formatPlain(key)}`];
  const step = typeof key === 'string' ? JSON.stringify(key) : formatPlain(key);
  return [`${path}[${step}]`, ...(sources[1] ?? [])];
}

/** Go's built-in functions; a set given to `parseTemplate` may replace any of them. */
export const BUILTINS: FunctionSet = {
  and: { params: [VALUE], rest: VALUE, call: (args) => args[0], shortCircuit: 'and' },
  or: { params: [VALUE], rest: VALUE, call: (args) => args[0], shortCircuit: 'or' },
  not: fn([VALUE], (value) => !isTrue(value)),
  index: variadic([VALUE], VALUE, index, { sources: indexSources }),
  slice: variadic([VALUE], VALUE, slice),
  len: fn([VALUE], length),
  call: variadic([VALUE], VALUE, call),
  eq: variadic([VALUE], VALUE, equalsAny),
  ne: fn([VALUE, VALUE], (a, b) => !equal(a, b)),
  lt: fn([VALUE, VALUE], less),
  le: fn([VALUE, VALUE], (a, b) => less(a, b) || equal(a, b)),
  gt: fn([VALUE, VALUE], (a, b) => !(less(a, b) || equal(a, b))),
  ge: fn([VALUE, VALUE], (a, b) => !less(a, b)),
  print: variadic([], ANY, (...values) => sprint(values)),
  printf: variadic([STRING], ANY, (format, ...values) => sprintf(format, values)),
  println: variadic([], ANY, (...values) => sprintln(values)),
  html: variadic([], ANY, (...values) => escapeHtml(argumentText(values))),
  js: variadic([], ANY, (...values) => escapeJs(argumentText(values))),
  urlquery: variadic([], ANY, (...values) => escapeQuery(argumentText(values))),
};
