import { describe, expect, it } from 'vitest';
import { clusterReports, mergeReports } from '../../../src/proxy/admin/sources.ts';
import type { Exchange, ListenerPlan, ProxyRuntime } from '../../../src/proxy/contract.ts';
import { FLAGS } from '../../../src/proxy/flags.ts';
import type { RequestRecord, TcpRecord } from '../../../src/proxy/observer.ts';
import { AccessLogs } from '../../../src/proxy/telemetry/access-log/logs.ts';
import { Metrics } from '../../../src/proxy/telemetry/metrics.ts';
import { telemetryPlan } from '../../../src/proxy/telemetry/plan.ts';
import { Telemetry } from '../../../src/proxy/telemetry/telemetry.ts';
import { prometheusText, statsText } from '../../../src/proxy/telemetry/text.ts';
import type { ClusterPlan, ClusterState, EndpointState } from '../../../src/proxy/upstream.ts';
import { RequestHead } from '../../../src/proxy/wire/request-head.ts';
import type { Cluster } from '../../../src/xds/resources/cluster.ts';
import type { Listener } from '../../../src/xds/resources/listener.ts';

const CLUSTER = 'outbound|80||shop.test';
const LISTENER_HTTP = 'listener.127.0.0.1_8080.http.outbound_127.0.0.1_8080;';

const clusters: readonly Cluster[] = [
  {
    name: CLUSTER,
    alt_stat_name: `${CLUSTER};`,
    metadata: { filter_metadata: { istio: { services: [{ host: 'shop.test', name: 'shop', namespace: 'default' }] } } },
    load_assignment: {
      cluster_name: CLUSTER,
      endpoints: [
        {
          lb_endpoints: [
            {
              endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: 9001 } } },
              metadata: { filter_metadata: { istio: { workload: 'shop-v1;default;shop;v1;Kubernetes' } } },
            },
          ],
        },
      ],
    },
  },
];

const listeners: readonly Listener[] = [
  {
    name: '127.0.0.1_8080',
    address: { socket_address: { address: '127.0.0.1', port_value: 8080 } },
    filter_chains: [
      {
        filters: [
          {
            name: 'http',
            typed_config: {
              '@type': 'manager',
              stat_prefix: 'outbound_127.0.0.1_8080;',
              http_filters: [],
              access_log: [
                {
                  name: 'file',
                  typed_config: {
                    '@type': 'file',
                    path: '/dev/stdout',
                    log_format: { text_format_source: { inline_string: '%RESPONSE_CODE% %UPSTREAM_CLUSTER%\n' } },
                  },
                },
              ],
            },
          },
        ],
      },
    ],
  },
];

const limits = {
  connections: 1,
  pending: 0,
  requests: 2,
  retries: 0,
  maxConnections: 1,
  maxPending: 9,
  maxRequests: 9,
  maxRetries: 3,
};
const plan: ClusterPlan = {
  name: CLUSTER,
  protocol: 'http1',
  connectTimeoutMs: 1,
  idleTimeoutMs: 1,
  maxRequestsPerConnection: 0,
  maxConcurrentStreams: 1,
  keepAliveSeconds: 0,
  maxConnectionMs: 0,
  limits,
};
const endpoint: EndpointState = {
  cluster: plan,
  host: '127.0.0.1',
  port: 9001,
  path: '',
  label: '127.0.0.1:9001',
  retired: false,
  weight: 1,
  active: 2,
  available: true,
  health: { ejected: true },
};
const state: ClusterState = { plan, hosts: [endpoint], ejections: 4, retriesOverLimit: 5, retriesOverBudget: 6 };
const listener: ListenerPlan = {
  name: '127.0.0.1_8080',
  address: '127.0.0.1',
  port: 8080,
  inspects: false,
  inspectTimeoutMs: 0,
  chain: () => undefined,
};
const runtime: ProxyRuntime = {
  listeners: [listener],
  clusters: [state],
  names: [],
  keySets: [],
  policyCounts: () => [{ prefix: 'outbound_0.0.0.0_8080;', name: 'rbac.dry_shadow_denied', count: 3 }],
  keyEndpoint: () => undefined,
  resolved: () => undefined,
  tick: () => [],
  probed: () => undefined,
};

const connection = {
  localAddress: '127.0.0.1',
  localPort: 8080,
  remoteAddress: '127.0.0.1',
  remotePort: 4000,
  transport: 'raw_buffer',
  serverName: '',
  applicationProtocols: [],
} as const;

// Telemetry reads what logs and metrics need of an exchange, and never calls it.
const exchangeOf = (changes: Partial<Exchange>): Exchange =>
  ({
    flags: 0,
    details: 'via_upstream',
    routeName: '',
    cluster: plan,
    endpoint,
    attempts: 1,
    transportFailure: '',
    ...changes,
  }) as Exchange;

function record(changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    listener,
    connection,
    protocol: 'HTTP/1.1',
    head: new RequestHead(),
    exchange: exchangeOf({}),
    response: undefined,
    status: 200,
    flags: 0,
    details: '',
    bytesReceived: 0,
    bytesSent: 10,
    startedAt: 100,
    respondedAt: 105,
    endedAt: 107,
    upstreamLocalAddress: '',
    grpcStatus: -1,
    requestMessages: 0,
    responseMessages: 0,
    trailers: undefined,
    ...changes,
  };
}

function setup() {
  const metrics = new Metrics();
  const lines: string[] = [];
  const errors: unknown[] = [];
  const refusals: string[] = [];
  const telemetry = new Telemetry({
    metrics,
    node: { kind: 'gateway', name: 'gw', namespace: 'default', labels: { app: 'gw' } },
    logs: new AccessLogs({
      wallTime: (time) => time,
      hostname: 'laptop',
      onUnknown: () => undefined,
      onBadFilter: () => undefined,
      sinkOf: () => ({ write: (line) => void lines.push(line) }),
    }),
    spans: { request: () => undefined },
    onInternalError: (error) => void errors.push(error),
    onTlsRefused: (_listener, _connection, { reason }) => void refusals.push(reason),
  });
  telemetry.use(telemetryPlan({ listeners, clusters }), runtime);
  const value = (stat: string) => {
    const sample = metrics.samples().find((each) => each.stat === stat);
    return sample === undefined || sample.kind === 'histogram' ? undefined : sample.value;
  };
  return { metrics, telemetry, lines, errors, refusals, value };
}

const unmatched = () =>
  record({
    status: 404,
    exchange: exchangeOf({ cluster: undefined as never, endpoint: undefined as never, attempts: 0, flags: FLAGS.NR }),
  });

describe('telemetry', () => {
  it("has Istio's series with their labels", () => {
    const { telemetry, metrics } = setup();
    for (let index = 0; index < 3; index++) telemetry.requestEnded(record());
    telemetry.requestEnded(unmatched());
    const found = prometheusText(metrics.samples())
      .split('\n')
      .filter((line) => line.startsWith('istio_requests_total'));
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(
      /reporter="source".*destination_workload="shop-v1".*destination_service="shop\.test".*response_code="200",response_flags="-",connection_security_policy="unknown"} 3$/,
    );
    expect(found[1]).toMatch(/destination_service="unknown".*response_code="404",response_flags="NR".* 1$/);
  });

  it('tells apart what gRPC says', () => {
    const { telemetry, metrics } = setup();
    const head = new RequestHead();
    head.fields.append('content-type', 'application/grpc+proto');
    telemetry.requestEnded(record({ head, grpcStatus: 0, requestMessages: 2, responseMessages: 3 }));
    telemetry.requestEnded(record({ head, grpcStatus: 14 }));
    telemetry.requestEnded(record({ head, grpcStatus: -1 }));
    const text = prometheusText(metrics.samples());
    for (const status of ['0', '14', ''])
      expect(text).toContain(`request_protocol="grpc",response_code="200",grpc_response_status="${status}"`);
    expect(text).toMatch(/istio_request_messages_total\{.*grpc_response_status="0".*\} 2\n/);
    expect(text).toMatch(/istio_response_messages_total\{.*grpc_response_status="0".*\} 3\n/);
  });

  it("has Envoy's series of clusters and listeners", () => {
    const { telemetry, value } = setup();
    telemetry.clientOpened(listener);
    telemetry.requestStarted(listener);
    telemetry.requestEnded(record({ exchange: exchangeOf({ attempts: 3, flags: FLAGS.URX }), status: 503 }));
    telemetry.requestEnded(record({ exchange: exchangeOf({ attempts: 2 }) }));
    telemetry.requestEnded(record({ exchange: exchangeOf({ flags: FLAGS.UT }), status: 504 }));
    telemetry.requestEnded(record({ exchange: exchangeOf({ attempts: 0, flags: FLAGS.FI }), status: 503 }));
    telemetry.requestEnded(record({ status: 0, flags: FLAGS.DC }));
    telemetry.clientClosed(listener);
    const of = (name: string) => value(`cluster.${CLUSTER};.${name}`);
    expect({
      total: of('upstream_rq_total'),
      completed: of('upstream_rq_completed'),
      c503: of('upstream_rq_503'),
      c5xx: of('upstream_rq_5xx'),
      retry: of('upstream_rq_retry'),
      won: of('upstream_rq_retry_success'),
      lost: of('upstream_rq_retry_limit_exceeded'),
      timeout: of('upstream_rq_timeout'),
      cancelled: of('upstream_rq_cancelled'),
    }).toEqual({ total: 7, completed: 3, c503: 1, c5xx: 2, retry: 3, won: 1, lost: 1, timeout: 1, cancelled: 1 });
    expect(value('http.outbound_127.0.0.1_8080;.downstream_rq_5xx')).toBe(3);
    expect(value('http.outbound_127.0.0.1_8080;.downstream_rq_total')).toBe(5);
    expect(value('listener.127.0.0.1_8080.downstream_cx_total')).toBe(1);
    expect(value('listener.127.0.0.1_8080.downstream_cx_active')).toBe(0);
  });

  it('reads clusters off when it is asked', () => {
    const { value } = setup();
    const of = (name: string) => value(`cluster.${CLUSTER};.${name}`);
    expect([
      of('upstream_rq_active'),
      of('circuit_breakers.default.cx_open'),
      of('membership_healthy'),
      of('membership_total'),
    ]).toEqual([2, 1, 0, 1]);
    expect([of('outlier_detection.ejections_enforced_total'), of('upstream_rq_retry_overflow')]).toEqual([4, 5]);
  });

  it('counts requests that no client waits for', () => {
    const { telemetry, value } = setup();
    telemetry.sideRequestEnded(endpoint, 200, 3);
    telemetry.sideRequestEnded(endpoint, 503, 1);
    const of = (name: string) => value(`cluster.${CLUSTER};.${name}`);
    expect([
      of('upstream_rq_total'),
      of('upstream_rq_completed'),
      of('upstream_rq_200'),
      of('upstream_rq_5xx'),
    ]).toEqual([2, 2, 1, 1]);
  });

  it('counts answers of each listener, whose connection managers may share a name', () => {
    const { telemetry, value } = setup();
    telemetry.requestEnded(record());
    expect(value(`${LISTENER_HTTP}.downstream_rq_2xx`)).toBe(1);
    expect(value(`${LISTENER_HTTP}.downstream_rq_completed`)).toBe(1);
  });

  it('counts connections to endpoints', () => {
    const { telemetry, value } = setup();
    telemetry.upstreamOpened(endpoint);
    telemetry.upstreamFailed(endpoint, true);
    telemetry.upstreamClosed(endpoint, { active: true, received: 10, sent: 20 });
    telemetry.requestEnded(record());
    telemetry.requestEnded(record({ status: 502 }));
    telemetry.event('reused-reset', endpoint);
    telemetry.event('mirror-skipped', undefined);
    const of = (name: string) => value(`cluster.${CLUSTER};.${name}`);
    expect([
      of('upstream_cx_total'),
      of('upstream_cx_connect_timeout'),
      of('upstream_cx_rx_bytes_total'),
      of('upstream_rq_reused_reset'),
    ]).toEqual([2, 1, 10, 1]);
    const [report] = clusterReports([state], telemetry.endpoints);
    expect(report?.endpoints[0]).toMatchObject({
      cxTotal: 2,
      cxConnectFail: 1,
      cxActive: 0,
      rqTotal: 2,
      rqSuccess: 1,
      rqError: 1,
      ejected: true,
    });
    const [both] = mergeReports([[report].flatMap((each) => each ?? []), [report].flatMap((each) => each ?? [])]);
    expect(both?.endpoints).toMatchObject([{ cxTotal: 4, rqTotal: 4, weight: 1 }]);
  });

  it('counts connections without requests', () => {
    const { telemetry, metrics } = setup();
    const session: TcpRecord['session'] = {
      flags: 0,
      details: '',
      cluster: plan,
      endpoint,
      pick: () => endpoint,
      connected: () => undefined,
      failed: () => false,
      ended: () => undefined,
    };
    telemetry.tcpStarted(listener);
    const tcp: TcpRecord = {
      listener,
      connection,
      session,
      flags: 0,
      bytesReceived: 5,
      bytesSent: 7,
      startedAt: 0,
      endedAt: 9,
      upstreamLocalAddress: '',
    };
    telemetry.tcpEnded(tcp);
    telemetry.tcpEnded(tcp);
    const text = prometheusText(metrics.samples());
    expect(text).toMatch(
      /istio_tcp_sent_bytes_total\{.*destination_service="shop\.test".*request_protocol="tcp".*\} 14\n/,
    );
    expect(text).toMatch(/istio_tcp_connections_closed_total\{.*\} 2\n/);
  });

  it('writes the log of the listener', () => {
    const { telemetry, lines } = setup();
    telemetry.requestEnded(record());
    telemetry.requestEnded(unmatched());
    expect(lines).toEqual([`200 ${CLUSTER};\n`, '404 -\n']);
  });

  it('goes on counting over a reload', () => {
    const { telemetry, value, lines } = setup();
    telemetry.requestEnded(record());
    telemetry.use(telemetryPlan({ listeners: [], clusters }), runtime);
    telemetry.requestEnded(record());
    expect(value(`cluster.${CLUSTER};.upstream_rq_200`)).toBe(2);
    expect(lines).toHaveLength(1);
  });

  it('counts and tells defects', () => {
    const { telemetry, errors, metrics } = setup();
    telemetry.internalError('x');
    expect(errors).toEqual(['x']);
    expect(statsText(metrics.samples())).toContain('http.outbound_0.0.0.0_8080;.rbac.dry_shadow_denied: 3\n');
    expect(statsText(metrics.samples())).toContain('meshctl.internal_error_total: 1\n');
  });
});
