/** Durations as rules have them. */
import { parseDuration } from '../../model/duration.ts';

const NANOSECONDS = 1e9;

/** Seconds; `undefined` for a text that is no duration, and for 0, which means none. */
export function secondsOf(text: string | undefined): number | undefined {
  const value = text === undefined ? undefined : parseDuration(text);
  return value === undefined || value <= 0n ? undefined : Number(value) / NANOSECONDS;
}
