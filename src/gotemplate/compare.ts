/** Equality and order of values: the rules of `eq`, `lt` and their kin, and those of Go's reflect.DeepEqual. */
import { GoError } from './errors.ts';
import { formatPlain } from './fmt/print.ts';
import { integerOf, isNilPointer, kindOf, listItems, mapEntries, typeName } from './kinds.ts';
import { compareText } from './text.ts';
import { GoInt, GoList, GoPointer, GoStruct } from './values.ts';

/** Kinds that compare with each other; integers compare whatever their size and sign. */
type Basic = 'bool' | 'int' | 'float' | 'string' | 'other';

function basicKind(value: unknown): Basic {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float';
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    default:
      return value instanceof GoInt ? 'int' : 'other';
  }
}

const isNil = (value: unknown): boolean =>
  value === undefined || value === null || isNilPointer(value) || (value instanceof GoList && value.isNil);

function equalOther(a: unknown, b: unknown): boolean {
  const bothThere = a !== undefined && a !== null && b !== undefined && b !== null;
  if (bothThere && kindOf(a) !== kindOf(b)) {
    throw new GoError(`non-comparable types ${formatPlain(a)}: ${typeName(a)}, ${typeName(b)}: ${formatPlain(b)}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (a instanceof GoStruct || a instanceof GoPointer) return a === b || (kindOf(a) === 'struct' && deepEqual(a, b));
  throw new GoError(`non-comparable type ${formatPlain(b)}: ${typeName(b)}`);
}

/** One comparison of `eq`: throws {@link GoError} for values that cannot be compared. Nil of any form equals only nil. */
export function equal(a: unknown, b: unknown): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === other) {
    if (kind === 'other') return equalOther(a, b);
    return kind === 'int' ? integerOf(a) === integerOf(b) : a === b;
  }
  if (a === undefined || a === null || b === undefined || b === null) return false;
  throw new GoError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

/** `lt`: throws {@link GoError} for values without an order, and for different kinds. */
export function less(a: unknown, b: unknown): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === 'other' || other === 'other') throw new GoError('invalid type for comparison');
  if (kind !== other) throw new GoError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b) < 0;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  const x = integerOf(a);
  const y = integerOf(b);
  if (x === undefined || y === undefined) throw new GoError('invalid type for comparison');
  return x < y;
}

/** Go's reflect.DeepEqual: types must be the same, too. */
export function deepEqual(a: unknown, b: unknown): boolean {
  const nil = a === undefined || a === null;
  if (nil || b === undefined || b === null) return nil && (b === undefined || b === null);
  if (a === b) return true;
  if (typeName(a) !== typeName(b)) return false;
  const items = listItems(a);
  const others = listItems(b);
  if (items && others) {
    return (
      isNil(a) === isNil(b) &&
      items.length === others.length &&
      items.every((item, index) => deepEqual(item, others[index]))
    );
  }
  const entries = mapEntries(a);
  const otherEntries = mapEntries(b);
  if (entries && otherEntries) return equalEntries(entries, otherEntries);
  if (a instanceof GoStruct && b instanceof GoStruct) return equalStructs(a, b);
  if (a instanceof GoPointer && b instanceof GoPointer) return deepEqual(a.target, b.target);
  return a instanceof GoInt && b instanceof GoInt && a.value === b.value;
}

function equalEntries(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]));
}

function equalStructs(a: GoStruct, b: GoStruct): boolean {
  if (a.isNil || b.isNil) return a.isNil === b.isNil;
  const others = new Map(b.fields());
  for (const [name, value] of a.fields()) if (!deepEqual(value, others.get(name))) return false;
  return true;
}
