/** What a scope did between two moments. */
import { type Latency, latencyOf, mergedTimes, percentilesOf, type Times } from './latency.ts';
import { hasRestarted, type Moment, secondsBetween } from './moment.ts';
import { isCounter, type Scope, type ScopeKind } from './scopes.ts';
import { growth, plain } from './value.ts';

/**
 * `first`: there is one moment only, so nothing is known of speed. `whole`: one moment, and what was counted since the start
 * is wanted. `restarted`: a counter fell, so that what came between is unknown. `counted`: all is well.
 */
export type TrafficState = 'first' | 'whole' | 'restarted' | 'counted';

/** Numbers by the name of their statistic. */
export type Numbers = Readonly<Record<string, number>>;

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
    scopeTraffic(kind, { scope, before: before?.scopes[kind].get(scope.name), seconds, restarted, whole }),
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

function scopeTraffic(kind: ScopeKind, { scope, before, seconds, restarted, whole }: ScopePair): Traffic {
  const { name, values, times } = scope;
  const totals: Record<string, number> = {};
  const gauges: Record<string, number> = {};
  const grown: Record<string, number> = {};
  let fell = restarted;
  for (const [stat, value] of values) {
    const counter = isCounter(kind, stat);
    (counter ? totals : gauges)[stat] = plain(value);
    if (!counter || seconds === undefined) continue;
    const more = growth(before?.values.get(stat) ?? 0, value);
    if (more === undefined) fell = true;
    else grown[stat] = more;
  }
  const state = stateOf(seconds, fell, whole);
  const counted = state === 'counted';
  return {
    name,
    state,
    grown: counted ? grown : {},
    seconds: counted ? (seconds ?? 0) : 0,
    totals,
    gauges,
    latency: latencyIn(state, { before: before?.times, after: times, seconds }),
  };
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
  return scopeTraffic(kind, {
    scope,
    before: before && merge(before),
    seconds: before && secondsBetween(before, after),
    restarted,
    whole,
  });
}

function mergedScope(name: string, scopes: readonly Scope[]): Scope | undefined {
  if (scopes.length === 0) return undefined;
  const values = new Map<string, number>();
  for (const scope of scopes) {
    for (const [stat, value] of scope.values) values.set(stat, (values.get(stat) ?? 0) + plain(value));
  }
  const times = mergedTimes(scopes.map((scope) => scope.times).filter((each) => each !== undefined));
  return { name, values, ...(times && { times }) };
}
