/** What Go's reflection says of a value. */

import { byteLength, compareText } from './text.ts';
import { GoInt, GoList, GoMap, GoPointer, GoStruct, GoValue, type IntKind } from './values.ts';

/** Go's kinds, as `kindOf` names them; `invalid` is nil. */
export type Kind = 'invalid' | 'bool' | 'float64' | 'string' | 'slice' | 'map' | 'struct' | 'ptr' | 'func' | IntKind;

/** The kind of a value; nil, explicit or not, is `invalid`. */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'bigint':
      return 'int';
    case 'function':
      return 'func';
    case 'object':
      return value === null ? 'invalid' : objectKind(value);
    default:
      return 'invalid';
  }
}

function objectKind(value: object): Kind {
  if (Array.isArray(value) || value instanceof GoList) return 'slice';
  if (!(value instanceof GoValue) || value instanceof GoMap) return 'map';
  if (value instanceof GoInt) return value.kind;
  return value.type.startsWith('*') ? 'ptr' : 'struct';
}

const TYPE_OF_KIND: Partial<Record<Kind, string>> = {
  invalid: '<nil>',
  func: 'func()',
  slice: '[]interface {}',
  map: 'map[string]interface {}',
};

/** The type as `%T` prints it; `<nil>` for nil. */
export function typeName(value: unknown): string {
  if (value instanceof GoValue) return value.type;
  const kind = kindOf(value);
  return TYPE_OF_KIND[kind] ?? kind;
}

/** The elements of a list of any type; `undefined` when the value is no list. */
export function listItems(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof GoList ? value.items : undefined;
}

/** The entries of a map of any type; `undefined` when the value is no map. */
export function mapEntries(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value instanceof GoMap) return value.entries;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof GoValue) return undefined;
  // An object that is no wrapper is a map by definition; its own keys are all that is ever read.
  return value as Readonly<Record<string, unknown>>;
}

/** The keys of a map in Go's printing order. */
export function sortedKeys(entries: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(entries);
  return keys.length < 2 ? keys : keys.sort(compareText);
}

/** Go's `len`; `undefined` for values that have none. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return byteLength(value);
  const items = listItems(value);
  if (items) return items.length;
  const entries = mapEntries(value);
  return entries && Object.keys(entries).length;
}

/** True for a nil pointer. */
export function isNilPointer(value: unknown): boolean {
  if (value instanceof GoStruct) return value.isNil;
  return value instanceof GoPointer && value.target === undefined;
}

/** Whether `if` takes the value for true. */
export function isTrue(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    case 'function':
      return true;
    case 'object':
      return isTrueObject(value);
    default:
      return false;
  }
}

function isTrueObject(value: object | null): boolean {
  if (value === null) return false;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoStruct || value instanceof GoPointer) return !isNilPointer(value);
  const items = listItems(value);
  if (items) return items.length > 0;
  const entries = mapEntries(value) ?? {};
  for (const key in entries) if (Object.hasOwn(entries, key)) return true;
  return false;
}

/** The integer of an int of any type; `undefined` for other values. */
export function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof GoInt ? value.value : undefined;
}

/** What a pointer to a scalar points to, other values as they are; a nil pointer stays. */
export function dereference(value: unknown): unknown {
  return value instanceof GoPointer && value.target !== undefined ? value.target : value;
}
