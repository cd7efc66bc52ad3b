/** Every route of the configuration, with its traffic where the proxy counts it. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { field, fieldAt, list, text } from '../../envoy/fields.ts';
import { type Shape, WHOLE } from '../../envoy/json/project.ts';
import { istioConfigCell } from '../../envoy/rows/istio-config.ts';
import { domainsCell, routesOf } from '../../envoy/rows/route.ts';
import { routeMatchText } from '../../envoy/rows/route-match.ts';
import { MeshctlError } from '../../model/errors.ts';
import { asString } from '../../model/json.ts';
import { type Cell, type Column, textCell, UNKNOWN, type ViewRow } from '../cells.ts';
import { LATENCY_COLUMNS, latencyCells, rateCell, successCell, trafficValue } from '../rows/common.ts';
import { type CountedRoute, countedRoutes } from '../rows/route.ts';
import { REQUEST_STATS, successOf, type Traffic } from '../traffic.ts';
import { type View, waiting } from './view.ts';

const STATS = REQUEST_STATS.vhost;

const COLUMNS: readonly Column[] = [
  { title: 'ROUTE', drop: 5 },
  { title: 'VIRTUAL HOST', grows: true, drop: 0 },
  { title: 'MATCH', drop: 0 },
  { title: 'TARGET', grows: true, drop: 1 },
  { title: 'RPS', right: true, drop: 3 },
  { title: 'OK%', right: true, drop: 4 },
  ...LATENCY_COLUMNS.map((column) => ({ ...column, drop: column.drop + 5 })),
  { title: 'VIRTUAL SERVICE', drop: 2 },
];

/** A route as far as the table shows it. */
interface RouteFacts {
  readonly config: string;
  readonly host: string;
  readonly domains: string;
  readonly match: string;
  readonly target: string;
  readonly virtualService: string;
  readonly source: string | undefined;
  /** Under which the proxy counts it; empty when it does not. */
  readonly statPrefix: string;
}

/** With its place among the routes of its configuration. */
interface PlacedRoute extends RouteFacts {
  readonly place: number;
}

const SHAPE: Shape = {
  name: WHOLE,
  virtual_hosts: {
    name: WHOLE,
    domains: WHOLE,
    routes: {
      match: WHOLE,
      route: { cluster: WHOLE, cluster_header: WHOLE, weighted_clusters: { clusters: { name: WHOLE, weight: WHOLE } } },
      redirect: WHOLE,
      direct_response: { status: WHOLE },
      stat_prefix: WHOLE,
      metadata: { filter_metadata: { istio: { config: WHOLE } } },
    },
  },
};

const known = new WeakMap<ConfigDump, readonly PlacedRoute[]>();

function routeFacts(dump: ConfigDump): readonly PlacedRoute[] {
  const found = known.get(dump) ?? readRoutes(dump);
  known.set(dump, found);
  return found;
}

function readRoutes(dump: ConfigDump): readonly PlacedRoute[] {
  try {
    return routesOf(dump, {}, SHAPE).flatMap((config) =>
      list(config, 'virtual_hosts')
        .flatMap((host) => list(host, 'routes').map((route) => factsOf(config, host, route)))
        .map((facts, place) => ({ ...facts, place })),
    );
  } catch (error) {
    // A proxy without routes, for TCP alone, is none to complain of.
    if (error instanceof MeshctlError) return [];
    throw error;
  }
}

function factsOf(config: unknown, host: unknown, route: unknown): RouteFacts {
  const metadata = field(route, 'metadata');
  return {
    config: text(config, 'name'),
    host: text(host, 'name'),
    domains: domainsCell(list(host, 'domains').map(String)),
    match: routeMatchText(field(route, 'match')) || UNKNOWN,
    target: targetText(route),
    virtualService: istioConfigCell(metadata),
    source: asString(fieldAt(metadata, 'filter_metadata', 'istio', 'config')),
    statPrefix: text(route, 'stat_prefix'),
  };
}

/** Where a route leads: a cluster, several with their weights, a redirect, an answer of the proxy's own. */
function targetText(route: unknown): string {
  const action = field(route, 'route');
  const cluster = text(action, 'cluster');
  if (cluster !== '') return cluster;
  const header = text(action, 'cluster_header');
  if (header !== '') return `cluster named by ${header}`;
  const weighted = list(field(action, 'weighted_clusters'), 'clusters');
  if (weighted.length > 0)
    return weighted.map((each) => `${String(field(each, 'weight') ?? 0)} ${text(each, 'name')}`).join(', ');
  if (field(route, 'redirect') !== undefined) return 'redirect';
  const status = fieldAt(route, 'direct_response', 'status');
  return status === undefined ? UNKNOWN : `answers ${String(status)}`;
}

const NOTHING: Cell = { text: UNKNOWN, sort: undefined };

function trafficCells(traffic: Traffic | undefined): readonly Cell[] {
  if (traffic === undefined) return [NOTHING, NOTHING, ...latencyCells(undefined)];
  return [rateCell(traffic, STATS.requests), successCell(successOf(traffic, STATS)), ...latencyCells(traffic)];
}

function dumpRow(facts: PlacedRoute, index: number, traffic: Traffic | undefined): ViewRow {
  const { config, host, match, target, virtualService, source } = facts;
  const { statPrefix: _, source: __, place, ...shown } = facts;
  return {
    key: `${config} ${host} ${index}`,
    cells: [
      textCell(config),
      textCell(host),
      textCell(match),
      textCell(target),
      ...trafficCells(traffic),
      textCell(virtualService || UNKNOWN),
    ],
    value: { ...shown, ...(traffic && trafficValue(traffic, STATS)) },
    target: { kind: 'route', name: config, index, place },
    ...(source === undefined ? {} : { source }),
  };
}

/** A virtual cluster: counted, but no route of its own. */
function countedRow({ host, route, traffic }: CountedRoute): ViewRow {
  return {
    key: `counted ${traffic.name}`,
    cells: [
      textCell(UNKNOWN),
      textCell(host),
      textCell(route),
      textCell('counted apart'),
      ...trafficCells(traffic),
      textCell(UNKNOWN),
    ],
    value: { host, virtualCluster: route, ...trafficValue(traffic, STATS) },
  };
}

/** The routes of a proxy. */
export const routes: View = {
  title: 'routes',
  kind: 'RouteTrafficList',
  needs: ['stats', 'dump'],
  table({ proxy: { span, dump } }) {
    const counted = span ? countedRoutes(span) : [];
    const facts = dump ? routeFacts(dump.dump) : [];
    const prefixes = new Map(counted.map((each) => [`${each.host} ${each.route}`, each.traffic]));
    const own = facts.map((each, index) => dumpRow(each, index, prefixes.get(`${each.host} ${each.statPrefix}`)));
    const taken = new Set(facts.map(({ host, statPrefix }) => `${host} ${statPrefix}`));
    const apart = counted.filter(({ host, route }) => !taken.has(`${host} ${route}`));
    return { columns: COLUMNS, rows: [...apart.map(countedRow), ...own] };
  },
  empty: ({ proxy }) => (proxy.dump ? 'the proxy has no routes' : waiting('/config_dump', proxy)),
};
