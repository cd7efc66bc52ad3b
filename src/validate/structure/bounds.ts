import { isMap } from '../../model/json.ts';
import type { Bounds } from './schema.ts';

/** A size and what it is the size of. */
interface Measure {
  readonly size: number;
  /** Follows a number: `70 characters`. */
  readonly unit: string;
}

function measure(value: unknown): Measure | undefined {
  if (typeof value === 'number') return { size: value, unit: '' };
  // The API server counts code points.
  if (typeof value === 'string') return { size: [...value].length, unit: ' characters' };
  if (Array.isArray(value)) return { size: value.length, unit: ' items' };
  return isMap(value) ? { size: Object.keys(value).length, unit: ' entries' } : undefined;
}

function isBelow(size: number, { min, exclusiveMin }: Bounds): boolean {
  return min !== undefined && (size < min || (exclusiveMin === true && size === min));
}

function isAbove(size: number, { max, exclusiveMax }: Bounds): boolean {
  return max !== undefined && (size > max || (exclusiveMax === true && size === max));
}

/** What is wrong with the size of a value; `undefined` when nothing is. */
export function boundsProblem(bounds: Bounds, value: unknown): string | undefined {
  const { min, max, multipleOf } = bounds;
  if (min === undefined && max === undefined && multipleOf === undefined) return undefined;
  const measured = measure(value);
  if (measured === undefined) return undefined;
  const { size, unit } = measured;
  if (isBelow(size, bounds)) return `"${size}"${unit}: the least is ${bounds.exclusiveMin ? 'more than ' : ''}${min}`;
  if (isAbove(size, bounds)) return `"${size}"${unit}: the most is ${bounds.exclusiveMax ? 'less than ' : ''}${max}`;
  if (multipleOf !== undefined && size % multipleOf !== 0) return `"${size}" is no multiple of ${multipleOf}`;
  return undefined;
}
