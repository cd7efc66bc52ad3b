/** One row for each proxy. */
import { type Cell, type Column, numberCell, textCell, UNKNOWN, type ViewRow } from '../cells.ts';
import { bytesText, percentileText, spanText } from '../format.ts';
import { type ProxyLive, rejectedUpdates, uptimeOf } from '../live/proxy.ts';
import { numberAt } from '../moment.ts';
import type { ClusterTraffic } from '../rows/cluster.ts';
import { percentileCell, rateCell, successCell, trafficValue } from '../rows/common.ts';
import type { Numbers } from '../scopes.ts';
import { REQUEST_STATS, type Span, stoodStill, successOf, type Traffic, together } from '../traffic.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column[] = [
  { title: 'PROXY', grows: true, drop: 0 },
  { title: 'LINK', drop: 0 },
  { title: 'STATE', drop: 2 },
  { title: 'VERSION', drop: 5 },
  { title: 'UPTIME', right: true, drop: 4 },
  { title: 'RPS', right: true, drop: 0 },
  { title: 'OK%', right: true, drop: 0 },
  { title: 'P99', right: true, drop: 1 },
  { title: 'EJ', right: true, drop: 7 },
  { title: 'REJECTED', right: true, drop: 3 },
  { title: 'MEMORY', right: true, drop: 6 },
];

interface Whole {
  readonly traffic: Traffic;
  readonly stats: (typeof REQUEST_STATS)['http' | 'cluster'];
}

const known = new WeakMap<Span, Whole>();

/** All that comes in or, of a proxy nobody calls over HTTP, all that goes out. */
function wholeOf(proxy: ProxyLive): Whole | undefined {
  const { name, span, clusters } = proxy;
  if (span === undefined) return undefined;
  // The head of the screen shows it in every frame.
  const found = known.get(span);
  if (found) return found;
  const inward = together('http', name, span);
  const whole = inward
    ? { traffic: inward, stats: REQUEST_STATS.http }
    : { traffic: added(name, clusters), stats: REQUEST_STATS.cluster };
  known.set(span, whole);
  return whole;
}

/** Requests to all clusters as those to one; how long they took is left to each. */
function added(name: string, clusters: readonly ClusterTraffic[]): Traffic {
  const parts = clusters.map(({ traffic }) => traffic);
  const sum = (pick: (traffic: Traffic) => Numbers): Numbers => {
    const numbers: Record<string, number> = {};
    for (const stat of Object.values(REQUEST_STATS.cluster)) {
      numbers[stat] = parts.reduce((total, part) => total + (pick(part)[stat] ?? 0), 0);
    }
    return numbers;
  };
  return {
    name,
    state: parts.find(({ state }) => state !== 'counted')?.state ?? 'counted',
    grown: sum(({ grown }) => grown),
    seconds: (parts.find((part) => !stoodStill(part)) ?? parts[0])?.seconds ?? 0,
    totals: sum(({ totals }) => totals),
    gauges: {},
    latency: undefined,
  };
}

function linkCell({ lost, atMs, span, saved }: ProxyLive): Cell {
  if (saved) return textCell('■ saved');
  if (lost) return textCell(`✕ lost ${spanText((atMs - lost.sinceMs) / 1000)}`, 'bad');
  return textCell(span ? '● live' : '◌ asked');
}

function proxyRow(proxy: ProxyLive): ViewRow {
  const { name, server, span, clusters } = proxy;
  const whole = wholeOf(proxy);
  const unknown = { text: UNKNOWN, sort: undefined };
  const ejected = clusters.reduce((sum, { membership }) => sum + (membership?.ejected ?? 0), 0);
  const rejected = rejectedUpdates(proxy);
  const state = server?.state ?? UNKNOWN;
  const uptime = uptimeOf(proxy);
  const memory = span && numberAt(span.after, 'server.memory_allocated');
  const cells = [
    textCell(name),
    linkCell(proxy),
    textCell(state, state === 'LIVE' || state === UNKNOWN ? undefined : 'watch'),
    textCell(server?.version || UNKNOWN),
    numberCell(uptime, spanText),
    whole ? rateCell(whole.traffic, whole.stats.requests) : unknown,
    successCell(whole && successOf(whole.traffic, whole.stats)),
    percentileCell(whole?.traffic.latency?.p99),
    numberCell(ejected, String, ejected > 0 ? 'watch' : undefined),
    numberCell(rejected, (value) => (value > 0 ? `${value}!` : '0'), rejected > 0 ? 'bad' : undefined),
    numberCell(memory, bytesText),
  ];
  const value = {
    proxy: name,
    live: !proxy.saved && proxy.lost === undefined && span !== undefined,
    ...(server && { server }),
    ...(uptime === undefined ? {} : { uptimeSeconds: uptime }),
    ...(whole && trafficValue(whole.traffic, whole.stats)),
    ejectedEndpoints: ejected,
    rejectedUpdates: rejected,
    ...(memory === undefined ? {} : { memoryBytes: memory }),
  };
  return { key: name, cells, value };
}

/** The proxies that are watched. */
export const overview: View = {
  title: 'overview',
  kind: 'ProxyList',
  needs: ['stats', 'clusters', 'server'],
  table: ({ proxies }) => ({ columns: COLUMNS, rows: proxies.map(proxyRow) }),
  empty: () => 'waiting for the first answer …',
};

/** All of a proxy's traffic in a few words; empty while nothing is known. */
export function trafficSummary(proxy: ProxyLive): string {
  const whole = wholeOf(proxy);
  if (whole === undefined) return '';
  const { traffic, stats } = whole;
  const parts = [
    `${rateCell(traffic, stats.requests).text} rps`,
    `${successCell(successOf(traffic, stats)).text} ok%`,
    ...(traffic.latency ? [`p99 ${percentileText(traffic.latency.p99)}`] : []),
  ];
  return parts.join('  ');
}
