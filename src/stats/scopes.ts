/** Which statistics belong to which cluster, listener and route: Envoy writes it into their names. */
import type { HistogramStat } from './histogram.ts';
import type { StatsSnapshot } from './snapshot.ts';
import { plain, type StatValue } from './value.ts';

/** Numbers by the name of their statistic. */
export type Numbers = Readonly<Record<string, number>>;

/** What statistics are about. */
export type ScopeKind = 'cluster' | 'http' | 'listener' | 'vhost';

/** Statistics by their name within a scope. */
export interface Counted {
  /** Counters since the start. */
  readonly totals: Numbers;
  readonly gauges: Numbers;
  /** Counters of which a number would lose digits. */
  readonly exact?: ReadonlyMap<string, bigint>;
}

/** The statistics of one cluster, connection manager, listener, or virtual cluster. */
export interface Scope extends Counted {
  /** As it stands in the names of its statistics. */
  readonly name: string;
  /** How long requests took. */
  readonly times?: HistogramStat;
}

/** Every scope of each kind, by name. */
export type Scopes = Readonly<Record<ScopeKind, ReadonlyMap<string, Scope>>>;

const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** The statistics of a kind of scope. */
export interface ScopeRule {
  readonly counters: readonly string[];
  readonly gauges: readonly string[];
  /** The histogram of how long requests took; none for connections alone. */
  readonly times?: string;
}

/** Counters and gauges by kind of scope; others are of no use for rates. */
export const SCOPE_RULES: Readonly<Record<ScopeKind, ScopeRule>> = {
  cluster: {
    counters: [
      'upstream_rq_total',
      'upstream_rq_completed',
      ...CLASSES.map((each) => `upstream_rq_${each}`),
      'upstream_rq_timeout',
      'upstream_rq_retry',
      'upstream_rq_pending_overflow',
      'upstream_cx_total',
      'upstream_cx_connect_fail',
      'upstream_cx_overflow',
      'outlier_detection.ejections_enforced_total',
    ],
    gauges: [
      'upstream_rq_active',
      'upstream_rq_pending_active',
      'upstream_cx_active',
      'membership_total',
      'membership_healthy',
      'outlier_detection.ejections_active',
      'circuit_breakers.default.cx_open',
      'circuit_breakers.default.rq_open',
      'circuit_breakers.default.rq_pending_open',
      'circuit_breakers.default.rq_retry_open',
    ],
    times: 'upstream_rq_time',
  },
  http: {
    counters: [
      'downstream_rq_total',
      'downstream_rq_completed',
      ...CLASSES.map((each) => `downstream_rq_${each}`),
      'downstream_rq_timeout',
      'downstream_rq_overload_close',
      'downstream_cx_total',
    ],
    gauges: ['downstream_rq_active', 'downstream_cx_active'],
    times: 'downstream_rq_time',
  },
  listener: {
    counters: [
      'downstream_cx_total',
      'downstream_cx_overflow',
      'downstream_cx_overload_reject',
      'no_filter_chain_match',
    ],
    gauges: ['downstream_cx_active'],
  },
  vhost: {
    counters: [
      'upstream_rq_total',
      'upstream_rq_completed',
      ...CLASSES.map((each) => `upstream_rq_${each}`),
      'upstream_rq_timeout',
      'upstream_rq_retry',
    ],
    gauges: [],
    times: 'upstream_rq_time',
  },
};

/** Statistics only whole scopes have: parts of one, such as `cluster.NAME.external`, have none of them. */
const PROOF: Readonly<Record<ScopeKind, readonly string[]>> = {
  cluster: ['upstream_rq_total', 'upstream_cx_total', 'upstream_cx_active', 'membership_total'],
  http: ['downstream_cx_total'],
  listener: ['downstream_cx_total'],
  vhost: ['upstream_rq_total', 'upstream_rq_completed'],
};

/** What a listener counts for each of its workers, and for the connection managers behind it. */
const LISTENER_PART = /\.(?:worker(?:_\d+)?|main_thread)$|\.http\./;

const KINDS: readonly ScopeKind[] = ['cluster', 'http', 'listener', 'vhost'];
const KIND_OF: ReadonlyMap<string, ScopeKind> = new Map(KINDS.map((kind) => [kind, kind]));

/** Full names of statistics by their last word, longest first where several end alike. */
const BY_LEAF: Readonly<Record<ScopeKind, ReadonlyMap<string, readonly string[]>>> = {
  cluster: byLeaf('cluster'),
  http: byLeaf('http'),
  listener: byLeaf('listener'),
  vhost: byLeaf('vhost'),
};

function byLeaf(kind: ScopeKind): ReadonlyMap<string, readonly string[]> {
  const { counters, gauges, times } = SCOPE_RULES[kind];
  const leaves = new Map<string, string[]>();
  for (const stat of [...counters, ...gauges, ...(times === undefined ? [] : [times])]) {
    const leaf = stat.slice(stat.lastIndexOf('.') + 1);
    leaves.set(
      leaf,
      [...(leaves.get(leaf) ?? []), stat].sort((a, b) => b.length - a.length),
    );
  }
  return leaves;
}

/** What a statistic is about. */
export interface Place {
  readonly kind: ScopeKind;
  readonly scope: string;
  readonly stat: string;
  /** It only ever grows; else it is a gauge. */
  readonly counter: boolean;
}

/** The scope and statistic of a name; `undefined` for what no table shows. */
export function placeOf(name: string): Place | undefined {
  const kind = KIND_OF.get(name.slice(0, name.indexOf('.')));
  if (kind === undefined) return undefined;
  const stats = BY_LEAF[kind].get(name.slice(name.lastIndexOf('.') + 1));
  const stat = stats?.find((each) => name.endsWith(`.${each}`));
  if (stat === undefined) return undefined;
  const scope = name.slice(kind.length + 1, -stat.length - 1);
  return scope === '' || (kind === 'listener' && LISTENER_PART.test(scope))
    ? undefined
    : { kind, scope, stat, counter: COUNTERS[kind].has(stat) };
}

/** Statistics that are being put together. */
export class Counting implements Counted {
  readonly totals: Record<string, number> = {};
  readonly gauges: Record<string, number> = {};
  exact?: Map<string, bigint>;

  /** Adds a value. */
  add({ stat, counter }: Pick<Place, 'stat' | 'counter'>, value: StatValue): void {
    (counter ? this.totals : this.gauges)[stat] = plain(value);
    if (typeof value === 'number') return;
    this.exact ??= new Map();
    this.exact.set(stat, value);
  }
}

/** Several parts of a scope as one; of what two of them have, the later is taken. */
export function joined(parts: readonly Counted[]): Counted {
  return {
    totals: Object.assign({}, ...parts.map(({ totals }) => totals)),
    gauges: Object.assign({}, ...parts.map(({ gauges }) => gauges)),
    exact: new Map(parts.flatMap(({ exact }) => [...(exact ?? [])])),
  };
}

/** A counter with all its digits; 0 for one that was never written. */
export function counterOf({ totals, exact }: Counted, stat: string): StatValue {
  return exact?.get(stat) ?? totals[stat] ?? 0;
}

/** Whether it is a scope of its own, and no part of one. The proxy's own admin port is no traffic, and so is none either. */
export function isWholeScope(kind: ScopeKind, { name, totals, gauges }: Scope): boolean {
  return name !== 'admin' && PROOF[kind].some((stat) => totals[stat] !== undefined || gauges[stat] !== undefined);
}

interface OpenScope {
  readonly counting: Counting;
  times?: HistogramStat;
}

/** Takes a snapshot apart. */
export function scopesOf(snapshot: StatsSnapshot): Scopes {
  const open: Record<ScopeKind, Map<string, OpenScope>> = {
    cluster: new Map(),
    http: new Map(),
    listener: new Map(),
    vhost: new Map(),
  };
  const scopeAt = ({ kind, scope }: Place): OpenScope => {
    const known = open[kind].get(scope);
    if (known) return known;
    const made = { counting: new Counting() };
    open[kind].set(scope, made);
    return made;
  };
  for (const [name, value] of snapshot.values) {
    const place = placeOf(name);
    if (place) scopeAt(place).counting.add(place, value);
  }
  for (const [name, times] of snapshot.histograms) {
    const place = placeOf(name);
    if (place && place.stat === SCOPE_RULES[place.kind].times) scopeAt(place).times = times;
  }
  const whole = (kind: ScopeKind): ReadonlyMap<string, Scope> => {
    const scopes = [...open[kind]].map(([name, { counting, times }]) => scopeOf(name, counting, times));
    return new Map(scopes.filter((scope) => isWholeScope(kind, scope)).map((scope) => [scope.name, scope]));
  };
  return { cluster: whole('cluster'), http: whole('http'), listener: whole('listener'), vhost: whole('vhost') };
}

/** A scope of these statistics. */
export function scopeOf(name: string, { totals, gauges, exact }: Counted, times: HistogramStat | undefined): Scope {
  return { name, totals, gauges, ...(exact && { exact }), ...(times && { times }) };
}

/** The statistics of a scope that only ever grow; any other is a gauge. */
const COUNTERS: Readonly<Record<ScopeKind, ReadonlySet<string>>> = {
  cluster: new Set(SCOPE_RULES.cluster.counters),
  http: new Set(SCOPE_RULES.http.counters),
  listener: new Set(SCOPE_RULES.listener.counters),
  vhost: new Set(SCOPE_RULES.vhost.counters),
};
