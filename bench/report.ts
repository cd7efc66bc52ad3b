import { table } from '../src/output/table.ts';
import type { Measured } from './compare.ts';

/** The middle value; of an even number the mean of the two in the middle. NaN of none. */
function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this share of the values lies, interpolated. NaN of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * The measurements as a table: median, the middle half of the runs as the spread, the ratio of the medians to the first
 * command's, the mean processor time, and the greatest memory.
 */
export function report(measured: readonly Measured[]): string {
  const base = median(measured[0]?.times ?? []);
  const rows = measured.map(({ name, times, cpuTime, peakBytes }) => [
    name,
    String(times.length),
    milliseconds(median(times)),
    `${milliseconds(quantile(times, 0.25))} – ${milliseconds(quantile(times, 0.75))}`,
    milliseconds(median(times) - base),
    (median(times) / base).toFixed(2),
    cpuTime === undefined ? 'unknown' : milliseconds(cpuTime),
    peakBytes === undefined ? 'unknown' : `${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
  ]);
  return table(
    ['COMMAND', 'RUNS', 'MEDIAN ms', 'MIDDLE HALF ms', 'OVER FIRST ms', 'RATIO', 'CPU ms', 'PEAK MEMORY'],
    rows,
  );
}

function milliseconds(value: number): string {
  return value.toFixed(1);
}
