/** Durations as flags have them. */
import { parseDuration } from '../model/duration.ts';
import { UsageError } from '../model/errors.ts';

const NANOSECONDS_PER_MS = 1_000_000n;

/** The nanoseconds of a flag's duration. Throws UsageError for text that is none, and for less than `leastMs`. */
export function durationOf(text: string, flag: string, leastMs = 1): bigint {
  const nanoseconds = parseDuration(text);
  if (nanoseconds !== undefined && nanoseconds >= BigInt(leastMs) * NANOSECONDS_PER_MS) return nanoseconds;
  throw new UsageError('USAGE_DURATION', `${flag}: "${text}" is no duration`, {
    hint: 'write a number and a unit: 500ms, 2s, 1m30s',
  });
}

/** The whole milliseconds of a flag's duration. Throws as {@link durationOf} does. */
export function durationMs(text: string, flag: string, leastMs = 1): number {
  return Number(durationOf(text, flag, leastMs) / NANOSECONDS_PER_MS);
}
