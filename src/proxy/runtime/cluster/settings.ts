/** A cluster's configuration as numbers. */
import { asMap, asString, type JsonMap } from '../../../model/json.ts';
import type { Cluster, SlowStart } from '../../../xds/resources/cluster.ts';
import type { ClusterExtension } from '../../../xds/snapshot.ts';
import type { ClusterLimits, ClusterPlan, ConnectionFaults } from '../../upstream.ts';
import type { MakeBalancer, WeightOf } from '../balancer/balancer.ts';
import { drawIndex } from '../balancer/balancer.ts';
import { Maglev, RingHash } from '../balancer/hashed.ts';
import { LeastRequest, PeakEwmaBalancer, RandomBalancer, RoundRobin } from '../balancer/simple.ts';
import type { Random } from '../chance.ts';
import { milliseconds } from '../durations.ts';
import type { ConcurrencyBudget } from '../retry/budget.ts';

const CONNECT_TIMEOUT_MS = 5000;
const IDLE_TIMEOUT_MS = 3_600_000;
const MAX_STREAMS = 2_147_483_647;
/** What the system does when keep-alive is asked for without a time. */
const KEEP_ALIVE_SECONDS = 7200;
const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
/** Envoy's limits where a cluster has none of its own. */
const DEFAULT_LIMIT = 1024;
const DEFAULT_RETRIES = 3;
const MAX_RING_SIZE = 8_388_608;
const MIN_RING_SIZE = 1024;
const TABLE_SIZE = 65_537;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The limits of a cluster, with the counts of an earlier one if there is one. */
export function limitsOf(cluster: Cluster, earlier: ClusterLimits | undefined): ClusterLimits {
  const thresholds = cluster.circuit_breakers?.thresholds?.find(({ priority = 'DEFAULT' }) => priority === 'DEFAULT');
  const limits: Writable<ClusterLimits> = earlier ?? {
    connections: 0,
    pending: 0,
    requests: 0,
    retries: 0,
    maxConnections: 0,
    maxPending: 0,
    maxRequests: 0,
    maxRetries: 0,
  };
  limits.maxConnections = thresholds?.max_connections ?? DEFAULT_LIMIT;
  limits.maxPending = thresholds?.max_pending_requests ?? DEFAULT_LIMIT;
  limits.maxRequests = thresholds?.max_requests ?? DEFAULT_LIMIT;
  limits.maxRetries = thresholds?.max_retries ?? DEFAULT_RETRIES;
  return limits;
}

/** The budget for retries under way at once; `undefined` without one. */
export function concurrencyBudget(cluster: Cluster): ConcurrencyBudget | undefined {
  const budget = cluster.circuit_breakers?.thresholds?.find(({ priority = 'DEFAULT' }) => priority === 'DEFAULT');
  if (budget?.retry_budget === undefined) return undefined;
  const { budget_percent: percent, min_retry_concurrency: minimum = DEFAULT_RETRIES } = budget.retry_budget;
  return { share: (percent?.value ?? 20) / 100, minimum };
}

function protocolOf(options: JsonMap): ClusterPlan['protocol'] {
  if (options['use_downstream_protocol_config'] !== undefined) return 'client';
  return asMap(options['explicit_http_config'])['http2_protocol_options'] === undefined ? 'http1' : 'http2';
}

function http2Of(options: JsonMap): JsonMap {
  const config = options['use_downstream_protocol_config'] ?? options['explicit_http_config'];
  return asMap(asMap(config)['http2_protocol_options']);
}

function pingsOf(options: JsonMap): Pick<ClusterPlan, 'pings'> {
  const { interval, timeout } = asMap(http2Of(options)['connection_keepalive']);
  const intervalMs = milliseconds(asString(interval), 0);
  const timeoutMs = milliseconds(asString(timeout), 0);
  return intervalMs > 0 && timeoutMs > 0 ? { pings: { intervalMs, timeoutMs } } : {};
}

function fromOf({ upstream_bind_config: bind }: Cluster): Pick<ClusterPlan, 'from'> {
  if (bind === undefined) return {};
  const more = (bind.extra_source_addresses ?? []).map(({ address }) => address);
  const addresses = [bind.source_address, ...more].map(({ address }) => address);
  const find = (sixth: boolean) => addresses.find((address) => address.includes(':') === sixth);
  return { from: { ipv4: find(false), ipv6: find(true) } };
}

const count = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

const NO_FAULTS: ConnectionFaults = {
  upBytesPerSecond: 0,
  downBytesPerSecond: 0,
  sliceBytes: 0,
  jitterMs: 0,
  slowCloseMs: 0,
  silentMs: 0,
  resetAfterBytes: 0,
};

/** What a cluster's plan is made of. */
export interface PlanInput {
  readonly resource: Cluster;
  readonly extension: ClusterExtension | undefined;
}

/** How connections of the cluster are made and kept. */
export function planOf({ resource: cluster, extension }: PlanInput, limits: ClusterLimits): ClusterPlan {
  const options = asMap(cluster.typed_extension_protocol_options?.[HTTP_OPTIONS]);
  const common = asMap(options['common_http_protocol_options']);
  const keepAlive = cluster.upstream_connection_options?.tcp_keepalive;
  return {
    name: cluster.name,
    protocol: protocolOf(options),
    connectTimeoutMs: milliseconds(cluster.connect_timeout, CONNECT_TIMEOUT_MS),
    idleTimeoutMs: milliseconds(asString(common['idle_timeout']), IDLE_TIMEOUT_MS),
    maxRequestsPerConnection: count(common['max_requests_per_connection'], cluster.max_requests_per_connection ?? 0),
    maxConnectionMs: milliseconds(asString(common['max_connection_duration']), 0),
    maxConcurrentStreams: count(http2Of(options)['max_concurrent_streams'], MAX_STREAMS),
    keepAliveSeconds: keepAlive === undefined ? 0 : (keepAlive.keepalive_time ?? KEEP_ALIVE_SECONDS),
    ...pingsOf(options),
    ...fromOf(cluster),
    ...(extension?.faults ? { faults: { ...NO_FAULTS, ...extension.faults } } : {}),
    limits,
  };
}

/** A host that is new gets less, growing with time. @see envoy.config.cluster.v3.Cluster.SlowStartConfig */
function warmUp(settings: SlowStart | undefined): WeightOf | undefined {
  if (settings === undefined) return undefined;
  const window = milliseconds(settings.slow_start_window, 0);
  const least = (settings.min_weight_percent?.value ?? 10) / 100;
  const power = 1 / Math.max(settings.aggression?.default_value ?? 1, Number.EPSILON);
  if (window === 0) return undefined;
  return ({ weight, since }, now) => {
    const age = Math.max(0, now - since) / window;
    return age >= 1 ? weight : weight * Math.max(least, age ** power);
  };
}

const size = (text: string | undefined, fallback: number): number => {
  const value = Number(text ?? fallback);
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
};

/** How hosts are chosen. */
export function balancerOf(cluster: Cluster, extension: ClusterExtension | undefined, random: Random): MakeBalancer {
  if (extension?.peakEwma) return (hosts) => new PeakEwmaBalancer(hosts);
  switch (cluster.lb_policy) {
    case 'LEAST_REQUEST': {
      const weight = warmUp(cluster.least_request_lb_config?.slow_start_config);
      return (hosts) => new LeastRequest(hosts, weight);
    }
    case 'RANDOM':
      return (hosts) => new RandomBalancer(hosts);
    case 'RING_HASH': {
      const config = cluster.ring_hash_lb_config;
      const minimum = size(config?.minimum_ring_size, MIN_RING_SIZE);
      const maximum = Math.max(minimum, size(config?.maximum_ring_size, MAX_RING_SIZE));
      return (hosts) => new RingHash(hosts, { minimum, maximum });
    }
    case 'MAGLEV': {
      const entries = size(cluster.maglev_lb_config?.table_size, TABLE_SIZE);
      return (hosts) => new Maglev(hosts, entries);
    }
    default: {
      const weight = warmUp(cluster.round_robin_lb_config?.slow_start_config);
      return (hosts) => new RoundRobin(hosts, weight, hosts.length === 0 ? 0 : drawIndex(hosts.length, random));
    }
  }
}

/** Envoy's own; Istio always says something, if only 0. */
const DEFAULT_PANIC_PERCENT = 50;

/** The share of healthy hosts under which all are used. An empty message says 0. */
export function panicThreshold({ common_lb_config: common }: Cluster): number {
  const threshold = common?.healthy_panic_threshold;
  return (threshold === undefined ? DEFAULT_PANIC_PERCENT : (threshold.value ?? 0)) / 100;
}
