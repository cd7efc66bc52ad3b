/** One row for each endpoint of a cluster, or of all. */
import { type Cell, type Column, numberCell, textCell, UNKNOWN, type ViewRow, type ViewTable } from '../cells.ts';
import { ENDPOINT_STATS, type EndpointTraffic, endpointTraffic } from '../endpoints.ts';
import { shortNumber } from '../format.ts';
import type { HostFacts } from '../hosts.ts';
import { type Span, successOf } from '../traffic.ts';
import { columnsFor, rateCell, successCell, trafficValue } from './common.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ENDPOINT', drop: 0 },
  { title: 'EDS', drop: 3 },
  { title: 'CHECK', drop: 2 },
  { title: 'OUTLIER', drop: 0 },
  { title: 'RPS', right: true, drop: 0 },
  { title: 'ERR/S', right: true, drop: 1 },
  { title: 'OK%', right: true, drop: 1 },
  { title: 'SR/EJECT', right: true, drop: 6 },
  { title: 'CX', right: true, drop: 7 },
  { title: 'ACT', right: true, drop: 8 },
  { title: 'CX FAIL', right: true, drop: 5 },
  { title: 'WEIGHT', right: true, drop: 10 },
  { title: 'LOCALITY', drop: 9 },
  { title: 'PRIO', right: true, drop: 11 },
];

const CLUSTER_COLUMN: Column = { title: 'CLUSTER', grows: true, drop: 4 };

/** The endpoints of the cluster `only`, or of every cluster with a column that names it. */
export function endpointTable(span: Span, only?: string): ViewTable {
  const rows = endpointTraffic(span, only).map((endpoint) => endpointRow(endpoint, only === undefined));
  return { columns: columnsFor(only === undefined ? [...COLUMNS, CLUSTER_COLUMN] : COLUMNS, span), rows };
}

function endpointRow(endpoint: EndpointTraffic, withCluster: boolean): ViewRow {
  const { cluster, host, traffic } = endpoint;
  const cells = [
    textCell(host.address),
    textCell(host.health, host.health === 'HEALTHY' || host.health === 'UNKNOWN' ? undefined : 'watch'),
    checkCell(host),
    outlierCell(host),
    rateCell(traffic, ENDPOINT_STATS.requests),
    rateCell(traffic, ENDPOINT_STATS.failed),
    successCell(successOf(traffic, ENDPOINT_STATS)),
    thresholdCell(host, cluster.ejectionThreshold),
    numberCell(traffic.gauges['cx_active'], shortNumber),
    numberCell(traffic.gauges['rq_active'], shortNumber),
    connectCell(traffic.totals['cx_connect_fail'] ?? 0),
    numberCell(host.weight, String),
    textCell(host.locality || UNKNOWN),
    numberCell(host.priority, String),
    ...(withCluster ? [textCell(cluster.name)] : []),
  ];
  const key = `${cluster.name} ${host.address}`;
  return { key, cells, value: endpointValue(endpoint), target: { kind: 'endpoint', name: cluster.name } };
}

/** What the proxy's own checks say, besides outlier detection. */
function checkCell({ failures, checked }: HostFacts): Cell {
  if (!checked) return NOBODY_ASKED;
  const own = failures.filter((name) => name !== 'failed_outlier_check');
  if (own.length === 0) return textCell('ok');
  return textCell(
    own.map((name) => name.replace(/^failed_active_health_check$/, 'FAILED').replaceAll('_', ' ')).join(','),
    'bad',
  );
}

function outlierCell({ ejected, checked }: HostFacts): Cell {
  if (!checked) return NOBODY_ASKED;
  return ejected ? textCell('EJECTED!', 'bad') : textCell('ok');
}

const NOBODY_ASKED: Cell = { text: UNKNOWN, sort: undefined };

function thresholdCell({ successRate }: HostFacts, threshold: number | undefined): Cell {
  if (successRate === undefined) return { text: UNKNOWN, sort: undefined };
  const below = threshold !== undefined && successRate < threshold;
  const text = `${Math.round(successRate)}/${threshold === undefined ? UNKNOWN : Math.round(threshold)}${below ? '!' : ''}`;
  return { text, sort: successRate, ...(below ? { tone: 'bad' as const } : {}) };
}

function connectCell(count: number): Cell {
  return numberCell(count, (value) => (value > 0 ? `${shortNumber(value)}!` : '0'), count > 0 ? 'watch' : undefined);
}

function endpointValue({ cluster, host, traffic }: EndpointTraffic) {
  const { successRate, values: _, ...facts } = host;
  return {
    cluster: cluster.name,
    ...facts,
    ...(successRate === undefined ? {} : { outlierSuccessRate: successRate }),
    ...(cluster.ejectionThreshold === undefined ? {} : { ejectionThreshold: cluster.ejectionThreshold }),
    ...trafficValue(traffic, ENDPOINT_STATS),
    connectFailures: traffic.totals['cx_connect_fail'] ?? 0,
    gauges: traffic.gauges,
  };
}
