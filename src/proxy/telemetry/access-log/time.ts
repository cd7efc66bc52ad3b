/** Times in logs. */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');
const hour12 = (date: Date): number => date.getUTCHours() % 12 || 12;

const dayOfYear = (date: Date): number =>
  1 + Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS);

/** The conversions of strftime that logs use, in UTC. */
const CONVERSIONS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getUTCFullYear()),
  y: (date) => two(date.getUTCFullYear() % 100),
  m: (date) => two(date.getUTCMonth() + 1),
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2),
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(hour12(date)),
  M: (date) => two(date.getUTCMinutes()),
  S: (date) => two(date.getUTCSeconds()),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  j: (date) => String(dayOfYear(date)).padStart(3, '0'),
  a: (date) => (DAYS[date.getUTCDay()] ?? '').slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()] ?? '',
  b: (date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()] ?? '',
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  z: () => '+0000',
  Z: () => 'UTC',
  F: (date) => date.toISOString().slice(0, 10),
  T: (date) => date.toISOString().slice(11, 19),
  R: (date) => date.toISOString().slice(11, 16),
  D: (date) => `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${two(date.getUTCFullYear() % 100)}`,
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

const CONVERSION = /%([1-9])?([A-Za-z%])/g;

/** Nine digits of a second's fraction; the clock knows three. */
function fraction(date: Date, digits: number): string {
  return `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`.slice(0, digits);
}

/**
 * A time in the notation of strftime, in UTC; `%f` and `%1f` to `%9f` are fractions of a second. A conversion nobody knows
 * stays as it is. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/advanced/substitution_formatter
 */
export function formatTime(format: string, ms: number): string {
  const date = new Date(ms);
  return format.replace(CONVERSION, (all: string, digits: string | undefined, letter: string) => {
    if (letter === 'f') return fraction(date, Number(digits ?? 9));
    return digits === undefined ? (CONVERSIONS[letter]?.(date) ?? all) : all;
  });
}

/** Makes texts such as `2026-08-01T10:00:00.123Z`; only the milliseconds are made anew for each. */
export function isoTimes(): (ms: number) => string {
  let second = Number.NaN;
  let prefix = '';
  return (ms) => {
    const whole = Math.floor(ms);
    const at = Math.floor(whole / 1000);
    if (at !== second) {
      second = at;
      prefix = new Date(at * 1000).toISOString().slice(0, 20);
    }
    return `${prefix}${String(whole - at * 1000).padStart(3, '0')}Z`;
  };
}
