/** envoy.config.cluster.v3 and envoy.config.endpoint.v3: where a request can go, and how. */
import type { Address, Any, Duration, Metadata, TypedExtension } from './common.ts';

export interface Cluster {
  readonly name: string;
  readonly alt_stat_name?: string;
  readonly type?: 'STATIC' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'EDS' | 'ORIGINAL_DST';
  readonly cluster_type?: TypedExtension;
  readonly eds_cluster_config?: { readonly service_name?: string; readonly eds_config?: unknown };
  readonly connect_timeout?: Duration;
  readonly per_connection_buffer_limit_bytes?: number;
  /** Absent means ROUND_ROBIN. */
  readonly lb_policy?: 'LEAST_REQUEST' | 'RANDOM' | 'RING_HASH' | 'MAGLEV' | 'CLUSTER_PROVIDED';
  readonly least_request_lb_config?: { readonly slow_start_config?: SlowStart };
  readonly round_robin_lb_config?: { readonly slow_start_config?: SlowStart };
  readonly ring_hash_lb_config?: {
    readonly minimum_ring_size?: string;
    readonly maximum_ring_size?: string;
    readonly hash_function?: 'XX_HASH' | 'MURMUR_HASH_2';
  };
  readonly maglev_lb_config?: { readonly table_size?: string };
  readonly common_lb_config?: CommonLbConfig;
  readonly load_assignment?: ClusterLoadAssignment;
  readonly circuit_breakers?: { readonly thresholds?: readonly CircuitBreakerThresholds[] };
  readonly outlier_detection?: OutlierDetection;
  readonly dns_lookup_family?: 'V4_ONLY' | 'V6_ONLY' | 'V4_PREFERRED' | 'ALL';
  readonly dns_refresh_rate?: Duration;
  readonly respect_dns_ttl?: boolean;
  readonly upstream_connection_options?: { readonly tcp_keepalive?: TcpKeepalive };
  readonly upstream_bind_config?: {
    readonly source_address: SourceAddress;
    /** For endpoints of another family. */
    readonly extra_source_addresses?: readonly { readonly address: SourceAddress }[];
  };
  readonly max_requests_per_connection?: number;
  readonly transport_socket?: TypedExtension;
  readonly transport_socket_matches?: readonly TransportSocketMatch[];
  /** By type of options; `envoy.extensions.upstreams.http.v3.HttpProtocolOptions` says which HTTP version goes upstream. */
  readonly typed_extension_protocol_options?: Readonly<Record<string, Any>>;
  readonly filters?: readonly TypedExtension[];
  readonly metadata?: Metadata;
}

export interface SourceAddress {
  readonly address: string;
  /** 0 for any. */
  readonly port_value: number;
}

export interface SlowStart {
  readonly slow_start_window: Duration;
  readonly aggression?: { readonly default_value: number; readonly runtime_key?: string };
  readonly min_weight_percent?: { readonly value: number };
}

export interface CommonLbConfig {
  /** Empty means 0: panic mode off, as Istio writes it. */
  readonly healthy_panic_threshold?: { readonly value?: number };
  readonly locality_weighted_lb_config?: Readonly<Record<string, never>>;
}

/** Limits that Envoy calls circuit breakers; each absent one has Envoy's default (1024, retries 3). */
export interface CircuitBreakerThresholds {
  readonly priority?: 'DEFAULT' | 'HIGH';
  readonly max_connections?: number;
  readonly max_pending_requests?: number;
  readonly max_requests?: number;
  readonly max_retries?: number;
  readonly retry_budget?: {
    readonly budget_percent?: { readonly value: number };
    readonly min_retry_concurrency?: number;
  };
  readonly track_remaining?: boolean;
}

export interface OutlierDetection {
  readonly consecutive_5xx?: number;
  readonly enforcing_consecutive_5xx?: number;
  readonly consecutive_gateway_failure?: number;
  readonly enforcing_consecutive_gateway_failure?: number;
  readonly consecutive_local_origin_failure?: number;
  readonly enforcing_consecutive_local_origin_failure?: number;
  readonly split_external_local_origin_errors?: boolean;
  readonly interval?: Duration;
  readonly base_ejection_time?: Duration;
  readonly max_ejection_percent?: number;
  readonly enforcing_success_rate?: number;
}

export interface TcpKeepalive {
  readonly keepalive_probes?: number;
  readonly keepalive_time?: number;
  readonly keepalive_interval?: number;
}

/** The first whose `match` is part of an endpoint's `envoy.transport_socket_match` metadata is used. */
export interface TransportSocketMatch {
  readonly name: string;
  readonly match?: Readonly<Record<string, unknown>>;
  readonly transport_socket: TypedExtension;
}

export interface ClusterLoadAssignment {
  readonly cluster_name: string;
  readonly endpoints?: readonly LocalityLbEndpoints[];
}

export interface LocalityLbEndpoints {
  readonly locality?: Locality;
  readonly lb_endpoints?: readonly LbEndpoint[];
  readonly load_balancing_weight?: number;
  /** 0, the default, is used first. */
  readonly priority?: number;
}

export interface Locality {
  readonly region?: string;
  readonly zone?: string;
  readonly sub_zone?: string;
}

export interface LbEndpoint {
  readonly endpoint: {
    readonly address: Address;
    readonly hostname?: string;
  };
  readonly health_status?: 'HEALTHY' | 'UNHEALTHY' | 'DRAINING' | 'TIMEOUT' | 'DEGRADED';
  readonly metadata?: Metadata;
  /** Absent means 1. */
  readonly load_balancing_weight?: number;
}
