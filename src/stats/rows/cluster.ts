/** One row for each cluster: where the proxy sends traffic, and how that goes. */

import { parseSubsetKey } from '../../envoy/rows/subset-key.ts';
import type { JsonMap } from '../../model/json.ts';
import {
  type Cell,
  type Column,
  type DumpTarget,
  numberCell,
  textCell,
  UNKNOWN,
  type ViewRow,
  type ViewTable,
} from '../cells.ts';
import { endpointTraffic, fromEndpoints, type Membership, membershipOf } from '../endpoints.ts';
import { bar, GLYPHS, type Glyphs, shortNumber, sparkline } from '../format.ts';
import type { ClusterFacts } from '../hosts.ts';
import { SCOPE_RULES } from '../scopes.ts';
import { perSecond, REQUEST_STATS, type Span, stoodStill, successOf, type Traffic, trafficOf } from '../traffic.ts';
import { columnsFor, LATENCY_COLUMNS, percentileCell, rateCell, successCell, trafficValue } from './common.ts';

/** A cluster with what is known of it. */
export interface ClusterTraffic {
  readonly name: string;
  readonly traffic: Traffic;
  readonly facts: ClusterFacts | undefined;
  readonly membership: Membership | undefined;
  /** The proxy keeps no statistics of the cluster; what is shown was put together from its endpoints. */
  readonly trimmed: boolean;
}

/** How the table is drawn. */
export interface RowStyle {
  readonly glyphs?: Glyphs;
  /** Requests per second of the last ticks, by cluster. */
  readonly sparks?: ReadonlyMap<string, readonly (number | undefined)[]>;
  /** Leave out what the names of all services of a cluster end with. */
  readonly short?: boolean;
}

const SERVICE_END = /\.svc\.cluster\.local$/;

const STATS = REQUEST_STATS.cluster;
const BAR_WIDTH = 3;
const SPARK_WIDTH = 10;

/** Every cluster of the later moment: those with statistics first, then those only `/clusters` knows. */
export function clusterTraffic(span: Span): readonly ClusterTraffic[] {
  const facts = new Map(span.after.clusters?.map((cluster) => [cluster.statName, cluster]));
  const known = trafficOf('cluster', span);
  const counted = new Set(known.map(({ name }) => name));
  const trimmed = [...facts.values()].filter(({ statName }) => !counted.has(statName));
  const parts = trimmed.length === 0 ? new Map<string, readonly Traffic[]>() : byCluster(span);
  return [
    ...known.map((traffic) => named(traffic, facts.get(traffic.name))),
    ...trimmed.map((cluster) => fromAnswer(cluster, parts.get(cluster.name) ?? [])),
  ];
}

/** Clusters that stood still: as long as they do they are the same objects. */
const still = new WeakMap<Traffic, ClusterTraffic>();

function named(traffic: Traffic, facts: ClusterFacts | undefined): ClusterTraffic {
  const known = still.get(traffic);
  if (known && known.facts === facts) return known;
  const made = withFacts(traffic, facts);
  if (stoodStill(traffic)) still.set(traffic, made);
  return made;
}

function withFacts(traffic: Traffic, facts: ClusterFacts | undefined): ClusterTraffic {
  // A statistics name ends in a semicolon where Istio marks where it ends.
  const name = facts?.name ?? traffic.name.replace(/;$/, '');
  return { name, traffic, facts, membership: membershipOf(facts, traffic.gauges), trimmed: false };
}

/** The traffic of every endpoint, by its cluster. */
function byCluster(span: Span): ReadonlyMap<string, readonly Traffic[]> {
  const groups = new Map<string, Traffic[]>();
  for (const { cluster, traffic } of endpointTraffic(span)) {
    const group = groups.get(cluster.name);
    if (group) group.push(traffic);
    else groups.set(cluster.name, [traffic]);
  }
  return groups;
}

function fromAnswer(facts: ClusterFacts, parts: readonly Traffic[]): ClusterTraffic {
  const traffic = fromEndpoints(facts, parts);
  return { name: facts.name, traffic, facts, membership: membershipOf(facts, traffic.gauges), trimmed: true };
}

/** What a cell is made of. */
interface Drawn {
  readonly cluster: ClusterTraffic;
  readonly style: RowStyle;
}

interface CellColumn extends Column {
  readonly draw: (drawn: Drawn) => Cell;
}

const gaugeCell =
  (gauge: string) =>
  ({ cluster: { traffic } }: Drawn): Cell =>
    numberCell(traffic.gauges[gauge], shortNumber);

const COLUMNS: readonly CellColumn[] = [
  { title: 'CLUSTER', grows: true, least: 26, drop: 0, draw: nameCell },
  { title: 'HEALTH', drop: 2, draw: healthCell },
  { title: 'EJ', right: true, drop: 6, draw: ejectedCell },
  { title: 'RPS', right: true, drop: 0, draw: ({ cluster }) => rateCell(cluster.traffic, STATS.requests) },
  { title: 'OK%', right: true, drop: 0, draw: answersCell },
  ...LATENCY_COLUMNS.map((column) => ({
    ...column,
    draw: ({ cluster }: Drawn) => percentileCell(cluster.traffic.latency?.[column.percentile]),
  })),
  { title: 'ACT', right: true, drop: 7, draw: gaugeCell('upstream_rq_active') },
  { title: 'PEND', right: true, drop: 9, draw: gaugeCell('upstream_rq_pending_active') },
  { title: 'CX', right: true, drop: 10, draw: gaugeCell('upstream_cx_active') },
  { title: 'CB', right: true, drop: 5, draw: ({ cluster }) => breakerCell(cluster) },
  { title: 'RETRY/S', right: true, drop: 11, draw: ({ cluster }) => rateCell(cluster.traffic, 'upstream_rq_retry') },
];

const WITH_SPARKS: readonly CellColumn[] = [
  ...COLUMNS,
  { title: 'LAST MINUTE', fixed: 'LAST MINUTE'.length, drop: 8, draw: sparkCell },
];

const columnsOf = ({ sparks }: RowStyle): readonly CellColumn[] => (sparks ? WITH_SPARKS : COLUMNS);

/** The table of clusters. */
export function clusterTable(span: Span): ViewTable {
  return clusterRows(clusterTraffic(span), span);
}

/** The table of clusters whose traffic is known already; with sparks there is a column for them. */
export function clusterRows(clusters: readonly ClusterTraffic[], span: Span, style: RowStyle = {}): ViewTable {
  const rows = clusters.map((cluster) => new ClusterRow(cluster, style));
  return { columns: columnsFor(columnsOf(style), span), rows };
}

/** A screen shows sixty rows of thousands: only these make their cells, and hardly any its data. */
class ClusterRow implements ViewRow, Drawn {
  readonly cluster: ClusterTraffic;
  readonly style: RowStyle;
  private made: readonly Cell[] | undefined;

  constructor(cluster: ClusterTraffic, style: RowStyle) {
    this.cluster = cluster;
    this.style = style;
  }

  get key(): string {
    return this.cluster.name;
  }

  get cells(): readonly Cell[] {
    this.made ??= columnsOf(this.style).map(({ draw }) => draw(this));
    return this.made;
  }

  cell(column: number): Cell | undefined {
    return this.made ? this.made[column] : columnsOf(this.style)[column]?.draw(this);
  }

  get value(): JsonMap {
    return clusterValue(this.cluster);
  }

  get target(): DumpTarget {
    return { kind: 'cluster', name: this.cluster.name };
  }
}

function nameCell({ cluster: { name }, style }: Drawn): Cell {
  return textCell(style.short ? name.replace(SERVICE_END, '') : name);
}

function sparkCell({ cluster: { name }, style: { sparks, glyphs = GLYPHS.unicode } }: Drawn): Cell {
  return { text: sparkline(sparks?.get(name) ?? [], SPARK_WIDTH, glyphs), sort: undefined };
}

function ejectedCell({ cluster: { membership } }: Drawn): Cell {
  return numberCell(membership?.ejected, String, membership?.ejected ? 'watch' : undefined);
}

function answersCell({ cluster: { traffic } }: Drawn): Cell {
  return isTcp(traffic) ? { text: 'TCP', sort: undefined } : successCell(successOf(traffic, STATS));
}

/** Connections but never an answer: another protocol than HTTP. */
function isTcp({ totals }: Traffic): boolean {
  return totals[STATS.answered] === undefined && (totals['upstream_cx_total'] ?? 0) > 0;
}

function healthCell({ cluster: { membership }, style: { glyphs = GLYPHS.unicode } }: Drawn): Cell {
  if (membership === undefined || membership.total === 0) return { text: UNKNOWN, sort: undefined };
  const { healthy, total } = membership;
  const share = healthy / total;
  const text = `${bar(share, BAR_WIDTH, glyphs)} ${healthy}/${total}`;
  if (share === 1) return { text, sort: share };
  return { text, sort: share, tone: share <= 0.5 ? 'bad' : 'watch' };
}

const BREAKERS = SCOPE_RULES.cluster.gauges.filter((stat) => stat.startsWith('circuit_breakers.'));

/** Whether a circuit breaker of the cluster is open. */
export function hasOpenBreaker({ gauges }: Traffic): boolean {
  return BREAKERS.some((stat) => (gauges[stat] ?? 0) > 0);
}

/** Requests under way beside the limit, or connections where they are nearer to theirs; `!` when a breaker is open. */
function breakerCell({ facts, traffic }: ClusterTraffic): Cell {
  const { gauges } = traffic;
  const open = hasOpenBreaker(traffic);
  const limits = facts?.limits;
  if (limits === undefined) return open ? { text: 'open!', sort: 1, tone: 'bad' } : { text: '·', sort: 0 };
  const uses = [
    { used: gauges['upstream_rq_active'] ?? 0, limit: limits.requests },
    { used: gauges['upstream_cx_active'] ?? 0, limit: limits.connections },
    { used: gauges['upstream_rq_pending_active'] ?? 0, limit: limits.pending },
  ].map((use) => ({ ...use, share: use.limit === 0 ? 0 : use.used / use.limit }));
  const nearest = uses.reduce((most, use) => (use.share > most.share ? use : most));
  if (!open && nearest.share < 0.01) return { text: '·', sort: nearest.share };
  const text = `${nearest.used}/${nearest.limit}${open ? '!' : ''}`;
  if (open) return { text, sort: 1 + nearest.share, tone: 'bad' };
  return { text, sort: nearest.share, ...(nearest.share > 0.8 ? { tone: 'watch' as const } : {}) };
}

function clusterValue({ name, traffic, facts, membership, trimmed }: ClusterTraffic) {
  const parts = parseSubsetKey(name);
  const retries = perSecond(traffic, 'upstream_rq_retry');
  return {
    name,
    ...(parts && { service: parts.host, port: parts.port, subset: parts.subset, direction: parts.direction }),
    ...trafficValue(traffic, STATS),
    ...(retries === undefined ? {} : { retriesPerSecond: retries }),
    ...(membership && { endpoints: membership }),
    gauges: traffic.gauges,
    ...(facts?.limits && { limits: facts.limits }),
    ...(trimmed ? { from: 'endpoints' } : {}),
  };
}
