/** Lengths of time as fields of the mesh take them: at least a millisecond, in whole milliseconds. */
import { parseDuration } from '../../../model/duration.ts';
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';

const MILLISECOND = 1_000_000n;
const SECOND = 1_000_000_000n;

const nanoseconds = (at: Cursor): bigint => parseDuration(at.text) ?? 0n;

/** Whether the duration is no time at all. */
export const isZeroDuration = (at: Cursor): boolean => nanoseconds(at) === 0n;

/** Whether the duration is a whole number of seconds. */
export const isWholeSeconds = (at: Cursor): boolean => nanoseconds(at) % SECOND === 0n;

/** What is wrong with a duration; `undefined` when nothing is. */
export function durationProblem(at: Cursor): Problem | undefined {
  const time = nanoseconds(at);
  if (time < MILLISECOND) return problem('MSH2002', at, `${at.name} ${quoted(at.text)} is shorter than 1ms`);
  if (time % MILLISECOND === 0n) return undefined;
  return problem('MSH2003', at, `${at.name} ${quoted(at.text)} is not in whole milliseconds`);
}

/** A duration, when there is one. */
export function* optionalDuration(at: Cursor): Problems {
  const found = at.exists ? durationProblem(at) : undefined;
  if (found) yield found;
}
