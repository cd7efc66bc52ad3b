import { parseDuration } from '../../model/duration.ts';
import { UsageError } from '../../model/errors.ts';

const NANOSECONDS_PER_MS = 1_000_000n;

/** The milliseconds of a flag's duration. Throws UsageError for text that is none, and for nothing or less. */
export function durationMs(text: string, flag: string): number {
  const nanoseconds = parseDuration(text);
  if (nanoseconds !== undefined && nanoseconds >= NANOSECONDS_PER_MS) return Number(nanoseconds / NANOSECONDS_PER_MS);
  throw new UsageError('USAGE_DURATION', `${flag}: "${text}" is no span of time`, {
    hint: 'write a number and a unit: 500ms, 2s, 1m',
  });
}
