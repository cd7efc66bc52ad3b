/** Durations as text: JSON's (`1.5s`), Go's (`1m30s`); and as nanoseconds. */

const SECOND = 1_000_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

const PART = /([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)/y;

/** The nanoseconds of a duration such as `45s`, `1.5h` or `1h2m`; `undefined` when the text is none. */
export function parseDuration(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0n;
  let total = 0n;
  let at = 0;
  while (at < body.length) {
    PART.lastIndex = at;
    const [all = '', whole = '', fraction = '', unit = ''] = PART.exec(body) ?? [];
    const size = UNITS[unit];
    if (size === undefined || whole + fraction === '') return undefined;
    total += BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
    at += all.length;
  }
  if (body === '') return undefined;
  return negative ? -total : total;
}

const withFraction = (value: bigint, unit: bigint): string => {
  const digits = unit.toString().length - 1;
  const fraction = (value % unit).toString().padStart(digits, '0').replace(/0+$/, '');
  return `${value / unit}${fraction === '' || digits === 0 ? '' : `.${fraction}`}`;
};

/** As Go prints a duration: `1m30s`, `1.5s`, `250ms`, `0s`. */
export function durationText(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (value === 0n) return '0s';
  if (value < 1000n) return `${sign}${value}ns`;
  if (value < 1_000_000n) return `${sign}${withFraction(value, 1000n)}µs`;
  if (value < SECOND) return `${sign}${withFraction(value, 1_000_000n)}ms`;
  const seconds = value % (60n * SECOND);
  const minutes = (value / (60n * SECOND)) % 60n;
  const hours = value / (3600n * SECOND);
  const rest = `${withFraction(seconds, SECOND)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${rest}`;
  return minutes > 0n ? `${sign}${minutes}m${rest}` : sign + rest;
}

/** As protobuf writes a duration in JSON: seconds with 0, 3, 6 or 9 decimal places. */
export function durationJson(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = (value % SECOND)
    .toString()
    .padStart(9, '0')
    .replace(/(?:000)+$/, '');
  return `${sign}${value / SECOND}${fraction === '' ? '' : `.${fraction}`}s`;
}
