/** What a scope did between two moments. */

import { type Latency, latencyOf, mergedTimes, percentilesOf, type Times } from './latency.ts';
import { hasRestarted, type Moment, secondsBetween } from './moment.ts';
import { Counting, counterOf, type Numbers, type Scope, type ScopeKind, scopeOf } from './scopes.ts';
import { growth } from './value.ts';

/**
 * `first`: there is one moment only, so nothing is known of speed. `whole`: one moment, and what was counted since the start
 * is wanted. `restarted`: a counter fell, so that what came between is unknown. `counted`: all is well.
 */
export type TrafficState = 'first' | 'whole' | 'restarted' | 'counted';

/** Two moments of a proxy, the earlier one missing at first. */
export interface Span {
  readonly before?: Moment | undefined;
  readonly after: Moment;
  /** With one moment: tell what was counted since the start, instead of nothing. */
  readonly whole?: boolean;
  /** The moments at which endpoints were looked at, where those are others. */
  readonly hosts?: Span;
}

/** The traffic of one cluster, listener or virtual cluster. */
export interface Traffic {
  readonly name: string;
  readonly state: TrafficState;
  /** What counters grew by; empty unless `counted`. */
  readonly grown: Numbers;
  /** Over how many seconds; 0 unless `counted`. */
  readonly seconds: number;
  /** Counters since the start. */
  readonly totals: Numbers;
  readonly gauges: Numbers;
  readonly latency: Latency | undefined;
}

/** The traffic of every scope of a kind, in the order of the later moment. */
export function trafficOf(kind: ScopeKind, { before, after, whole = false }: Span): readonly Traffic[] {
  const restarted = before !== undefined && hasRestarted(before, after);
  const seconds = before && secondsBetween(before, after);
  return [...after.scopes[kind].values()].map((scope) =>
    scopeTraffic({ scope, before: before?.scopes[kind].get(scope.name), seconds, restarted, whole }),
  );
}

interface ScopePair {
  readonly scope: Scope;
  /** `undefined` too for what was not there before: it was never used, so that its counters stood at zero. */
  readonly before: Scope | undefined;
  readonly seconds: number | undefined;
  readonly restarted: boolean;
  readonly whole: boolean;
}

/** The growth of what stood still: one object, by which it is known. */
const NOTHING: Numbers = {};

/** The traffic of scopes that stood still. */
const still = new WeakMap<Scope, Traffic>();

/** Whether nothing of it changed between the two moments, gauges included. Its seconds may be those of an earlier look. */
export function stoodStill({ grown, state }: Traffic): boolean {
  return state === 'counted' && grown === NOTHING;
}

/** What stands still has the same traffic at every look: the very same object, so that rows need not be made again. */
function scopeTraffic(pair: ScopePair): Traffic {
  const { scope, before, restarted, seconds } = pair;
  if (scope !== before || restarted || seconds === undefined) return new ScopeTraffic(pair, grownIn(pair));
  const known = still.get(scope) ?? new ScopeTraffic(pair, NOTHING);
  still.set(scope, known);
  return known;
}

/** What counters grew by; `undefined` when one of them fell, or the proxy began anew. */
function grownIn({ scope, before, seconds, restarted }: ScopePair): Numbers | undefined {
  if (restarted) return undefined;
  if (seconds === undefined) return NOTHING;
  const grown: Record<string, number> = {};
  for (const stat of Object.keys(scope.totals)) {
    const more = growth(before ? counterOf(before, stat) : 0, counterOf(scope, stat));
    if (more === undefined) return undefined;
    grown[stat] = more;
  }
  return grown;
}

/** Percentiles are worked out when somebody looks at them: of thousands of clusters a screen shows sixty. */
class ScopeTraffic implements Traffic {
  readonly name: string;
  readonly state: TrafficState;
  readonly grown: Numbers;
  readonly seconds: number;
  readonly totals: Numbers;
  readonly gauges: Numbers;
  private readonly times: Times;
  private known: { readonly latency: Latency | undefined } | undefined;

  constructor({ scope, before, seconds, whole }: ScopePair, grown: Numbers | undefined) {
    this.state = stateOf(seconds, grown === undefined, whole);
    const counted = this.state === 'counted';
    this.name = scope.name;
    this.grown = counted && grown ? grown : NOTHING;
    this.seconds = counted ? (seconds ?? 0) : 0;
    this.totals = scope.totals;
    this.gauges = scope.gauges;
    this.times = { before: before?.times, after: scope.times, seconds };
  }

  get latency(): Latency | undefined {
    this.known ??= { latency: latencyIn(this.state, this.times) };
    return this.known.latency;
  }
}

/** Of one moment alone Envoy's last interval is known, or what came since the start where that is wanted. */
function latencyIn(state: TrafficState, times: Times): Latency | undefined {
  const { after } = times;
  if (state === 'restarted' || after === undefined) return undefined;
  if (state === 'counted') return latencyOf(times);
  if (state === 'whole') return percentilesOf(after.total, 'start');
  return after.recent && percentilesOf(after.recent, 'interval');
}

/** Whether two moments can be compared; `whole` says what one alone is good for. */
export function stateOf(seconds: number | undefined, fell: boolean, whole: boolean): TrafficState {
  if (seconds === undefined) return whole ? 'whole' : 'first';
  return fell ? 'restarted' : 'counted';
}

/** How much per second; `undefined` while that is unknown. A statistic that was never written did not grow. */
export function perSecond({ state, grown, seconds }: Traffic, stat: string): number | undefined {
  return state === 'counted' && seconds > 0 ? (grown[stat] ?? 0) / seconds : undefined;
}

/** The names of the counters every kind with requests has. */
export interface RequestStats {
  readonly requests: string;
  readonly answered: string;
  readonly failed: string;
}

/** Counters of requests by kind; listeners without HTTP have none. */
export const REQUEST_STATS = {
  cluster: { requests: 'upstream_rq_total', answered: 'upstream_rq_completed', failed: 'upstream_rq_5xx' },
  http: { requests: 'downstream_rq_total', answered: 'downstream_rq_completed', failed: 'downstream_rq_5xx' },
  vhost: { requests: 'upstream_rq_total', answered: 'upstream_rq_completed', failed: 'upstream_rq_5xx' },
} as const satisfies Partial<Record<ScopeKind, RequestStats>>;

/** The share of answers, 0 to 1, that were no 5xx; `undefined` without an answer, and while nothing can be known. */
export function successOf({ state, grown, totals }: Traffic, { answered, failed }: RequestStats): number | undefined {
  if (state === 'restarted' || state === 'first') return undefined;
  const numbers = state === 'whole' ? totals : grown;
  const all = numbers[answered] ?? 0;
  return all === 0 ? undefined : 1 - Math.min(1, (numbers[failed] ?? 0) / all);
}

/** Several scopes of one kind as one: counters and gauges added up, latency merged bucket by bucket. */
export function together(kind: ScopeKind, name: string, { before, after, whole = false }: Span): Traffic | undefined {
  const merge = (moment: Moment): Scope | undefined => mergedScope(name, [...moment.scopes[kind].values()]);
  const scope = merge(after);
  if (scope === undefined) return undefined;
  // A part that began anew hides in a sum, so each is looked at.
  const parts = trafficOf(kind, { before, after });
  const restarted = parts.some(({ state }) => state === 'restarted');
  return scopeTraffic({
    scope,
    before: before && merge(before),
    seconds: before && secondsBetween(before, after),
    restarted,
    whole,
  });
}

function mergedScope(name: string, scopes: readonly Scope[]): Scope | undefined {
  if (scopes.length === 0) return undefined;
  const sum = new Counting();
  for (const { totals, gauges } of scopes) {
    for (const [stat, value] of Object.entries(totals)) sum.totals[stat] = (sum.totals[stat] ?? 0) + value;
    for (const [stat, value] of Object.entries(gauges)) sum.gauges[stat] = (sum.gauges[stat] ?? 0) + value;
  }
  return scopeOf(name, sum, mergedTimes(scopes.map((scope) => scope.times).filter((each) => each !== undefined)));
}
