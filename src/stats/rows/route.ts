/** One row for each virtual cluster and each route with statistics of its own. */
import { type Column, textCell, type ViewRow, type ViewTable } from '../cells.ts';
import { perSecond, REQUEST_STATS, type Span, successOf, type Traffic, trafficOf } from '../traffic.ts';
import { columnsFor, LATENCY_COLUMNS, latencyCells, rateCell, successCell, trafficValue } from './common.ts';

const STATS = REQUEST_STATS.vhost;

const COLUMNS: readonly Column[] = [
  { title: 'VIRTUAL HOST', grows: true, drop: 0 },
  { title: 'ROUTE', drop: 0 },
  { title: 'RPS', right: true, drop: 0 },
  { title: 'OK%', right: true, drop: 0 },
  { title: '5XX/S', right: true, drop: 2 },
  ...LATENCY_COLUMNS,
  { title: 'RETRY/S', right: true, drop: 6 },
  { title: 'TIMEOUT/S', right: true, drop: 5 },
];

/** `HOST.vcluster.NAME` or `HOST.route.NAME`; a host may have dots, the name may too. */
const NAME = /^(.+?)\.(?:vcluster|route)\.(.+)$/;

/** A virtual host, and the part of its traffic that is counted on its own. */
export interface CountedRoute {
  readonly host: string;
  readonly route: string;
  readonly traffic: Traffic;
}

/** Every virtual cluster and route that the proxy counts. */
export function countedRoutes(span: Span): readonly CountedRoute[] {
  return trafficOf('vhost', span).map((traffic) => {
    const [, host = traffic.name, route = ''] = NAME.exec(traffic.name) ?? [];
    return { host, route, traffic };
  });
}

/** The table of what is counted below virtual hosts; empty where nothing is. */
export function routeTable(span: Span): ViewTable {
  const rows = countedRoutes(span).map(({ host, route, traffic }): ViewRow => {
    const cells = [
      textCell(host),
      textCell(route),
      rateCell(traffic, STATS.requests),
      successCell(successOf(traffic, STATS)),
      rateCell(traffic, STATS.failed),
      ...latencyCells(traffic),
      rateCell(traffic, 'upstream_rq_retry'),
      rateCell(traffic, 'upstream_rq_timeout'),
    ];
    const timeouts = perSecond(traffic, 'upstream_rq_timeout');
    const value = {
      virtualHost: host,
      route,
      ...trafficValue(traffic, STATS),
      ...(timeouts === undefined ? {} : { timeoutsPerSecond: timeouts }),
    };
    return { key: traffic.name, cells, value };
  });
  return { columns: columnsFor(COLUMNS, span), rows };
}
