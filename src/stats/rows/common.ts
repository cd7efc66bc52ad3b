/** Cells that several views have. */
import { type Cell, type Column, lateCell, numberCell, type Tone, UNKNOWN } from '../cells.ts';
import { percentileText, percentText, rateText, shortNumber } from '../format.ts';
import type { Percentile } from '../histogram.ts';
import { perSecond, type RequestStats, type Span, successOf, type Traffic } from '../traffic.ts';

/** Below this share of good answers somebody has to look. */
const BAD_SUCCESS = 0.95;
const WATCHED_SUCCESS = 0.99;

/** The tone of a share of good answers. */
function successTone(share: number | undefined): Tone | undefined {
  if (share === undefined || share >= WATCHED_SUCCESS) return undefined;
  return share < BAD_SUCCESS ? 'bad' : 'watch';
}

/** The share of good answers, with a mark when it is bad. */
export function successCell(share: number | undefined): Cell {
  const tone = successTone(share);
  return numberCell(share, (value) => `${percentText(value)}${tone === 'bad' ? '!' : ''}`, tone);
}

/** A rate that may be unknown; of a proxy that began anew it is `new`. Since the start it is a count, see {@link columnsFor}. */
export function rateCell(traffic: Traffic, stat: string): Cell {
  if (traffic.state === 'restarted') return { text: 'new', sort: undefined, tone: 'watch' };
  if (traffic.state === 'whole') return numberCell(traffic.totals[stat] ?? 0, shortNumber);
  return numberCell(perSecond(traffic, stat), rateText);
}

/** A percentile that may be unknown. */
export function percentileCell(found: Percentile | undefined): Cell {
  return found ? { text: percentileText(found), sort: found.value } : { text: UNKNOWN, sort: undefined };
}

/** The columns for a span: without a second moment rates are counts. */
export function columnsFor(columns: readonly Column[], { whole = false }: Span): readonly Column[] {
  if (!whole) return columns;
  return columns.map((column) => ({ ...column, title: column.title.replace(/^RPS$/, 'REQUESTS').replace(/\/S$/, '') }));
}

/** Percentiles of how long requests took. */
export const LATENCY_COLUMNS: readonly (Column & { readonly percentile: 'p50' | 'p95' | 'p99' })[] = [
  { title: 'P50', right: true, drop: 3, percentile: 'p50' },
  { title: 'P95', right: true, drop: 4, percentile: 'p95' },
  { title: 'P99', right: true, drop: 1, percentile: 'p99' },
];

/** The cells of {@link LATENCY_COLUMNS}. */
export function latencyCells(traffic: Traffic | undefined): readonly Cell[] {
  return LATENCY_COLUMNS.map(({ percentile }) => lateCell(() => percentileCell(traffic?.latency?.[percentile])));
}

/** Percentiles as data: JSON has no infinity, so a bound nobody knows is left out. */
function percentileValue({ value, lower, upper }: Percentile) {
  return { value, lower, ...(Number.isFinite(upper) ? { upper } : {}) };
}

/** What every kind of traffic with requests has as data. What is unknown is left out. */
export function trafficValue(traffic: Traffic, stats: RequestStats) {
  const { state, seconds, grown, totals, latency } = traffic;
  const success = successOf(traffic, stats);
  const counted = state === 'counted';
  return {
    state,
    ...(counted
      ? { seconds, requests: grown[stats.requests] ?? 0, requestsPerSecond: perSecond(traffic, stats.requests) }
      : {}),
    ...(counted ? { errors: grown[stats.failed] ?? 0, errorsPerSecond: perSecond(traffic, stats.failed) } : {}),
    ...(success === undefined ? {} : { successRate: success }),
    ...(latency && {
      latencyMs: {
        of: latency.of,
        p50: percentileValue(latency.p50),
        p95: percentileValue(latency.p95),
        p99: percentileValue(latency.p99),
      },
    }),
    totals: {
      requests: totals[stats.requests] ?? 0,
      answered: totals[stats.answered] ?? 0,
      errors: totals[stats.failed] ?? 0,
    },
  };
}
