import { parseDuration } from '../../model/duration.ts';
import type { Duration } from '../../xds/resources/common.ts';

const NANOSECONDS_PER_MS = 1_000_000;

/** Milliseconds of a duration; `fallback` when there is none. Never negative. */
export function milliseconds(duration: Duration | undefined, fallback: number): number {
  if (duration === undefined) return fallback;
  const nanoseconds = parseDuration(duration);
  return nanoseconds === undefined ? fallback : Math.max(0, Number(nanoseconds) / NANOSECONDS_PER_MS);
}
