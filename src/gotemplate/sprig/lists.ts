/** Sprig's functions on lists. */
import { deepEqual } from '../compare.ts';
import { GoError } from '../errors.ts';
import { textOf } from '../fmt/print.ts';
import { ANY, type FunctionSet, fn, type GoFunction, INT, variadic } from '../functions.ts';
import { kindOf, listItems } from '../kinds.ts';
import { compareText } from '../text.ts';
import { GoList, nilList, stringList } from '../values.ts';
import { toInteger } from './convert.ts';
import { isEmpty } from './defaults.ts';
import { strings } from './strings.ts';

/** The elements of a list; throws for anything else, in sprig's words. */
function itemsOf(list: unknown, action: string): readonly unknown[] {
  const items = listItems(list);
  if (items) return items;
  if (list === null || list === undefined)
    throw new GoError('runtime error: invalid memory address or nil pointer dereference');
  throw new GoError(`Cannot ${action} type ${kindOf(list)}`);
}

/** Elements of a typed list read through reflection are never "no value". */
const copied = (items: readonly unknown[]): readonly unknown[] => items.map((item) => item ?? null);

const contains = (items: readonly unknown[], wanted: unknown): boolean => items.some((item) => deepEqual(wanted, item));

function unique(items: readonly unknown[]): readonly unknown[] {
  const out: unknown[] = [];
  for (const item of items) if (!contains(out, item)) out.push(item);
  return out;
}

function sliceList(list: unknown, ...indices: readonly unknown[]): unknown {
  const items = listItems(list);
  if (!items) {
    if (list === null) return itemsOf(list, 'slice');
    throw new GoError(`list should be type of slice or array but ${kindOf(list)}`);
  }
  if (items.length === 0) return null;
  const [start = 0, end = items.length] = indices.map((index) => Number(toInteger(index)));
  if (start < 0 || end < start || end > items.length)
    throw new GoError('reflect.Value.Slice: slice index out of bounds');
  const part = items.slice(start, end);
  return list instanceof GoList ? new GoList(list.elem, part) : part;
}

function chunk(size: number, list: unknown): GoList {
  const items = itemsOf(list, 'chunk');
  if (size <= 0) throw new GoError('chunk size must be positive');
  const count = Math.ceil(items.length / size);
  const chunks = Array.from({ length: count }, (_item, at) => copied(items.slice(at * size, (at + 1) * size)));
  return new GoList('[]interface {}', chunks);
}

function has(needle: unknown, haystack: unknown): boolean {
  return haystack !== null && contains(itemsOf(haystack, 'find has on'), needle);
}

function sortAlpha(list: unknown): GoList {
  const texts = listItems(list) ? [...strings(list)] : [textOf(list)];
  return stringList(texts.sort(compareText));
}

const first = fn([ANY], (list) => itemsOf(list, 'find first on')[0] ?? null);
const last = fn([ANY], (list) => itemsOf(list, 'find last on').at(-1) ?? null);
/** All elements but one; what an empty list has left is Go's nil. */
const remaining = (items: readonly unknown[], start: number, end: number): unknown =>
  items.length === 0 ? nilList() : copied(items.slice(start, end));

const rest = fn([ANY], (list) => remaining(itemsOf(list, 'find rest on'), 1, Number.POSITIVE_INFINITY));
const initial = fn([ANY], (list) => remaining(itemsOf(list, 'find initial on'), 0, -1));
const append = fn([ANY, ANY], (list, value) => [...copied(itemsOf(list, 'push on')), value]);
const prepend = fn([ANY, ANY], (list, value) => [value, ...copied(itemsOf(list, 'prepend on'))]);
const reverse = fn([ANY], (list) => copied(itemsOf(list, 'find reverse on')).toReversed());
const uniq = fn([ANY], (list) => unique(copied(itemsOf(list, 'find uniq on'))));
const compact = fn([ANY], (list) => copied(itemsOf(list, 'compact on')).filter((item) => !isEmpty(item)));
const without = variadic([ANY], ANY, (list, ...omitted) =>
  copied(itemsOf(list, 'find without on')).filter((item) => !contains(omitted, item)),
);
const concat = variadic([], ANY, (...lists) => {
  const items = lists.flatMap((list) => copied(itemsOf(list, 'concat as list')));
  return items.length === 0 ? nilList() : items;
});
const list: GoFunction = variadic([], ANY, (...values) => values);
const slice = variadic([ANY], ANY, sliceList);

/** `list`, `append`, `uniq`, `slice` and their like; the `must` forms fail as the plain ones do. */
export const LIST_FUNCTIONS: FunctionSet = {
  append,
  chunk: fn([INT, ANY], chunk),
  compact,
  concat,
  first,
  has: fn([ANY, ANY], has),
  initial,
  last,
  list,
  mustAppend: append,
  mustChunk: fn([INT, ANY], chunk),
  mustCompact: compact,
  mustFirst: first,
  mustHas: fn([ANY, ANY], has),
  mustInitial: initial,
  mustLast: last,
  mustPrepend: prepend,
  mustPush: append,
  mustRest: rest,
  mustReverse: reverse,
  mustSlice: slice,
  mustUniq: uniq,
  mustWithout: without,
  prepend,
  push: append,
  rest,
  reverse,
  slice,
  sortAlpha: fn([ANY], sortAlpha),
  tuple: list,
  uniq,
  without,
};
