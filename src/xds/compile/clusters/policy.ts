/** Traffic policies as fields of a cluster. */
import type { EffectivePolicy } from '../../../mesh/destination-rules.ts';
import type { MeshSettings } from '../../../mesh/settings.ts';
import type {
  ConnectionPool,
  ConsistentHash,
  LoadBalancer,
  OutlierDetection as OutlierSettings,
} from '../../../mesh/types/destination-rule.ts';
import type {
  CircuitBreakerThresholds,
  Cluster,
  OutlierDetection,
  SlowStart,
  TcpKeepalive,
} from '../../resources/cluster.ts';
import { envoyDuration, isPositive, wholeSeconds } from '../durations.ts';

/** No limit: Istio sets none unless a rule does, where Envoy has 1024. */
const UNLIMITED = 4_294_967_295;
const MINIMUM_RING_SIZE = '1024';
/** Everybody counts: an error that ejects always ejects. */
const ALWAYS_ENFORCED = 100;
const DEFAULT_RETRY_PERCENT = 20;
const DEFAULT_RETRY_CONCURRENCY = 3;

const limit = (value: number | undefined): number => (value === undefined || value <= 0 ? UNLIMITED : value);

const NO_LIMITS: NonNullable<Cluster['circuit_breakers']> = {
  thresholds: [
    { max_connections: UNLIMITED, max_pending_requests: UNLIMITED, max_requests: UNLIMITED, max_retries: UNLIMITED },
  ],
};
const NO_PANIC: NonNullable<Cluster['common_lb_config']> = { healthy_panic_threshold: {} };

function thresholds({ connectionPool, retryBudget }: EffectivePolicy): CircuitBreakerThresholds {
  const { tcp, http } = connectionPool ?? {};
  return {
    max_connections: limit(tcp?.maxConnections),
    max_pending_requests: limit(http?.http1MaxPendingRequests),
    max_requests: limit(http?.http2MaxRequests),
    max_retries: limit(http?.maxRetries),
    ...(retryBudget === undefined
      ? {}
      : {
          retry_budget: {
            budget_percent: { value: retryBudget.percent ?? DEFAULT_RETRY_PERCENT },
            min_retry_concurrency: retryBudget.minRetryConcurrency ?? DEFAULT_RETRY_CONCURRENCY,
          },
        }),
  };
}

/** A count that ejects; 0 switches it off. */
function counter(name: string, value: number | undefined): Readonly<Record<string, number>> {
  if (value === undefined) return {};
  const enforced = value > 0 ? ALWAYS_ENFORCED : 0;
  return { [name]: value, [`enforcing_${name}`]: enforced };
}

/** Ejection of endpoints that fail; by success rate never, as under Istio. */
function outlierDetection(settings: OutlierSettings): OutlierDetection {
  const { interval, baseEjectionTime, maxEjectionPercent = 0 } = settings;
  const split = settings.splitExternalLocalOriginErrors === true;
  return {
    ...counter('consecutive_5xx', settings.consecutive5xxErrors),
    ...counter('consecutive_gateway_failure', settings.consecutiveGatewayErrors),
    ...(split ? { split_external_local_origin_errors: true } : {}),
    ...(split ? counter('consecutive_local_origin_failure', settings.consecutiveLocalOriginFailures) : {}),
    ...(isPositive(interval) ? { interval: envoyDuration(interval) } : {}),
    ...(isPositive(baseEjectionTime) ? { base_ejection_time: envoyDuration(baseEjectionTime) } : {}),
    ...(maxEjectionPercent > 0 ? { max_ejection_percent: maxEjectionPercent } : {}),
    enforcing_success_rate: 0,
  };
}

function hashBalancer(hash: ConsistentHash): Partial<Cluster> {
  if (hash.maglev) {
    const size = hash.maglev.tableSize ?? 0;
    return { lb_policy: 'MAGLEV', ...(size > 0 ? { maglev_lb_config: { table_size: String(size) } } : {}) };
  }
  const asked = hash.ringHash?.minimumRingSize ?? hash.minimumRingSize ?? 0;
  const size = asked > 0 ? String(asked) : MINIMUM_RING_SIZE;
  return { lb_policy: 'RING_HASH', ring_hash_lb_config: { minimum_ring_size: size } };
}

function slowStart({ warmup, warmupDurationSecs }: LoadBalancer): SlowStart | undefined {
  const duration = warmup?.duration ?? warmupDurationSecs;
  if (!isPositive(duration)) return undefined;
  return {
    slow_start_window: envoyDuration(duration),
    aggression: { default_value: warmup?.aggression ?? 1, runtime_key: '' },
    min_weight_percent: { value: warmup?.minimumPercent ?? 10 },
  };
}

/** How endpoints are chosen; the one with fewer requests of two unless a rule says otherwise. */
function balancing(balancer: LoadBalancer | undefined): Partial<Cluster> {
  if (balancer?.consistentHash) return hashBalancer(balancer.consistentHash);
  const warm = balancer === undefined ? undefined : slowStart(balancer);
  switch (balancer?.simple) {
    case 'ROUND_ROBIN':
      return warm === undefined ? {} : { round_robin_lb_config: { slow_start_config: warm } };
    case 'RANDOM':
      return { lb_policy: 'RANDOM' };
    case 'PASSTHROUGH':
      return { type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED' };
    default:
      return {
        lb_policy: 'LEAST_REQUEST',
        ...(warm === undefined ? {} : { least_request_lb_config: { slow_start_config: warm } }),
      };
  }
}

function keepalive(tcp: ConnectionPool['tcp']): Pick<Cluster, 'upstream_connection_options'> {
  const settings = tcp?.tcpKeepalive;
  if (settings === undefined) return {};
  const options: TcpKeepalive = {
    ...(settings.probes ? { keepalive_probes: settings.probes } : {}),
    ...(settings.time ? { keepalive_time: wholeSeconds(settings.time) } : {}),
    ...(settings.interval ? { keepalive_interval: wholeSeconds(settings.interval) } : {}),
  };
  return { upstream_connection_options: { tcp_keepalive: options } };
}

/** All of a policy but TLS and the HTTP versions. */
export function policyFields(policy: EffectivePolicy, settings: MeshSettings): Partial<Cluster> {
  const { connectionPool, outlierDetection: outliers, loadBalancer } = policy;
  const timeout = connectionPool?.tcp?.connectTimeout ?? settings.connectTimeout;
  const panic = outliers?.minHealthPercent ?? 0;
  const weighted = ((loadBalancer?.localityLbSetting ?? settings.localityLb).distribute ?? []).length > 0;
  return {
    connect_timeout: envoyDuration(timeout),
    ...balancing(loadBalancer),
    circuit_breakers:
      connectionPool === undefined && policy.retryBudget === undefined
        ? NO_LIMITS
        : { thresholds: [thresholds(policy)] },
    common_lb_config:
      panic === 0 && !weighted
        ? NO_PANIC
        : {
            healthy_panic_threshold: panic > 0 ? { value: panic } : {},
            ...(weighted ? { locality_weighted_lb_config: {} } : {}),
          },
    ...(outliers === undefined ? {} : { outlier_detection: outlierDetection(outliers) }),
    ...keepalive(connectionPool?.tcp),
  };
}
