import { isMap } from '../../model/json.ts';
import type { JsonType, Structural } from './schema.ts';

/** What messages call the JSON types. */
export const TYPE_NAMES: Readonly<Record<JsonType, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

const FITS: Readonly<Record<JsonType, (value: unknown) => boolean>> = {
  object: isMap,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
};

/** Whether a value is of the type a schema asks for; null is of none. */
export function fitsType(schema: Structural, value: unknown): boolean {
  if (schema.intOrString) return typeof value === 'string' || Number.isInteger(value);
  return schema.type === undefined || FITS[schema.type](value);
}
