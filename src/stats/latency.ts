/** How long requests took, as percentiles. */
import {
  between,
  countOf,
  type Distribution,
  type HistogramStat,
  merged,
  type Percentile,
  percentile,
} from './histogram.ts';

/** What percentiles are of: Envoy's last interval, the time between two moments, or everything since the start. */
export type LatencySpan = 'interval' | 'window' | 'start';

/** Percentiles in milliseconds. */
export interface Latency {
  readonly of: LatencySpan;
  readonly p50: Percentile;
  readonly p95: Percentile;
  readonly p99: Percentile;
}

/** Histograms at two moments. */
export interface Times {
  readonly before?: HistogramStat | undefined;
  readonly after: HistogramStat | undefined;
  /** Between the moments; 0 when there is one only. */
  readonly seconds?: number | undefined;
}

/** Envoy adds what its workers counted to the histograms this often. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/bootstrap/v3/bootstrap.proto stats_flush_interval */
const FLUSH_SECONDS = 5;

/**
 * The percentiles of what came between two moments; `undefined` when nothing did. Envoy's own last interval counts where the
 * moments are closer than its flushes, for then the totals mostly did not move.
 */
export function latencyOf({ before, after, seconds = 0 }: Times): Latency | undefined {
  if (after === undefined) return undefined;
  if (after.recent !== undefined && seconds < FLUSH_SECONDS) return percentilesOf(after.recent, 'interval');
  const window = windowOf(before, after);
  if (window !== undefined) return percentilesOf(window, 'window');
  return after.recent && percentilesOf(after.recent, 'interval');
}

function windowOf(before: HistogramStat | undefined, after: HistogramStat): Distribution | undefined {
  if (after.total.kind !== 'buckets') return undefined;
  if (before === undefined) return after.total;
  if (before.total.kind !== 'buckets') return undefined;
  const buckets = between(before.total.buckets, after.total.buckets);
  return buckets && { kind: 'buckets', buckets };
}

/** The percentiles tables show; `undefined` when nothing was recorded. */
export function percentilesOf(distribution: Distribution, of: LatencySpan): Latency | undefined {
  const [p50, p95, p99] = [50, 95, 99].map((percent) => percentile(distribution, percent));
  return p50 && p95 && p99 ? { of, p50, p95, p99 } : undefined;
}

/** Several histograms as one, bucket by bucket; `undefined` when one of them has quantiles only: those cannot be added up. */
export function mergedTimes(stats: readonly HistogramStat[]): HistogramStat | undefined {
  const total = mergedDistribution(stats.map((stat) => stat.total));
  if (total === undefined) return undefined;
  const recents = stats.map(({ recent }) => recent).filter((recent) => recent !== undefined);
  const recent = recents.length === stats.length ? mergedDistribution(recents) : undefined;
  return { total, ...(recent && { recent }) };
}

function mergedDistribution(list: readonly Distribution[]): Distribution | undefined {
  const [only, ...others] = list;
  if (only !== undefined && others.length === 0) return only;
  const buckets = list.map((each) => (each.kind === 'buckets' ? each.buckets : undefined));
  const known = buckets.filter((each) => each !== undefined);
  if (known.length < list.length || countOf(known.flat()) === 0) return undefined;
  return { kind: 'buckets', buckets: merged(known) };
}
