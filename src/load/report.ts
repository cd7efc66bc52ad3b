/** What was counted, for people. */
import type { LoadResult } from './run.ts';
import { type Counted, histogramOf, together } from './tally.ts';

/** Latencies of answers in milliseconds; `undefined` without any answer. */
export interface Latency {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly 'p99.9': number;
  readonly max: number;
}

/** A target, or all of them, in numbers. */
export interface TargetReport {
  readonly url: string;
  readonly requests: number;
  /** Until the last answer. */
  readonly answersPerSecond: number;
  readonly failed: number;
  readonly latencyMs: Latency | undefined;
  readonly statuses: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number | undefined>>;
  readonly by: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** As in {@link Counted}. */
  readonly histogram: string;
}

/** A run, as it is printed and saved. */
export interface LoadReport {
  readonly elapsedSeconds: number;
  readonly lateMs: number;
  readonly targets: readonly TargetReport[];
  /** All targets together; absent when there is one. */
  readonly total?: TargetReport;
}

const MICROSECONDS = 1000;

const sum = (counts: Readonly<Record<string, number | undefined>>): number =>
  Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function latencyOf(counted: Counted): Latency | undefined {
  const histogram = histogramOf(counted);
  if (histogram.totalCount === 0) return undefined;
  const at = (percentile: number): number => rounded(histogram.getValueAtPercentile(percentile) / MICROSECONDS);
  return {
    mean: rounded(histogram.mean / MICROSECONDS),
    p50: at(50),
    p90: at(90),
    p99: at(99),
    'p99.9': at(99.9),
    max: rounded(histogram.maxValue / MICROSECONDS),
  };
}

/** Server errors and missing answers. */
function failedOf({ statuses, failures }: Counted): number {
  const errors = Object.entries(statuses).filter(([status]) => status >= '500');
  return sum(Object.fromEntries(errors)) + sum(failures);
}

function targetReport(counted: Counted): TargetReport {
  const answers = sum(counted.statuses);
  return {
    url: counted.url,
    requests: answers + sum(counted.failures),
    answersPerSecond: answers === 0 ? 0 : rounded((answers * 1000) / counted.lastMs),
    failed: failedOf(counted),
    latencyMs: latencyOf(counted),
    statuses: counted.statuses,
    failures: counted.failures,
    by: counted.by,
    bytes: counted.bytes,
    histogram: counted.latencies,
  };
}

/** A run in numbers. */
export function loadReport({ targets, elapsedMs, lateMs }: LoadResult): LoadReport {
  return {
    elapsedSeconds: rounded(elapsedMs / 1000),
    lateMs: rounded(lateMs),
    targets: targets.map(targetReport),
    ...(targets.length > 1 ? { total: targetReport(together('total', targets)) } : {}),
  };
}
