import type { Path } from '../model/diagnostic.ts';
import { isMap } from '../model/json.ts';

/** A value as messages call it: `the string "8080"`, `a list`, `8080`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a mapping';
  return String(value);
}

/** What messages call the field at the end of a path: `port`, `hosts[1]`; empty for the root. */
export function fieldName(path: Path): string {
  let from = path.length - 1;
  while (from > 0 && typeof path[from] === 'number') from -= 1;
  return path
    .slice(Math.max(from, 0))
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('');
}
