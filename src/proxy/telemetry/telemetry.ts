/** Counts and logs what the wire tells. */
import type { ProxyNode } from '../../mesh/proxy-node.ts';
import type { ConnectionInfo, ListenerPlan, ProxyRuntime } from '../contract.ts';
import type { ProxyObserver, RequestRecord, TcpRecord, WireEvent } from '../observer.ts';
import type { TlsRefusal } from '../tls-refusal.ts';
import type { ClusterPlan, Endpoint } from '../upstream.ts';
import type { AccessLogs } from './access-log/logs.ts';
import { ClusterSeries } from './cluster-series.ts';
import { EndpointCounts } from './endpoint-counts.ts';
import { isGrpc, type RequestSeries, requestSeries, type TcpSeries, tcpSeries } from './istio.ts';
import { ListenerSeries } from './listener-series.ts';
import type { Metrics } from './metrics.ts';
import type { ListenerNames, TelemetryPlan } from './plan.ts';
import { OUTBOUND_PRINCIPALS, PrincipalTable } from './principals.ts';
import { requestKey } from './request-key.ts';
import { clusterScope, httpScope, meshctlSeries, seriesOf } from './series.ts';
import type { Spans } from './tracing/spans.ts';

const EVENTS: Readonly<Record<WireEvent, string>> = {
  'reused-reset': 'reused_reset_total',
  'upstream-surplus': 'upstream_surplus_total',
  'mirror-skipped': 'mirror_skipped_total',
};

/** What is known of the traffic of one cluster, or of requests that came to none. */
interface Traffic {
  readonly cluster: ClusterSeries | undefined;
  /** By endpoint or, of what comes in, by principals; then by status, flags and whatever else tells series apart. */
  readonly requests: WeakMap<object, Map<number, RequestSeries>>;
  readonly connections: Map<string, TcpSeries>;
}

/** What telemetry works with. */
export interface TelemetryOptions {
  readonly metrics: Metrics;
  readonly node: ProxyNode;
  readonly logs: AccessLogs;
  readonly spans: Pick<Spans, 'request'>;
  /** A defect of ours: it is counted already, and wants to be told. */
  readonly onInternalError: (error: unknown) => void;
  /** A client was turned away before it could ask for anything. */
  readonly onTlsRefused: (listener: ListenerPlan, connection: ConnectionInfo, refusal: TlsRefusal) => void;
}

const NOWHERE: ListenerNames = { address: 'unknown', statPrefix: '', inbound: false, logs: [] };
/** Stands for the endpoint of requests that went to none. */
const NO_ENDPOINT = {};

/** The observer of a proxy. Series are resolved once; a request costs look-ups by identity and additions. */
export class Telemetry implements ProxyObserver {
  readonly endpoints = new EndpointCounts();
  readonly #options: TelemetryOptions;
  readonly #metrics: Metrics;
  readonly #listeners = new WeakMap<ListenerPlan, ListenerSeries>();
  readonly #byAddress = new Map<string, ListenerSeries>();
  readonly #clusters = new Map<string, Traffic>();
  #nothing: Traffic = { cluster: undefined, requests: new WeakMap(), connections: new Map() };
  readonly #principals = new PrincipalTable();
  readonly #internalErrors: number;
  #plan: TelemetryPlan = { listeners: new Map(), clusters: new Map() };
  #runtime: ProxyRuntime | undefined;

  constructor(options: TelemetryOptions) {
    this.#options = options;
    this.#metrics = options.metrics;
    this.#internalErrors = this.#metrics.counter(meshctlSeries('internal_error_total'));
    this.#metrics.onCollect(() => this.#collect());
  }

  /** Another snapshot counts from now on. */
  use(plan: TelemetryPlan, runtime: ProxyRuntime): void {
    this.#plan = plan;
    this.#runtime = runtime;
    this.#options.logs.use(plan);
    // Labels may differ from now on; series that stay the same are found again by their names.
    this.#clusters.clear();
    this.#nothing = { cluster: undefined, requests: new WeakMap(), connections: new Map() };
  }

  clientOpened(listener: ListenerPlan): void {
    this.#listener(listener).clientOpened();
  }

  clientClosed(listener: ListenerPlan): void {
    this.#listener(listener).clientClosed();
  }

  tlsEnded(listener: ListenerPlan, connection: ConnectionInfo, refusal: TlsRefusal | undefined): void {
    this.#listener(listener).tlsEnded(connection, refusal);
    if (refusal) this.#options.onTlsRefused(listener, connection, refusal);
  }

  requestStarted(listener: ListenerPlan): void {
    this.#listener(listener).requestStarted();
  }

  requestEnded(record: RequestRecord): void {
    const { exchange } = record;
    const flags = record.flags | (exchange?.flags ?? 0);
    const listener = this.#listener(record.listener);
    listener.requestEnded(record, flags);
    const traffic = this.#traffic(exchange?.cluster);
    traffic.cluster?.requestEnded(record, flags);
    if (exchange?.endpoint) this.endpoints.requestEnded(exchange.endpoint, record.status, flags);
    const series = this.#requestSeries(traffic, record, flags);
    this.#metrics.add(series.requests);
    series.duration.record(record.endedAt - record.startedAt);
    series.requestBytes.record(record.bytesReceived);
    series.responseBytes.record(record.bytesSent);
    if (series.messages) {
      this.#metrics.add(series.messages.request, record.requestMessages);
      this.#metrics.add(series.messages.response, record.responseMessages);
    }
    this.#options.logs.request(record, flags);
    const trace = exchange?.trace;
    if (trace?.sampled) this.#options.spans.request(record, trace, flags);
  }

  tcpStarted(_listener: ListenerPlan): void {
    // Which cluster it goes to is not known yet: it is counted when it ends, opened and closed together.
  }

  tcpEnded(record: TcpRecord): void {
    const flags = record.flags | (record.session?.flags ?? 0);
    const series = this.#tcpSeries(record, flags);
    this.#metrics.add(series.opened);
    this.#metrics.add(series.closed);
    this.#metrics.add(series.sent, record.bytesSent);
    this.#metrics.add(series.received, record.bytesReceived);
    this.#options.logs.connection(record, flags);
  }

  upstreamOpened(endpoint: Endpoint): void {
    const { cluster } = this.#traffic(endpoint.cluster);
    cluster?.count('upstream_cx_total');
    cluster?.count(endpoint.cluster.protocol === 'http2' ? 'upstream_cx_http2_total' : 'upstream_cx_http1_total');
    this.endpoints.opened(endpoint);
  }

  upstreamFailed(endpoint: Endpoint, timedOut: boolean): void {
    const { cluster } = this.#traffic(endpoint.cluster);
    cluster?.count('upstream_cx_total');
    cluster?.count('upstream_cx_connect_fail');
    if (timedOut) cluster?.count('upstream_cx_connect_timeout');
    this.endpoints.failed(endpoint);
  }

  upstreamClosed(endpoint: Endpoint, end: { active: boolean; received: number; sent: number }): void {
    const { cluster } = this.#traffic(endpoint.cluster);
    cluster?.count('upstream_cx_destroy');
    if (end.active) cluster?.count('upstream_cx_destroy_remote_with_active_rq');
    cluster?.count('upstream_cx_rx_bytes_total', end.received);
    cluster?.count('upstream_cx_tx_bytes_total', end.sent);
    this.endpoints.closed(endpoint);
  }

  sideRequestEnded(endpoint: Endpoint, status: number, durationMs: number): void {
    this.#traffic(endpoint.cluster).cluster?.sideRequestEnded(status, durationMs);
    this.endpoints.requestEnded(endpoint, status, 0);
  }

  event(event: WireEvent, endpoint: Endpoint | undefined): void {
    if (event === 'reused-reset') this.#traffic(endpoint?.cluster).cluster?.count('upstream_rq_reused_reset');
    this.#metrics.add(this.#metrics.counter(meshctlSeries(EVENTS[event])));
  }

  internalError(error: unknown): void {
    this.#metrics.add(this.#internalErrors);
    this.#options.onInternalError(error);
  }

  #listener(plan: ListenerPlan): ListenerSeries {
    const known = this.#listeners.get(plan);
    if (known !== undefined) return known;
    const names = this.#plan.listeners.get(plan.name) ?? NOWHERE;
    const key = `${names.address} ${names.statPrefix}`;
    const series = this.#byAddress.get(key) ?? new ListenerSeries(this.#metrics, names);
    this.#byAddress.set(key, series);
    this.#listeners.set(plan, series);
    return series;
  }

  #traffic(plan: ClusterPlan | undefined): Traffic {
    if (plan === undefined) return this.#nothing;
    const known = this.#clusters.get(plan.name);
    if (known !== undefined) return known;
    const statName = this.#plan.clusters.get(plan.name)?.statName ?? plan.name;
    const cluster = new ClusterSeries(this.#metrics, clusterScope(plan.name, statName));
    const traffic: Traffic = { cluster, requests: new WeakMap(), connections: new Map() };
    this.#clusters.set(plan.name, traffic);
    return traffic;
  }

  #requestSeries(traffic: Traffic, record: RequestRecord, flags: number): RequestSeries {
    const { exchange, status, grpcStatus } = record;
    const inbound = this.#listener(record.listener).names.inbound;
    const principals = inbound ? this.#principals.of(record.connection) : OUTBOUND_PRINCIPALS;
    // What comes in ends at this workload: it is the caller that tells series apart.
    const place = inbound ? principals : (exchange?.endpoint ?? NO_ENDPOINT);
    let byKey = traffic.requests.get(place);
    if (byKey === undefined) {
      byKey = new Map();
      traffic.requests.set(place, byKey);
    }
    const grpc = isGrpc(record.head);
    const key = requestKey({ status, grpc, grpcStatus, inbound, flags });
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const labels = {
      ...this.#labels(exchange, inbound),
      protocol: grpc ? ('grpc' as const) : ('http' as const),
      flags,
    };
    const made = requestSeries(this.#metrics, this.#options.node, { ...labels, principals, status, grpcStatus });
    byKey.set(key, made);
    return made;
  }

  #tcpSeries(record: TcpRecord, flags: number): TcpSeries {
    const { session } = record;
    const traffic = this.#traffic(session?.cluster);
    const inbound = this.#listener(record.listener).names.inbound;
    const principals = inbound ? this.#principals.of(record.connection) : OUTBOUND_PRINCIPALS;
    const { security, source, destination } = principals;
    const key = `${session?.endpoint?.label ?? ''} ${flags} ${inbound} ${security} ${source} ${destination}`;
    const known = traffic.connections.get(key);
    if (known !== undefined) return known;
    const labels = { ...this.#labels(session, inbound), protocol: 'tcp' as const, flags, principals };
    const made = tcpSeries(this.#metrics, this.#options.node, labels);
    traffic.connections.set(key, made);
    return made;
  }

  #labels(
    to: { readonly cluster: ClusterPlan | undefined; readonly endpoint: Endpoint | undefined } | undefined,
    inbound: boolean,
  ) {
    const names = this.#plan.clusters.get(to?.cluster?.name ?? '');
    return { inbound, service: names?.service, workload: names?.workloads.get(to?.endpoint?.label ?? '') };
  }

  #collect(): void {
    for (const state of this.#runtime?.clusters ?? []) this.#traffic(state.plan).cluster?.collect(state);
    for (const { prefix, name, count } of this.#runtime?.policyCounts() ?? [])
      this.#metrics.set(this.#metrics.counter(seriesOf(httpScope(prefix), name)), count);
  }
}
