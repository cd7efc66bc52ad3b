/** Go's `time.Time` in templates. */
import { goDuration } from '../duration.ts';
import { fn, type GoFunction, INT, MISMATCH, param, STRING } from '../functions.ts';
import { GoInt, GoStruct, NO_FIELD } from '../values.ts';
import { type ClockTime, DAYS, formatTime, MONTHS } from './time-layout.ts';

const SECOND = 1_000_000_000n;

/** A zone: its clock's distance from UTC, in seconds, and its short name at a moment given in milliseconds. */
export interface Zone {
  readonly at: (milliseconds: number) => { readonly offset: number; readonly name: string };
}

/** A zone of a constant distance from UTC. */
export const fixedZone = (offset: number, name: string): Zone => ({ at: () => ({ offset, name }) });

/** Coordinated universal time, which is also what sprig calls local here. */
export const UTC: Zone = fixedZone(0, 'UTC');

function intlPart(format: Intl.DateTimeFormat, milliseconds: number): string {
  return format.formatToParts(milliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** Seconds of `GMT+05:30`. */
function offsetOf(text: string): number {
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** A zone of the time zone database; `undefined` when there is none of that name. */
export function namedZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC;
  try {
    const long = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    const short = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'short' });
    return {
      at(milliseconds) {
        const label = intlPart(short, milliseconds);
        const offset = offsetOf(intlPart(long, milliseconds));
        // Where English has no letters for a zone, two digits of its offset stand for them.
        return {
          offset,
          name: label
            .replace(/^GMT([+-])(\d)(?!\d)/, '$10$2')
            .replace(/^GMT(?=[+-])/, '')
            .replace(':', ''),
        };
      },
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A moment, in nanoseconds since 1970, and the zone whose clock shows it. */
export class GoTime extends GoStruct {
  readonly type = 'time.Time';
  readonly nanoseconds: bigint;
  readonly zone: Zone;

  constructor(nanoseconds: bigint, zone: Zone = UTC) {
    super();
    this.nanoseconds = nanoseconds;
    this.zone = zone;
  }

  /** Milliseconds since 1970, rounded down. */
  get milliseconds(): number {
    const whole = this.nanoseconds / 1_000_000n;
    return Number(this.nanoseconds < 0n && this.nanoseconds % 1_000_000n !== 0n ? whole - 1n : whole);
  }

  /** Seconds since 1970, rounded down. */
  get seconds(): bigint {
    const whole = this.nanoseconds / SECOND;
    return this.nanoseconds < 0n && this.nanoseconds % SECOND !== 0n ? whole - 1n : whole;
  }

  /** What the clock of the zone shows. */
  clock(): ClockTime {
    const { offset, name } = this.zone.at(this.milliseconds);
    const date = new Date(this.milliseconds + offset * 1000);
    const year = date.getUTCFullYear();
    const dayStart = Date.UTC(2000, date.getUTCMonth(), date.getUTCDate());
    const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    const leapDay = !leap && date.getUTCMonth() > 1 ? 1 : 0;
    return {
      year,
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      nanosecond: Number(this.nanoseconds - this.seconds * SECOND),
      weekday: date.getUTCDay(),
      yearDay: (dayStart - Date.UTC(2000, 0, 1)) / 86_400_000 + 1 - leapDay,
      offset,
      zone: name,
    };
  }

  override text(): string {
    return formatTime('2006-01-02 15:04:05.999999999 -0700 MST', this.clock());
  }

  override method(name: string): GoFunction | undefined {
    const bound = Object.hasOwn(METHODS, name) ? METHODS[name]?.(this) : undefined;
    return bound ?? super.method(name);
  }

  override field(): typeof NO_FIELD {
    return NO_FIELD;
  }

  override fields(): Iterable<readonly [string, unknown]> {
    return [];
  }

  override json(): string {
    return formatTime('2006-01-02T15:04:05.999999999Z07:00', this.clock());
  }
}

/** A parameter of type `time.Time`. */
export const TIME = param('time.Time', 'none', (value) => (value instanceof GoTime ? value : MISMATCH));

const int64 = (value: bigint): GoInt => new GoInt('int64', value);
const read = (get: (clock: ClockTime) => unknown) => (time: GoTime) => fn([], () => get(time.clock()));
const compare = (test: (a: bigint, b: bigint) => boolean) => (time: GoTime) =>
  fn([TIME], (other) => test(time.nanoseconds, other.nanoseconds));

const DURATION = param('time.Duration', 'int', (value) =>
  value instanceof GoInt && value.type === 'time.Duration' ? value.value : MISMATCH,
);

/** The year 1 of Go's zero time, in seconds before 1970. */
export const ZERO_TIME_SECONDS = -62_135_596_800n;

/** The same time of day so many years, months and days later; days that a month does not have run into the next. */
function addDate(time: GoTime, years: number, months: number, days: number): GoTime {
  const { year, month, day, hour, minute, second, nanosecond, offset } = time.clock();
  const date = new Date(0);
  date.setUTCFullYear(year + years, month - 1 + months, day + days);
  date.setUTCHours(hour, minute, second);
  return new GoTime((BigInt(date.getTime()) / 1000n - BigInt(offset)) * SECOND + BigInt(nanosecond), time.zone);
}

const METHODS: Readonly<Record<string, (time: GoTime) => GoFunction>> = {
  Add: (time) => fn([DURATION], (duration) => new GoTime(time.nanoseconds + duration, time.zone)),
  AddDate: (time) => fn([INT, INT, INT], (years, months, days) => addDate(time, years, months, days)),
  After: compare((a, b) => a > b),
  Before: compare((a, b) => a < b),
  Day: read(({ day }) => BigInt(day)),
  Equal: compare((a, b) => a === b),
  Format: (time) => fn([STRING], (layout) => formatTime(layout, time.clock())),
  Hour: read(({ hour }) => BigInt(hour)),
  IsZero: (time) => fn([], () => time.nanoseconds === ZERO_TIME_SECONDS * SECOND),
  Local: (time) => fn([], () => new GoTime(time.nanoseconds)),
  Minute: read(({ minute }) => BigInt(minute)),
  Month: read(({ month }) => new GoInt('int', BigInt(month), { type: 'time.Month', text: MONTHS[month - 1] ?? '' })),
  Nanosecond: read(({ nanosecond }) => BigInt(nanosecond)),
  Second: read(({ second }) => BigInt(second)),
  Sub: (time) => fn([TIME], (other) => goDuration(time.nanoseconds - other.nanoseconds)),
  UTC: (time) => fn([], () => new GoTime(time.nanoseconds)),
  Unix: (time) => fn([], () => int64(time.seconds)),
  UnixMilli: (time) => fn([], () => int64(BigInt(time.milliseconds))),
  UnixNano: (time) => fn([], () => int64(time.nanoseconds)),
  Weekday: read(
    ({ weekday }) => new GoInt('int', BigInt(weekday), { type: 'time.Weekday', text: DAYS[weekday] ?? '' }),
  ),
  Year: read(({ year }) => BigInt(year)),
  YearDay: read(({ yearDay }) => BigInt(yearDay)),
};
