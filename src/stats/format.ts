/** Numbers as tables show them. */
import type { Percentile } from './histogram.ts';

const KILO = 1000;
const UNITS = ['', 'k', 'M', 'G', 'T'] as const;

/** A rate or count in at most five characters: `0.3`, `96.5`, `412`, `12.3k`. */
export function shortNumber(value: number): string {
  let rest = value;
  let unit = 0;
  for (; Math.abs(rest) >= 10 * KILO && unit < UNITS.length - 1; unit++) rest /= KILO;
  const whole = Number.isInteger(rest) && unit === 0;
  return `${whole || Math.abs(rest) >= KILO ? Math.round(rest) : rest.toFixed(1)}${UNITS[unit]}`;
}

/** A rate: always with a decimal below a thousand, so that a column stays calm. */
export function rateText(value: number): string {
  return value < KILO ? value.toFixed(1) : shortNumber(value);
}

/** A share as percent with one decimal; never 100.0 when something is missing, nor 0.0 when something is there. */
export function percentText(share: number): string {
  const rounded = Math.round(share * KILO) / 10;
  if (rounded === 100 && share < 1) return '99.9';
  return (rounded === 0 && share > 0 ? 0.1 : rounded).toFixed(1);
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Milliseconds in a few characters: `0.4ms`, `52ms`, `1.25s`, `2.0m`. */
export function milliseconds(value: number): string {
  if (value < 1) return `${value === 0 ? 0 : value.toFixed(1)}ms`;
  if (value < SECOND_MS) return `${Math.round(value)}ms`;
  return value < MINUTE_MS ? `${(value / SECOND_MS).toFixed(2)}s` : `${(value / MINUTE_MS).toFixed(1)}m`;
}

/** Bounds this far apart, as a share of the lower one, make a range: no single number would be honest. */
const EXACT_ENOUGH = 0.2;

/** A percentile as far as it is known: a value, a range (`25–50ms`), or `>1.00s`. */
export function percentileText({ value, lower, upper }: Percentile): string {
  if (upper === Number.POSITIVE_INFINITY) return `>${milliseconds(lower)}`;
  if (upper - lower <= Math.max(1, lower * EXACT_ENOUGH)) return milliseconds(value);
  const [from, to] = [milliseconds(lower), milliseconds(upper)];
  const unit = /[a-z]+$/.exec(to)?.[0] ?? '';
  return from.endsWith(unit) && /^[\d.]+$/.test(from.slice(0, -unit.length))
    ? `${from.slice(0, -unit.length)}–${to}`
    : `${from}–${to}`;
}

const KIB = 1024;
const BYTE_UNITS = ['B', 'Ki', 'Mi', 'Gi', 'Ti'] as const;

/** Bytes: `812B`, `7.5Mi`. */
export function bytesText(value: number): string {
  let rest = value;
  let unit = 0;
  for (; rest >= KIB && unit < BYTE_UNITS.length - 1; unit++) rest /= KIB;
  return `${unit === 0 ? rest : rest.toFixed(1)}${BYTE_UNITS[unit]}`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time in its two largest units: `12s`, `3h12m`, `4d2h`. */
export function spanText(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < MINUTE) return `${whole}s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m${whole % MINUTE}s`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)}h${Math.floor((whole % HOUR) / MINUTE)}m`;
  return `${Math.floor(whole / DAY)}d${Math.floor((whole % DAY) / HOUR)}h`;
}

/** The characters bars and lines are drawn with. */
export interface Glyphs {
  readonly full: string;
  readonly empty: string;
  /** From the lowest to the highest. */
  readonly spark: readonly string[];
}

/** For terminals that show Unicode, and for those that do not. */
export const GLYPHS: Readonly<Record<'unicode' | 'ascii', Glyphs>> = {
  unicode: { full: '█', empty: '░', spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] },
  ascii: { full: '#', empty: '.', spark: ['_', '.', ':', '-', '=', '+', '*', '#'] },
};

/** A bar of `width` characters of which a share is full; one that is not whole never looks so. */
export function bar(share: number, width: number, { full, empty }: Glyphs): string {
  const filled = share >= 1 ? width : Math.min(width - 1, Math.round(share * width));
  return full.repeat(Math.max(0, filled)) + empty.repeat(width - Math.max(0, filled));
}

/** A line of the last `width` values, each as high as its share of the largest; a gap where nothing is known. */
export function sparkline(values: readonly (number | undefined)[], width: number, { spark }: Glyphs): string {
  const shown = values.slice(-width);
  const most = Math.max(0, ...shown.map((value) => value ?? 0));
  const line = shown.map((value) => {
    if (value === undefined) return ' ';
    const level = most === 0 ? 0 : Math.ceil((value / most) * (spark.length - 1));
    return spark[level] ?? '';
  });
  return line.join('').padStart(width);
}
