import { isMap } from '../model/json.ts';

/** A value as messages call it: `the string "8080"`, `a list`, `"8080"`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a mapping';
  return value === null ? 'null' : `"${String(value)}"`;
}
