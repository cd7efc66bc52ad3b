/** Envoy's series of one cluster. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/upstream/cluster_manager/cluster_stats */

import { FLAGS } from '../flags.ts';
import type { RequestRecord } from '../observer.ts';
import type { ClusterState } from '../upstream.ts';
import type { Histogram } from './histogram.ts';
import type { Metrics } from './metrics.ts';
import { type Scope, seriesOf } from './series.ts';

const COUNTERS = [
  'upstream_rq_total',
  'upstream_rq_completed',
  'upstream_rq_timeout',
  'upstream_rq_per_try_timeout',
  'upstream_rq_retry',
  'upstream_rq_retry_success',
  'upstream_rq_retry_limit_exceeded',
  'upstream_rq_pending_overflow',
  'upstream_rq_cancelled',
  'upstream_rq_rx_reset',
  'upstream_rq_reused_reset',
  'upstream_cx_total',
  'upstream_cx_http1_total',
  'upstream_cx_http2_total',
  'upstream_cx_connect_fail',
  'upstream_cx_connect_timeout',
  'upstream_cx_destroy',
  'upstream_cx_destroy_remote_with_active_rq',
  'upstream_cx_rx_bytes_total',
  'upstream_cx_tx_bytes_total',
  'upstream_cx_protocol_error',
  'upstream_cx_none_healthy',
] as const;

const GAUGES = [
  'upstream_rq_active',
  'upstream_rq_pending_active',
  'upstream_cx_active',
  'membership_total',
  'membership_healthy',
  'membership_degraded',
  'membership_excluded',
  'outlier_detection.ejections_active',
  'circuit_breakers.default.cx_open',
  'circuit_breakers.default.rq_open',
  'circuit_breakers.default.rq_pending_open',
  'circuit_breakers.default.rq_retry_open',
  'circuit_breakers.default.remaining_cx',
  'circuit_breakers.default.remaining_rq',
  'circuit_breakers.default.remaining_pending',
  'circuit_breakers.default.remaining_retries',
] as const;

/** Counts that the runtime keeps itself. */
const KEPT = [
  'outlier_detection.ejections_enforced_total',
  'upstream_rq_retry_overflow',
  'upstream_rq_retry_budget_exhausted',
] as const;

type CounterName = (typeof COUNTERS)[number];
type GaugeName = (typeof GAUGES)[number];

/** Cells of names in an array of the same order. */
function cells<Name extends string>(names: readonly Name[], cellOf: (name: Name) => number): Record<Name, number> {
  // Object.fromEntries forgets the names it was given.
  return Object.fromEntries(names.map((name) => [name, cellOf(name)])) as Record<Name, number>;
}

/** The series of a cluster, made when it is first used. */
export class ClusterSeries {
  readonly #metrics: Metrics;
  readonly #scope: Scope;
  readonly counters: Readonly<Record<CounterName, number>>;
  readonly #gauges: Readonly<Record<GaugeName, number>>;
  readonly #kept: Readonly<Record<(typeof KEPT)[number], number>>;
  readonly #statuses = new Map<number, number>();
  readonly #classes = new Map<number, number>();
  readonly #time: Histogram;
  readonly connectTime: Histogram;

  constructor(metrics: Metrics, scope: Scope) {
    this.#metrics = metrics;
    this.#scope = scope;
    this.counters = cells(COUNTERS, (name) => metrics.counter(seriesOf(scope, name)));
    this.#gauges = cells(GAUGES, (name) => metrics.gauge(seriesOf(scope, name)));
    this.#kept = cells(KEPT, (name) => metrics.counter(seriesOf(scope, name)));
    this.#time = metrics.histogram(seriesOf(scope, 'upstream_rq_time'));
    this.connectTime = metrics.histogram(seriesOf(scope, 'upstream_cx_connect_ms'));
  }

  count(name: CounterName, amount = 1): void {
    this.#metrics.add(this.counters[name], amount);
  }

  /** A request to this cluster has ended, with these flags of all parts together. */
  requestEnded({ exchange, status, startedAt, endedAt }: RequestRecord, flags: number): void {
    const attempts = exchange?.attempts ?? 0;
    // A filter has answered before the cluster was asked.
    if (attempts === 0) return;
    this.count('upstream_rq_total', attempts);
    if (attempts > 1) {
      this.count('upstream_rq_retry', attempts - 1);
      if ((flags & FLAGS.URX) !== 0) this.count('upstream_rq_retry_limit_exceeded');
      else if (status > 0 && status < 500) this.count('upstream_rq_retry_success');
    }
    if (flags !== 0) this.#flagged(flags);
    if (status === 0) {
      this.count('upstream_rq_cancelled');
      return;
    }
    this.#completed(status, endedAt - startedAt);
  }

  /** The same of one that no client waits for. */
  sideRequestEnded(status: number, durationMs: number): void {
    this.count('upstream_rq_total');
    this.#completed(status, durationMs);
  }

  #completed(status: number, durationMs: number): void {
    this.count('upstream_rq_completed');
    this.#metrics.add(this.#statusCell(status));
    this.#metrics.add(this.#classCell(Math.floor(status / 100)));
    this.#time.record(durationMs);
  }

  #flagged(flags: number): void {
    if ((flags & FLAGS.UT) !== 0) this.count('upstream_rq_timeout');
    if ((flags & FLAGS.UO) !== 0) this.count('upstream_rq_pending_overflow');
    if ((flags & FLAGS.UH) !== 0) this.count('upstream_cx_none_healthy');
    if ((flags & (FLAGS.UR | FLAGS.UC)) !== 0) this.count('upstream_rq_rx_reset');
    if ((flags & FLAGS.UPE) !== 0) this.count('upstream_cx_protocol_error');
  }

  #statusCell(status: number): number {
    return this.#cellOf(this.#statuses, status, `upstream_rq_${status}`);
  }

  #classCell(hundreds: number): number {
    return this.#cellOf(this.#classes, hundreds, `upstream_rq_${hundreds}xx`);
  }

  #cellOf(known: Map<number, number>, key: number, name: string): number {
    const cell = known.get(key);
    if (cell !== undefined) return cell;
    const made = this.#metrics.counter(seriesOf(this.#scope, name));
    known.set(key, made);
    return made;
  }

  /** Sets everything that is read off the cluster as it is now. */
  collect({ plan: { limits }, hosts, ejections, retriesOverLimit, retriesOverBudget }: ClusterState): void {
    const set = (name: GaugeName, value: number): void => this.#metrics.set(this.#gauges[name], value);
    set('upstream_rq_active', limits.requests);
    set('upstream_rq_pending_active', limits.pending);
    set('upstream_cx_active', limits.connections);
    const ejected = hosts.filter(({ health }) => health.ejected).length;
    set('membership_total', hosts.length);
    set('membership_healthy', hosts.filter(({ available, health }) => available && !health.ejected).length);
    set('membership_degraded', 0);
    set('membership_excluded', 0);
    set('outlier_detection.ejections_active', ejected);
    set('circuit_breakers.default.cx_open', Number(limits.connections >= limits.maxConnections));
    set('circuit_breakers.default.rq_open', Number(limits.requests >= limits.maxRequests));
    set('circuit_breakers.default.rq_pending_open', Number(limits.pending >= limits.maxPending));
    set('circuit_breakers.default.rq_retry_open', Number(limits.retries >= limits.maxRetries));
    set('circuit_breakers.default.remaining_cx', Math.max(0, limits.maxConnections - limits.connections));
    set('circuit_breakers.default.remaining_rq', Math.max(0, limits.maxRequests - limits.requests));
    set('circuit_breakers.default.remaining_pending', Math.max(0, limits.maxPending - limits.pending));
    set('circuit_breakers.default.remaining_retries', Math.max(0, limits.maxRetries - limits.retries));
    this.#metrics.set(this.#kept['outlier_detection.ejections_enforced_total'], ejections);
    this.#metrics.set(this.#kept['upstream_rq_retry_overflow'], retriesOverLimit);
    this.#metrics.set(this.#kept['upstream_rq_retry_budget_exhausted'], retriesOverBudget);
  }
}
