import { durationJson, parseDuration } from '../../model/duration.ts';
import type { Duration } from '../resources/common.ts';

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** A duration of a resource (`1m30s`) as Envoy's JSON has it (`90s`); the decoder let nothing else pass. */
export function envoyDuration(text: string): Duration {
  return durationJson(parseDuration(text) ?? 0n);
}

/** Whole seconds of a duration, the rest cut off. */
export function wholeSeconds(text: string): number {
  return Number((parseDuration(text) ?? 0n) / NANOSECONDS_PER_SECOND);
}

/** Whether the text is a duration above zero. */
export function isPositive(text: string | undefined): text is string {
  return text !== undefined && (parseDuration(text) ?? 0n) > 0n;
}
