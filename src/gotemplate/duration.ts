/** Go's durations as values of a template. */
import { durationText } from '../model/duration.ts';
import { GoInt } from './values.ts';

export { durationJson, durationText, parseDuration } from '../model/duration.ts';

/** Go's `time.Duration`. */
export const goDuration = (nanoseconds: bigint): GoInt =>
  new GoInt('int64', nanoseconds, { type: 'time.Duration', text: durationText(nanoseconds) });
