/** One row for each connection manager, and for each listener without HTTP. */
import { type Column, numberCell, textCell, UNKNOWN, type ViewRow, type ViewTable } from '../cells.ts';
import { shortNumber } from '../format.ts';
import { perSecond, REQUEST_STATS, type Span, successOf, type Traffic, trafficOf } from '../traffic.ts';
import { columnsFor, LATENCY_COLUMNS, latencyCells, rateCell, successCell, trafficValue } from './common.ts';

const STATS = REQUEST_STATS.http;

const COLUMNS: readonly Column[] = [
  { title: 'LISTENER', grows: true, drop: 0 },
  { title: 'ADDRESS', drop: 5 },
  { title: 'RPS', right: true, drop: 0 },
  { title: 'OK%', right: true, drop: 0 },
  { title: '2XX/S', right: true, drop: 6 },
  { title: '4XX/S', right: true, drop: 2 },
  { title: '5XX/S', right: true, drop: 1 },
  ...LATENCY_COLUMNS,
  { title: 'ACT', right: true, drop: 8 },
  { title: 'CX', right: true, drop: 7 },
  { title: 'NEW CX/S', right: true, drop: 9 },
  { title: 'OVERLOAD', right: true, drop: 10 },
];

/** What a listener's statistics of the connection managers behind it are called. */
const BEHIND = /^listener\.(.+)\.http\.(.+)\.downstream_rq_\w+$/;

/** The table of listeners by connection manager. */
export function listenerTable(span: Span): ViewTable {
  const addresses = addressesOf(span);
  const http = trafficOf('http', span).map((traffic) => httpRow(traffic, addresses.get(traffic.name) ?? []));
  const taken = new Set([...addresses.values()].flat());
  const others = trafficOf('listener', span).filter(({ name }) => !taken.has(name));
  return { columns: columnsFor(COLUMNS, span), rows: [...http, ...others.map(tcpRow)] };
}

/** The addresses of listeners by the connection manager behind them. */
function addressesOf({ after }: Span): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of after.stats.values.keys()) {
    if (!name.startsWith('listener.')) continue;
    const [, address = '', prefix] = BEHIND.exec(name) ?? [];
    if (prefix === undefined) continue;
    const known = found.get(prefix);
    if (known === undefined) found.set(prefix, [address]);
    else if (!known.includes(address)) known.push(address);
  }
  return found;
}

function httpRow(traffic: Traffic, addresses: readonly string[]): ViewRow {
  const { name, gauges, totals } = traffic;
  const shown = name.replace(/;$/, '');
  const overload = totals['downstream_rq_overload_close'] ?? 0;
  const cells = [
    textCell(shown),
    textCell(addresses.join(',') || UNKNOWN),
    rateCell(traffic, STATS.requests),
    successCell(successOf(traffic, STATS)),
    ...['2xx', '4xx', '5xx'].map((codes) => rateCell(traffic, `downstream_rq_${codes}`)),
    ...latencyCells(traffic),
    numberCell(gauges['downstream_rq_active'], shortNumber),
    numberCell(gauges['downstream_cx_active'], shortNumber),
    rateCell(traffic, 'downstream_cx_total'),
    numberCell(overload, shortNumber, overload > 0 ? 'watch' : undefined),
  ];
  const value = { name: shown, protocol: 'HTTP', addresses, ...trafficValue(traffic, STATS), gauges };
  return { key: `http ${name}`, cells, value, target: { kind: 'listener', name: shown } };
}

function tcpRow(traffic: Traffic): ViewRow {
  const { name, gauges, totals, state } = traffic;
  const none = { text: UNKNOWN, sort: undefined };
  const overload = totals['downstream_cx_overload_reject'] ?? 0;
  const cells = [
    textCell(name),
    textCell(name),
    none,
    { text: 'TCP', sort: undefined },
    none,
    none,
    none,
    none,
    none,
    none,
    none,
    numberCell(gauges['downstream_cx_active'], shortNumber),
    rateCell(traffic, 'downstream_cx_total'),
    numberCell(overload, shortNumber, overload > 0 ? 'watch' : undefined),
  ];
  const opened = perSecond(traffic, 'downstream_cx_total');
  const value = {
    name,
    protocol: 'TCP',
    addresses: [name],
    state,
    ...(opened === undefined ? {} : { connectionsPerSecond: opened }),
    totals: { connections: totals['downstream_cx_total'] ?? 0 },
    gauges,
  };
  return { key: `listener ${name}`, cells, value, target: { kind: 'listener', name } };
}
