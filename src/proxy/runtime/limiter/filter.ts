/** SmartLimiters in front of the router. */

import type { SmartLimiter } from '../../../xds/limiter.ts';
import type { Next } from '../../contract.ts';
import { FLAGS } from '../../flags.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { FilterStream, HttpFilter } from '../filters/filter.ts';
import type { RuntimeOptions } from '../options.ts';
import type { Problems } from '../problems.ts';
import type { TokenBucket } from '../rate-limit/bucket.ts';
import { withoutPort } from '../route/host-table.ts';
import type { Metrics } from './metrics.ts';
import { LimitRule } from './rule.ts';

const REFRESH_MS = 1000;
const BASE = '_base';

interface ClusterKey {
  readonly port: number;
  readonly subset: string;
  readonly host: string;
}

/** The parts of `outbound|80|v1|reviews.default.svc.cluster.local`; `undefined` for other names. */
function keyOf(name: string): ClusterKey | undefined {
  const [direction, port, subset = '', host = ''] = name.split('|');
  return direction === 'outbound' ? { port: Number(port), subset, host } : undefined;
}

interface PlacedRule {
  readonly limiter: SmartLimiter;
  /** The same text is the same rule, across reloads. */
  readonly key: string;
  readonly rule: LimitRule;
}

function concerns({ limiter, rule }: PlacedRule, { port, subset, host }: ClusterKey): boolean {
  const wanted = rule.descriptor.target?.port;
  return (
    host === limiter.host && (rule.set === BASE || rule.set === subset) && (wanted === undefined || wanted === port)
  );
}

/** Whether the request is on one of the routes and hosts the target names. */
function isTarget({ descriptor: { target } }: LimitRule, stream: FilterStream): boolean {
  const { route = [], host = [] } = target ?? {};
  if (route.length > 0 && !route.some((name) => name.slice(name.lastIndexOf('/') + 1) === stream.routeName))
    return false;
  return host.length === 0 || host.includes(withoutPort(stream.head.authority));
}

/** What the limits are made of. */
export interface LimiterInput {
  readonly limiters: readonly SmartLimiter[];
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly options: RuntimeOptions;
  readonly problems: Problems;
  readonly earlier: LimiterFilter | undefined;
}

function rulesOf(limiter: SmartLimiter, workers: number, earlier: LimiterFilter | undefined): readonly PlacedRule[] {
  return Object.entries(limiter.sets).flatMap(([set, { descriptor = [] }]) =>
    descriptor.map((each) => {
      const key = JSON.stringify([limiter.host, set, each]);
      return { limiter, key, rule: earlier?.rule(key) ?? new LimitRule({ set, descriptor: each, workers }) };
    }),
  );
}

/** Requests over a quota of a SmartLimiter are answered with 429. */
export class LimiterFilter implements HttpFilter {
  readonly #metricsNow: RuntimeOptions['limiterMetrics'];
  readonly #clusters: ReadonlyMap<string, Cluster>;
  readonly #rules: readonly PlacedRule[];
  readonly #byCluster = new Map<string, readonly LimitRule[]>();
  #refreshAt = 0;

  /** Rules that an earlier filter has, too, go on as they are. What cannot be read is noted as a problem. */
  constructor({ limiters, clusters, options, problems, earlier }: LimiterInput) {
    this.#metricsNow = options.limiterMetrics;
    this.#clusters = clusters;
    this.#rules = limiters.flatMap((limiter) => {
      const rules = () => rulesOf(limiter, options.workers, earlier);
      return problems.attempt(limiter, rules) ?? [];
    });
    for (const name of clusters.keys()) {
      const key = keyOf(name);
      const rules = key === undefined ? [] : this.#rules.filter((each) => concerns(each, key));
      if (rules.length > 0)
        this.#byCluster.set(
          name,
          rules.map(({ rule }) => rule),
        );
    }
  }

  rule(key: string): LimitRule | undefined {
    return this.#rules.find((each) => each.key === key)?.rule;
  }

  /** The buckets of all rules, by what tells the rules apart. */
  get buckets(): ReadonlyMap<string, TokenBucket> {
    return new Map(this.#rules.map(({ key, rule }) => [key, rule.bucket]));
  }

  start(now: number): void {
    this.#refreshAt = now + REFRESH_MS;
    this.#refresh();
  }

  /** Reads the metrics anew, once a second. */
  tick(now: number): void {
    if (now < this.#refreshAt) return;
    this.#refreshAt = now + REFRESH_MS;
    this.#refresh();
  }

  #refresh(): void {
    const given = this.#metricsNow();
    for (const { limiter, rule } of this.#rules) rule.refresh(this.#metrics(limiter, given));
  }

  /** What was given, and how many healthy endpoints each set has. */
  #metrics({ host, sets }: SmartLimiter, given: Metrics): Metrics {
    const metrics: Record<string, Readonly<Record<string, number>>> = { ...given };
    for (const set of new Set([BASE, ...Object.keys(sets)])) {
      metrics[set] = { pod: this.#healthy(host, set === BASE ? '' : set), ...given[set] };
    }
    return metrics;
  }

  #healthy(host: string, subset: string): number {
    let most = 0;
    for (const [name, cluster] of this.#clusters) {
      const key = keyOf(name);
      if (key?.host !== host || key.subset !== subset) continue;
      most = Math.max(most, cluster.hosts.filter(({ healthy }) => healthy).length);
    }
    return most;
  }

  request(stream: FilterStream): Next | undefined {
    const rules = this.#byCluster.get(stream.clusterName);
    if (rules === undefined) return undefined;
    for (const rule of rules) {
      if (!rule.matches(stream) || !isTarget(rule, stream)) continue;
      if (rule.take(stream.now)) {
        stream.limits.push(rule);
        continue;
      }
      return stream.answer({
        status: 429,
        body: 'local_rate_limited',
        flags: FLAGS.RL,
        details: 'local_rate_limited',
      });
    }
    return undefined;
  }
}
