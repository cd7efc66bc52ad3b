/** envoy.config.route.v3: which cluster a request goes to, and what happens to it on the way. */
import type {
  Any,
  DataSource,
  Duration,
  HeaderMatcher,
  HeaderOperations,
  Metadata,
  QueryParameterMatcher,
  RegexMatcher,
  RuntimeFractionalPercent,
  StringMatcher,
  TypedExtension,
} from './common.ts';

export interface RouteConfiguration extends HeaderOperations {
  readonly name?: string;
  readonly virtual_hosts?: readonly VirtualHost[];
  readonly validate_clusters?: boolean;
  readonly ignore_port_in_host_matching?: boolean;
  readonly max_direct_response_body_size_bytes?: number;
}

export interface VirtualHost extends HeaderOperations {
  readonly name: string;
  /** Exact, `*.suffix`, `prefix.*` or `*`; the longest of the best class wins. */
  readonly domains: readonly string[];
  readonly routes?: readonly Route[];
  readonly require_tls?: 'EXTERNAL_ONLY' | 'ALL';
  readonly include_request_attempt_count?: boolean;
  readonly rate_limits?: readonly RateLimit[];
  readonly typed_per_filter_config?: Readonly<Record<string, Any>>;
}

/** One of `route`, `redirect`, `direct_response` is set. Routes are tried in order; the first that matches is taken. */
export interface Route extends HeaderOperations {
  readonly name?: string;
  readonly match: RouteMatch;
  readonly route?: RouteAction;
  readonly redirect?: RedirectAction;
  readonly direct_response?: DirectResponseAction;
  readonly metadata?: Metadata;
  readonly decorator?: { readonly operation: string };
  readonly typed_per_filter_config?: Readonly<Record<string, Any>>;
}

/** All that is set must hold; one of the path kinds is set. Paths are compared without the query. */
export interface RouteMatch {
  readonly prefix?: string;
  readonly path?: string;
  readonly path_separated_prefix?: string;
  readonly safe_regex?: RegexMatcher;
  readonly connect_matcher?: Readonly<Record<string, never>>;
  readonly case_sensitive?: boolean;
  readonly headers?: readonly HeaderMatcher[];
  readonly query_parameters?: readonly QueryParameterMatcher[];
  readonly runtime_fraction?: RuntimeFractionalPercent;
}

/** One of `cluster`, `weighted_clusters`, `cluster_header` is set. */
export interface RouteAction {
  readonly cluster?: string;
  readonly cluster_header?: string;
  readonly weighted_clusters?: WeightedCluster;
  readonly cluster_not_found_response_code?: 'SERVICE_UNAVAILABLE' | 'NOT_FOUND' | 'INTERNAL_SERVER_ERROR';
  readonly prefix_rewrite?: string;
  readonly regex_rewrite?: RegexRewrite;
  readonly host_rewrite_literal?: string;
  readonly auto_host_rewrite?: boolean;
  /** `0s` switches the timeout off; absent means 15 seconds. */
  readonly timeout?: Duration;
  readonly idle_timeout?: Duration;
  readonly max_grpc_timeout?: Duration;
  readonly max_stream_duration?: {
    readonly max_stream_duration?: Duration;
    readonly grpc_timeout_header_max?: Duration;
  };
  readonly retry_policy?: RetryPolicy;
  readonly request_mirror_policies?: readonly RequestMirrorPolicy[];
  readonly hash_policy?: readonly HashPolicy[];
  readonly rate_limits?: readonly RateLimit[];
  /** Those of the virtual host count, too; otherwise only where the route has none. */
  readonly include_vh_rate_limits?: boolean;
  readonly upgrade_configs?: readonly UpgradeConfig[];
}

/** What a rate limit knows a request by: an entry for each action. */
export interface RateLimit {
  readonly stage?: number;
  readonly actions?: readonly RateLimitAction[];
}

interface ValueMatch {
  readonly descriptor_key?: string;
  readonly descriptor_value: string;
  /** Absent means true. */
  readonly expect_match?: boolean;
}

/** One field is set. */
export interface RateLimitAction {
  readonly destination_cluster?: Readonly<Record<string, never>>;
  readonly remote_address?: Readonly<Record<string, never>>;
  readonly generic_key?: { readonly descriptor_key?: string; readonly descriptor_value: string };
  readonly request_headers?: {
    readonly header_name: string;
    readonly descriptor_key: string;
    readonly skip_if_absent?: boolean;
  };
  readonly query_parameters?: {
    readonly query_parameter_name: string;
    readonly descriptor_key: string;
    readonly skip_if_absent?: boolean;
  };
  readonly header_value_match?: ValueMatch & { readonly headers: readonly HeaderMatcher[] };
  readonly query_parameter_value_match?: ValueMatch & { readonly query_parameters: readonly QueryParameterMatcher[] };
}

export interface RegexRewrite {
  readonly pattern: RegexMatcher;
  /** `\1` stands for a group. */
  readonly substitution: string;
}

export interface WeightedCluster {
  readonly clusters: readonly ClusterWeight[];
}

export interface ClusterWeight extends HeaderOperations {
  readonly name: string;
  readonly weight?: number;
  readonly host_rewrite_literal?: string;
  readonly typed_per_filter_config?: Readonly<Record<string, Any>>;
}

export interface RetryPolicy {
  /** Comma list of conditions. */
  readonly retry_on?: string;
  readonly num_retries?: number;
  readonly per_try_timeout?: Duration;
  readonly per_try_idle_timeout?: Duration;
  readonly retriable_status_codes?: readonly number[];
  readonly retry_back_off?: { readonly base_interval: Duration; readonly max_interval?: Duration };
  readonly retry_host_predicate?: readonly TypedExtension[];
  readonly retry_priority?: TypedExtension;
  /** 64-bit, hence text. */
  readonly host_selection_retry_max_attempts?: string;
}

export interface RequestMirrorPolicy {
  readonly cluster: string;
  readonly runtime_fraction?: RuntimeFractionalPercent;
  readonly disable_shadow_host_suffix_append?: boolean;
  readonly trace_sampled?: boolean;
}

/** One of them is set; the first that yields a hash ends the list when `terminal`. */
export interface HashPolicy {
  readonly header?: { readonly header_name: string };
  readonly cookie?: {
    readonly name: string;
    readonly ttl?: Duration;
    readonly path?: string;
    readonly attributes?: readonly { readonly name: string; readonly value?: string }[];
  };
  readonly connection_properties?: { readonly source_ip?: boolean };
  readonly query_parameter?: { readonly name: string };
  readonly terminal?: boolean;
}

export interface UpgradeConfig {
  readonly upgrade_type: string;
  readonly enabled?: boolean;
}

export interface RedirectAction {
  readonly https_redirect?: boolean;
  readonly scheme_redirect?: string;
  readonly host_redirect?: string;
  readonly port_redirect?: number;
  readonly path_redirect?: string;
  readonly prefix_rewrite?: string;
  readonly regex_rewrite?: RegexRewrite;
  readonly response_code?: 'FOUND' | 'SEE_OTHER' | 'TEMPORARY_REDIRECT' | 'PERMANENT_REDIRECT';
  readonly strip_query?: boolean;
}

export interface DirectResponseAction {
  readonly status: number;
  readonly body?: DataSource;
}

/** envoy.extensions.filters.http.cors.v3.CorsPolicy, in `typed_per_filter_config`. */
export interface CorsPolicy extends Any {
  readonly allow_origin_string_match?: readonly StringMatcher[];
  /** Comma lists. */
  readonly allow_methods?: string;
  readonly allow_headers?: string;
  readonly expose_headers?: string;
  /** Seconds as text. */
  readonly max_age?: string;
  readonly allow_credentials?: boolean;
  readonly forward_not_matching_preflights?: boolean;
  readonly filter_enabled?: RuntimeFractionalPercent;
}
