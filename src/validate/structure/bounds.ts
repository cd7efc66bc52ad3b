import { isMap } from '../../model/json.ts';
import type { Bounds } from './schema.ts';

/** A size, and how messages speak of it. */
interface Measure {
  readonly size: number;
  /** What there is that many of; absent for numbers, which are their own size. */
  readonly things?: string;
}

function measure(value: unknown): Measure | undefined {
  if (typeof value === 'number') return { size: value };
  // The API server counts code points.
  if (typeof value === 'string') return { size: [...value].length, things: 'characters' };
  if (Array.isArray(value)) return { size: value.length, things: 'items' };
  return isMap(value) ? { size: Object.keys(value).length, things: 'entries' } : undefined;
}

function isBelow(size: number, { min, exclusiveMin }: Bounds): boolean {
  return min !== undefined && (size < min || (exclusiveMin === true && size === min));
}

function isAbove(size: number, { max, exclusiveMax }: Bounds): boolean {
  return max !== undefined && (size > max || (exclusiveMax === true && size === max));
}

function told({ size, things }: Measure, relation: 'at least' | 'at most', limit: number): string {
  if (things !== undefined) return `${size} ${things}, allowed are ${relation} ${limit}`;
  return `${size} is ${relation === 'at least' ? 'less' : 'more'} than ${limit}`;
}

/** What is wrong with the size of a value; `undefined` when nothing is. */
export function boundsProblem(bounds: Bounds, value: unknown): string | undefined {
  const { min, max, multipleOf } = bounds;
  if (min === undefined && max === undefined && multipleOf === undefined) return undefined;
  const measured = measure(value);
  if (measured === undefined) return undefined;
  const { size } = measured;
  if (min !== undefined && isBelow(size, bounds)) {
    return size === min ? `${size} is not more than ${min}` : told(measured, 'at least', min);
  }
  if (max !== undefined && isAbove(size, bounds)) {
    return size === max ? `${size} is not less than ${max}` : told(measured, 'at most', max);
  }
  if (multipleOf !== undefined && size % multipleOf !== 0) return `${size} is no multiple of ${multipleOf}`;
  return undefined;
}
