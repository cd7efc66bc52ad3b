/** Which statistics belong to which cluster, listener and route: Envoy writes it into their names. */
import type { HistogramStat } from './histogram.ts';
import type { StatsSnapshot } from './snapshot.ts';
import type { StatValue } from './value.ts';

/** What statistics are about. */
export type ScopeKind = 'cluster' | 'http' | 'listener' | 'vhost';

/** The statistics of one cluster, connection manager, listener, or virtual cluster. */
export interface Scope {
  /** As it stands in the names of its statistics. */
  readonly name: string;
  readonly values: ReadonlyMap<string, StatValue>;
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

interface Place {
  readonly kind: ScopeKind;
  readonly scope: string;
  readonly stat: string;
}

/** The scope and statistic of a name; `undefined` for what no table shows. */
function placeOf(name: string): Place | undefined {
  const kind = KIND_OF.get(name.slice(0, name.indexOf('.')));
  if (kind === undefined) return undefined;
  const stats = BY_LEAF[kind].get(name.slice(name.lastIndexOf('.') + 1));
  const stat = stats?.find((each) => name.endsWith(`.${each}`));
  if (stat === undefined) return undefined;
  const scope = name.slice(kind.length + 1, -stat.length - 1);
  return scope === '' || (kind === 'listener' && LISTENER_PART.test(scope)) ? undefined : { kind, scope, stat };
}

interface OpenScope {
  readonly name: string;
  readonly values: Map<string, StatValue>;
  times?: HistogramStat;
}

/** Takes a snapshot apart. The proxy's own admin port is no traffic and left out. */
export function scopesOf(snapshot: StatsSnapshot): Scopes {
  const open = { cluster: new Map(), http: new Map(), listener: new Map(), vhost: new Map() } satisfies Record<
    ScopeKind,
    Map<string, OpenScope>
  >;
  const scopeAt = ({ kind, scope }: Place): OpenScope => {
    const all: Map<string, OpenScope> = open[kind];
    const known = all.get(scope);
    if (known) return known;
    const made = { name: scope, values: new Map<string, StatValue>() };
    all.set(scope, made);
    return made;
  };
  for (const [name, value] of snapshot.values) {
    const place = placeOf(name);
    if (place) scopeAt(place).values.set(place.stat, value);
  }
  for (const [name, times] of snapshot.histograms) {
    const place = placeOf(name);
    if (place && place.stat === SCOPE_RULES[place.kind].times) scopeAt(place).times = times;
  }
  for (const kind of KINDS) dropParts(kind, open[kind]);
  return open;
}

function dropParts(kind: ScopeKind, scopes: Map<string, OpenScope>): void {
  for (const [name, { values }] of scopes) {
    if (name === 'admin' || !PROOF[kind].some((stat) => values.has(stat))) scopes.delete(name);
  }
}

/** Whether a statistic of a scope only ever grows; anything else is a gauge. */
export function isCounter(kind: ScopeKind, stat: string): boolean {
  return COUNTERS[kind].has(stat);
}

const COUNTERS: Readonly<Record<ScopeKind, ReadonlySet<string>>> = {
  cluster: new Set(SCOPE_RULES.cluster.counters),
  http: new Set(SCOPE_RULES.http.counters),
  listener: new Set(SCOPE_RULES.listener.counters),
  vhost: new Set(SCOPE_RULES.vhost.counters),
};
