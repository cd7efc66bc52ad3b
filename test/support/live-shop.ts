/** A shop's proxy at any moment: what its admin port answers, made up but always the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pages, Tick } from '../../src/stats/live/pages.ts';
import { recordingHeader, recordLine } from '../../src/stats/live/recording.ts';
import { ROOT } from './paths.ts';

/** What happens to a cluster in every tick of two seconds. */
interface ClusterLoad {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  readonly milliseconds: number;
  readonly hosts: readonly { readonly address: string; readonly share: number; readonly ejected?: true }[];
}

const CLUSTERS: readonly ClusterLoad[] = [
  {
    name: 'outbound|80||cart.shop.svc.cluster.local',
    requests: 100,
    failed: 0,
    milliseconds: 12,
    hosts: [
      { address: '10.0.0.1', share: 0.5 },
      { address: '10.0.0.2', share: 0.5 },
    ],
  },
  {
    name: 'outbound|80|v1|reviews.shop.svc.cluster.local',
    requests: 40,
    failed: 8,
    milliseconds: 150,
    hosts: [
      { address: '10.0.0.3', share: 1 },
      { address: '10.0.0.4', share: 0, ejected: true },
    ],
  },
  {
    name: 'outbound|443||bank.example.com',
    requests: 0,
    failed: 0,
    milliseconds: 0,
    hosts: [{ address: '10.0.0.5', share: 0 }],
  },
];

const SINCE = 10;

function clusterStats({ name, requests, failed, hosts }: ClusterLoad, tick: number): readonly unknown[] {
  const ejected = hosts.filter((host) => host.ejected).length;
  const used =
    requests === 0
      ? {}
      : {
          upstream_rq_total: requests * (tick + SINCE),
          upstream_rq_completed: requests * (tick + SINCE),
          upstream_rq_2xx: (requests - failed) * (tick + SINCE),
          upstream_rq_5xx: failed * (tick + SINCE),
        };
  const values: Readonly<Record<string, number>> = {
    ...used,
    upstream_cx_total: requests === 0 ? 0 : 3,
    upstream_rq_active: requests / 20,
    upstream_cx_active: requests === 0 ? 0 : 2,
    membership_total: hosts.length,
    membership_healthy: hosts.length - ejected,
    'outlier_detection.ejections_active': ejected,
    'circuit_breakers.default.rq_open': failed > 0 ? 1 : 0,
  };
  return Object.entries(values).map(([stat, value]) => ({ name: `cluster.${name}.${stat}`, value }));
}

function clusterTimes({ name, requests, milliseconds }: ClusterLoad, tick: number): readonly unknown[] {
  if (requests === 0) return [];
  const bin = (count: number) => [{ lower_bound: milliseconds, width: 1, count }];
  return [
    { name: `cluster.${name}.upstream_rq_time`, totals: bin(requests * (tick + SINCE)), intervals: bin(requests) },
  ];
}

function statsPage(tick: number, restartedAt: number | undefined): unknown {
  const own = restartedAt !== undefined && tick >= restartedAt ? tick - restartedAt - SINCE : tick;
  const requests = CLUSTERS.reduce((sum, cluster) => sum + cluster.requests, 0) * (own + SINCE);
  const failed = CLUSTERS.reduce((sum, cluster) => sum + cluster.failed, 0) * (own + SINCE);
  const proxy: Readonly<Record<string, number>> = {
    'http.inbound_0.0.0.0_8080;.downstream_rq_total': requests,
    'http.inbound_0.0.0.0_8080;.downstream_rq_completed': requests,
    'http.inbound_0.0.0.0_8080;.downstream_rq_2xx': requests - failed,
    'http.inbound_0.0.0.0_8080;.downstream_rq_5xx': failed,
    'http.inbound_0.0.0.0_8080;.downstream_cx_total': 4,
    'http.inbound_0.0.0.0_8080;.downstream_cx_active': 2,
    'listener.0.0.0.0_15006.http.inbound_0.0.0.0_8080;.downstream_rq_completed': requests,
    'listener.0.0.0.0_15006.downstream_cx_total': 4,
    'server.uptime': 2 * (own + SINCE),
    'server.memory_allocated': 7_000_000,
    'cluster_manager.cds.version': tick < 3 ? 1 : 2,
    'cluster_manager.cds.update_rejected': tick < 3 ? 0 : 1,
  };
  const details = CLUSTERS.flatMap((cluster) => clusterTimes(cluster, own));
  return {
    stats: [
      ...CLUSTERS.flatMap((cluster) => clusterStats(cluster, own)),
      ...Object.entries(proxy).map(([name, value]) => ({ name, value })),
      { histograms: { supported_percentiles: [50, 95, 99], details } },
    ],
  };
}

function clustersPage(tick: number): unknown {
  const status = ({ name, requests, failed, hosts }: ClusterLoad) => ({
    name,
    observability_name: name,
    circuit_breakers: {
      thresholds: [{ max_connections: 1024, max_pending_requests: 1024, max_requests: 2, max_retries: 3 }],
    },
    host_statuses: hosts.map(({ address, share, ejected }) => ({
      address: { socket_address: { address, port_value: 8080 } },
      stats: [
        { name: 'rq_total', value: String(requests * share * (tick + SINCE)) },
        { name: 'rq_success', value: String((requests - failed) * share * (tick + SINCE)) },
        { name: 'rq_error', value: String(failed * share * (tick + SINCE)) },
      ],
      health_status: { eds_health_status: 'HEALTHY', ...(ejected ? { failed_outlier_check: true } : {}) },
      weight: 1,
      locality: {},
    })),
  });
  return { cluster_statuses: CLUSTERS.map(status) };
}

const DUMP = readFileSync(join(ROOT, 'fixtures/envoy/shop.config_dump.json'), 'utf8');

/** The dump of the fixtures, and the same after somebody changed a timeout. */
function dumpPage(tick: number): string {
  return tick < 3 ? DUMP : DUMP.replace('"connect_timeout": "10s"', '"connect_timeout": "3s"');
}

const SERVER = {
  version: 'abc/1.40.0/Clean/RELEASE/BoringSSL',
  state: 'LIVE',
  uptime_current_epoch: '20s',
  node: { id: 'cart' },
};

/** How the made-up proxy differs from one that just runs. */
export interface ShopOptions {
  readonly name?: string;
  /** From this tick on it has begun anew. */
  readonly restartedAt?: number;
  readonly tickMs?: number;
}

/** What the proxy answers at a tick, page by page. */
export function shopPages(tick: number, { restartedAt }: ShopOptions = {}): Required<Pages> {
  const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return {
    stats: bytes(statsPage(tick, restartedAt)),
    clusters: bytes(clustersPage(tick)),
    server: bytes(SERVER),
    dump: bytes(dumpPage(tick)),
    loggers: bytes('active loggers:\n  admin: warning\n  http: debug\n'),
  };
}

/** A look at the proxy: a tick is two seconds. */
export function shopTick(tick: number, options: ShopOptions = {}): Tick {
  return {
    proxy: options.name ?? 'localhost:15000',
    atMs: tick * (options.tickMs ?? 2000),
    pages: shopPages(tick, options),
  };
}

/** Some looks as a recording. */
export function shopRecording(ticks: number, options: ShopOptions = {}): string {
  const lines = Array.from({ length: ticks }, (_, tick) => recordLine(shopTick(tick, options)));
  return recordingHeader() + lines.join('');
}
