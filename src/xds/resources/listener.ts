/** envoy.config.listener.v3 and the network filters Istio uses. */
import type { Address, Any, CidrRange, Duration, HeaderOperations, Metadata, TypedExtension } from './common.ts';
import type { HashPolicy, RouteConfiguration, UpgradeConfig } from './route.ts';

export interface Listener {
  readonly name: string;
  readonly address: Address;
  readonly additional_addresses?: readonly { readonly address: Address }[];
  readonly filter_chains?: readonly FilterChain[];
  readonly default_filter_chain?: FilterChain;
  readonly listener_filters?: readonly ListenerFilter[];
  /** `0s` waits for ever; absent means 15 seconds. */
  readonly listener_filters_timeout?: Duration;
  readonly continue_on_listener_filters_timeout?: boolean;
  readonly traffic_direction?: 'INBOUND' | 'OUTBOUND';
  readonly use_original_dst?: boolean;
  readonly bind_to_port?: boolean;
  readonly transparent?: boolean;
  readonly access_log?: readonly AccessLog[];
  readonly connection_balance_config?: unknown;
  readonly max_connections_to_accept_per_socket_event?: number;
  readonly metadata?: Metadata;
}

/** Where requests or connections are logged, and which of them. */
export interface AccessLog extends TypedExtension {
  readonly filter?: { readonly extension_filter: TypedExtension };
}

/** Looks at a connection before a filter chain is chosen. */
export interface ListenerFilter extends TypedExtension {
  /** For which connections it is left out: those to these ports, the end exclusive. */
  readonly filter_disabled?: ListenerFilterMatch;
}

/** One field is set. */
export interface ListenerFilterMatch {
  readonly destination_port_range?: { readonly start: number; readonly end: number };
  readonly or_match?: { readonly rules: readonly ListenerFilterMatch[] };
}

export interface FilterChain {
  readonly name?: string;
  readonly filter_chain_match?: FilterChainMatch;
  readonly filters?: readonly TypedExtension[];
  readonly transport_socket?: TypedExtension;
  readonly transport_socket_connect_timeout?: Duration;
  readonly metadata?: Metadata;
}

/** Of several chains the most specific is taken, field by field in Envoy's order: port, address, names, transport, ALPN, source. */
export interface FilterChainMatch {
  readonly destination_port?: number;
  readonly prefix_ranges?: readonly CidrRange[];
  readonly server_names?: readonly string[];
  readonly transport_protocol?: 'tls' | 'raw_buffer';
  readonly application_protocols?: readonly string[];
  readonly source_prefix_ranges?: readonly CidrRange[];
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager. */
export interface HttpConnectionManager extends Any {
  readonly codec_type?: 'AUTO' | 'HTTP1' | 'HTTP2';
  readonly stat_prefix: string;
  /** One of the two is set. */
  readonly route_config?: RouteConfiguration;
  readonly rds?: { readonly route_config_name: string; readonly config_source?: unknown };
  readonly http_filters?: readonly TypedExtension[];
  readonly http_protocol_options?: { readonly accept_http_10?: boolean; readonly default_host_for_http_10?: string };
  readonly http2_protocol_options?: { readonly max_concurrent_streams?: number };
  readonly common_http_protocol_options?: CommonHttpProtocolOptions;
  readonly server_name?: string;
  readonly access_log?: readonly AccessLog[];
  readonly use_remote_address?: boolean;
  readonly xff_num_trusted_hops?: number;
  readonly skip_xff_append?: boolean;
  readonly generate_request_id?: boolean;
  readonly preserve_external_request_id?: boolean;
  readonly forward_client_cert_details?:
    | 'SANITIZE'
    | 'FORWARD_ONLY'
    | 'APPEND_FORWARD'
    | 'SANITIZE_SET'
    | 'ALWAYS_FORWARD_ONLY';
  readonly set_current_client_cert_details?: Readonly<Record<string, boolean>>;
  readonly proxy_100_continue?: boolean;
  readonly upgrade_configs?: readonly UpgradeConfig[];
  readonly stream_idle_timeout?: Duration;
  readonly request_timeout?: Duration;
  readonly request_headers_timeout?: Duration;
  readonly drain_timeout?: Duration;
  readonly normalize_path?: boolean;
  readonly merge_slashes?: boolean;
  readonly path_with_escaped_slashes_action?:
    | 'KEEP_UNCHANGED'
    | 'REJECT_REQUEST'
    | 'UNESCAPE_AND_REDIRECT'
    | 'UNESCAPE_AND_FORWARD';
  readonly tracing?: Readonly<Record<string, unknown>>;
  readonly request_id_extension?: TypedExtension | { readonly typed_config: Any };
}

export interface CommonHttpProtocolOptions {
  readonly idle_timeout?: Duration;
  readonly max_connection_duration?: Duration;
  readonly max_headers_count?: number;
  readonly max_stream_duration?: Duration;
  readonly max_requests_per_connection?: number;
}

/** envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy. */
export interface TcpProxy extends Any {
  readonly stat_prefix: string;
  /** One of the two is set. */
  readonly cluster?: string;
  readonly weighted_clusters?: { readonly clusters: readonly { readonly name: string; readonly weight: number }[] };
  readonly idle_timeout?: Duration;
  readonly max_downstream_connection_duration?: Duration;
  readonly max_connect_attempts?: number;
  readonly access_log?: readonly AccessLog[];
  readonly hash_policy?: readonly HashPolicy[];
  readonly tunneling_config?: {
    readonly hostname: string;
    readonly use_post?: boolean;
    readonly headers_to_add?: HeaderOperations['request_headers_to_add'];
  };
}
