/** Sprig's functions about empty values, and its reflection. */
import { deepEqual } from '../compare.ts';
import { ANY, BOOL, type FunctionSet, fn, STRING, variadic } from '../functions.ts';
import { isTrue, kindOf, typeName } from '../kinds.ts';

/** Sprig's emptiness: zero, false, "", nil and collections without elements. It is what `if` takes for false. */
export const isEmpty = (value: unknown): boolean => !isTrue(value);

const typeIs = (wanted: string, value: unknown): boolean => typeName(value) === wanted;

/** `default`, `empty`, `coalesce`, `typeOf` and their like. */
export const DEFAULT_FUNCTIONS: FunctionSet = {
  all: variadic([], ANY, (...values) => !values.some(isEmpty)),
  any: variadic([], ANY, (...values) => values.some((value) => !isEmpty(value))),
  coalesce: variadic([], ANY, (...values) => values.find((value) => !isEmpty(value)) ?? null),
  deepEqual: fn([ANY, ANY], deepEqual),
  default: variadic([ANY], ANY, (fallback, ...given) => (isEmpty(given[0]) ? fallback : given[0]), {
    sources: ([, given], [own = [], others = []]) => (isEmpty(given) ? [...others, ...own] : others),
  }),
  empty: fn([ANY], isEmpty),
  kindIs: fn([STRING, ANY], (wanted, value) => kindOf(value) === wanted),
  kindOf: fn([ANY], kindOf),
  ternary: fn([ANY, ANY, BOOL], (yes, no, condition) => (condition ? yes : no)),
  typeIs: fn([STRING, ANY], typeIs),
  typeIsLike: fn([STRING, ANY], (wanted, value) => typeIs(wanted, value) || typeIs(`*${wanted}`, value)),
  typeOf: fn([ANY], typeName),
};
