/** Sprig's dates. The clock is the caller's; the local zone is UTC, so that output does not depend on where it is made. */
import { durationText, parseDuration } from '../duration.ts';
import { GoError } from '../errors.ts';
import { ANY, type FunctionSet, fn, STRING } from '../functions.ts';
import { integerOf } from '../kinds.ts';
import { GoInt } from '../values.ts';
import { toInteger } from './convert.ts';
import { fixedZone, GoTime, namedZone, TIME, UTC, ZERO_TIME_SECONDS, type Zone } from './time.ts';
import { formatTime } from './time-layout.ts';
import { parseTime } from './time-parse.ts';

const SECOND = 1_000_000_000n;

type Clock = (() => Date) | undefined;

function now(clock: Clock): GoTime {
  if (!clock) throw new GoError('not available: the time of day would make the same input give another output');
  return new GoTime(BigInt(clock().getTime()) * 1_000_000n);
}

/** The moment a value stands for: a time, or an int, int32 or int64 of seconds since 1970; anything else is now. */
function momentOf(value: unknown, clock: Clock): GoTime {
  if (value instanceof GoTime) return value;
  const plain =
    typeof value === 'bigint' || (value instanceof GoInt && (value.type === 'int64' || value.type === 'int32'));
  return plain ? new GoTime((integerOf(value) ?? 0n) * SECOND) : now(clock);
}

function formatIn(layout: string, value: unknown, zone: string, clock: Clock): string {
  const moment = momentOf(value, clock);
  return formatTime(layout, new GoTime(moment.nanoseconds, namedZone(zone) ?? UTC).clock());
}

function modified(text: string, time: GoTime): GoTime | undefined {
  const duration = parseDuration(text);
  return duration === undefined ? undefined : new GoTime(time.nanoseconds + duration, time.zone);
}

function mustModify(text: string, time: GoTime): GoTime {
  const result = modified(text, time);
  if (!result) throw new GoError(`time: invalid duration ${JSON.stringify(text)}`);
  return result;
}

function parsed(layout: string, text: string): GoTime | undefined {
  const time = parseTime(layout, text);
  if (!time) return undefined;
  const { year, month, day, hour, minute, second, nanosecond, offset, zone } = time;
  // Date.UTC takes years below 100 for those of the 20th century.
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year, month - 1, day);
  const local: Zone =
    offset === undefined || (offset === 0 && (zone === 'UTC' || zone === '')) ? UTC : fixedZone(offset, zone);
  return new GoTime((BigInt(date.getTime()) / 1000n - BigInt(offset ?? 0)) * SECOND + BigInt(nanosecond), local);
}

function mustParse(layout: string, text: string): GoTime {
  const time = parsed(layout, text);
  if (!time) throw new GoError(`parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse`);
  return time;
}

/** Half a second and more counts as a whole one, away from zero. */
function roundSeconds(nanoseconds: bigint): bigint {
  const half = nanoseconds < 0n ? -SECOND / 2n : SECOND / 2n;
  return ((nanoseconds + half) / SECOND) * SECOND;
}

function duration(value: unknown): string {
  const isText = typeof value === 'string' && /^[+-]?[0-9]+$/.test(value);
  const isInt64 = value instanceof GoInt && value.type === 'int64';
  return durationText(isText || isInt64 ? BigInt.asIntN(64, toInteger(isText ? BigInt(value) : value) * SECOND) : 0n);
}

const HOUR = 3600n * SECOND;
/** The units `durationRound` counts in, largest first. */
const ROUND_UNITS: readonly (readonly [size: bigint, name: string])[] = [
  [365n * 24n * HOUR, 'y'],
  [30n * 24n * HOUR, 'mo'],
  [24n * HOUR, 'd'],
  [HOUR, 'h'],
  [60n * SECOND, 'm'],
  [SECOND, 's'],
];

function durationRound(value: unknown, clock: Clock): string {
  let nanoseconds = 0n;
  if (typeof value === 'string') nanoseconds = parseDuration(value) ?? 0n;
  else if (value instanceof GoInt && value.type === 'int64') nanoseconds = value.value;
  else if (value instanceof GoTime) nanoseconds = now(clock).nanoseconds - value.nanoseconds;
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const unit = ROUND_UNITS.find(([least]) => size > least);
  return unit ? `${size / unit[0]}${unit[1]}` : '0s';
}

/** The functions on dates and durations. */
export function dateFunctions(clock: Clock): FunctionSet {
  const dateInZone = fn([STRING, ANY, STRING], (layout, value, zone) => formatIn(layout, value, zone, clock));
  const dateModify = fn([STRING, TIME], (text, time) => modified(text, time) ?? time);
  const mustDateModify = fn([STRING, TIME], mustModify);
  return {
    ago: fn([ANY], (value) => durationText(roundSeconds(now(clock).nanoseconds - momentOf(value, clock).nanoseconds))),
    date: fn([STRING, ANY], (layout, value) => formatIn(layout, value, 'Local', clock)),
    dateInZone,
    dateModify,
    date_in_zone: dateInZone,
    date_modify: dateModify,
    duration: fn([ANY], duration),
    durationRound: fn([ANY], (value) => durationRound(value, clock)),
    htmlDate: fn([ANY], (value) => formatIn('2006-01-02', value, 'Local', clock)),
    htmlDateInZone: fn([ANY, STRING], (value, zone) => formatIn('2006-01-02', value, zone, clock)),
    mustDateModify,
    mustToDate: fn([STRING, STRING], mustParse),
    must_date_modify: mustDateModify,
    now: fn([], () => now(clock)),
    toDate: fn([STRING, STRING], (layout, text) => parsed(layout, text) ?? new GoTime(ZERO_TIME_SECONDS * SECOND)),
    unixEpoch: fn([TIME], (time) => String(time.seconds)),
  };
}
