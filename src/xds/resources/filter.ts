/** The HTTP and network filters Istio's control plane configures. */
import type {
  Any,
  CidrRange,
  DataSource,
  Duration,
  FractionalPercent,
  HeaderMatcher,
  HeaderValueOption,
  Metadata,
  RuntimeFractionalPercent,
  StringMatcher,
} from './common.ts';
import type { RateLimit } from './route.ts';

/** envoy.extensions.filters.http.fault.v3.HTTPFault, in `typed_per_filter_config` of a route. */
export interface HttpFault extends Any {
  readonly delay?: { readonly fixed_delay?: Duration; readonly percentage?: FractionalPercent };
  readonly abort?: {
    readonly http_status?: number;
    /** Number of a gRPC status. */
    readonly grpc_status?: number;
    readonly percentage?: FractionalPercent;
  };
}

/** envoy.extensions.filters.http.rbac.v3.RBAC and its network twin: what DENY, ALLOW and AUDIT policies become. */
export interface RbacFilter extends Any {
  readonly rules?: Rbac;
  readonly shadow_rules?: Rbac;
  readonly shadow_rules_stat_prefix?: string;
  /** Only of the network filter. */
  readonly stat_prefix?: string;
}

export interface Rbac {
  /** Absent means ALLOW. */
  readonly action?: 'DENY' | 'LOG';
  readonly policies?: Readonly<Record<string, RbacPolicy>>;
}

/** Matches when one permission and one principal do. */
export interface RbacPolicy {
  readonly permissions: readonly Permission[];
  readonly principals: readonly Principal[];
}

/** One field is set. */
export interface Permission {
  readonly any?: true;
  readonly and_rules?: { readonly rules: readonly Permission[] };
  readonly or_rules?: { readonly rules: readonly Permission[] };
  readonly not_rule?: Permission;
  readonly header?: HeaderMatcher;
  readonly url_path?: { readonly path: StringMatcher };
  readonly uri_template?: { readonly name: string; readonly typed_config: Any };
  readonly destination_ip?: CidrRange;
  readonly destination_port?: number;
  readonly requested_server_name?: StringMatcher;
  readonly metadata?: MetadataMatcher;
}

/** One field is set. */
export interface Principal {
  readonly any?: true;
  readonly and_ids?: { readonly ids: readonly Principal[] };
  readonly or_ids?: { readonly ids: readonly Principal[] };
  readonly not_id?: Principal;
  readonly header?: HeaderMatcher;
  readonly authenticated?: { readonly principal_name?: StringMatcher };
  readonly filter_state?: { readonly key: string; readonly string_match?: StringMatcher };
  readonly direct_remote_ip?: CidrRange;
  readonly remote_ip?: CidrRange;
  readonly metadata?: MetadataMatcher;
}

export interface MetadataMatcher {
  readonly filter: string;
  readonly path: readonly { readonly key: string }[];
  readonly value: Readonly<Record<string, unknown>>;
  readonly invert?: boolean;
}

/** envoy.extensions.filters.http.ext_authz.v3.ExtAuthz and, with fewer fields, its network twin: what CUSTOM policies become. */
export interface ExtAuthz extends Any {
  /** One of the two is set; the network filter has gRPC only. */
  readonly grpc_service?: {
    readonly envoy_grpc: { readonly cluster_name: string; readonly authority?: string };
    readonly timeout?: Duration;
  };
  readonly http_service?: {
    readonly server_uri: { readonly uri: string; readonly cluster: string; readonly timeout?: Duration };
    readonly path_prefix?: string;
    readonly authorization_request?: {
      readonly headers_to_add?: readonly { readonly key: string; readonly value: string }[];
    };
    readonly authorization_response?: {
      readonly allowed_upstream_headers?: StringMatchers;
      readonly allowed_client_headers?: StringMatchers;
      readonly allowed_client_headers_on_success?: StringMatchers;
    };
  };
  readonly transport_api_version?: 'V3';
  readonly failure_mode_allow?: boolean;
  readonly status_on_error?: { readonly code: number };
  readonly with_request_body?: {
    readonly max_request_bytes: number;
    readonly allow_partial_message?: boolean;
    readonly pack_as_bytes?: boolean;
  };
  readonly clear_route_cache?: boolean;
  /** Only requests whose metadata matches are asked about. */
  readonly filter_enabled_metadata?: MetadataMatcher;
  readonly allowed_headers?: StringMatchers;
  /** Only of the network filter. */
  readonly stat_prefix?: string;
}

/** envoy.type.matcher.v3.ListStringMatcher. */
export interface StringMatchers {
  readonly patterns: readonly StringMatcher[];
}

/** envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit. */
export interface LocalRateLimit extends Any {
  readonly stat_prefix: string;
  readonly token_bucket?: TokenBucket;
  readonly filter_enabled?: RuntimeFractionalPercent;
  readonly filter_enforced?: RuntimeFractionalPercent;
  readonly response_headers_to_add?: readonly HeaderValueOption[];
  readonly status?: { readonly code: string | number };
  readonly descriptors?: readonly {
    readonly entries: readonly { readonly key: string; readonly value?: string }[];
    readonly token_bucket: TokenBucket;
  }[];
  readonly local_rate_limit_per_downstream_connection?: boolean;
  /** Absent means true. */
  readonly always_consume_default_token_bucket?: boolean;
  readonly stage?: number;
  /** In place of those of the route. */
  readonly rate_limits?: readonly RateLimit[];
  readonly max_dynamic_descriptors?: number;
  readonly enable_x_ratelimit_headers?: 'OFF' | 'DRAFT_VERSION_03';
  readonly rate_limited_as_resource_exhausted?: boolean;
  readonly request_headers_to_add_when_not_enforced?: readonly HeaderValueOption[];
}

export interface TokenBucket {
  readonly max_tokens: number;
  /** Absent means 1. */
  readonly tokens_per_fill?: number;
  readonly fill_interval: Duration;
}

/** envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication. */
export interface JwtAuthentication extends Any {
  readonly providers?: Readonly<Record<string, JwtProvider>>;
  readonly rules?: readonly { readonly match: Readonly<Record<string, unknown>>; readonly requires?: JwtRequirement }[];
}

export interface JwtProvider {
  readonly issuer?: string;
  readonly audiences?: readonly string[];
  readonly local_jwks?: DataSource;
  readonly remote_jwks?: {
    readonly http_uri: { readonly uri: string; readonly cluster?: string; readonly timeout?: Duration };
  };
  readonly forward?: boolean;
  readonly from_headers?: readonly { readonly name: string; readonly value_prefix?: string }[];
  readonly from_params?: readonly string[];
  readonly from_cookies?: readonly string[];
  readonly forward_payload_header?: string;
  readonly payload_in_metadata?: string;
  /** Claims that hold a list as one text with blanks between. */
  readonly normalize_payload_in_metadata?: { readonly space_delimited_claims?: readonly string[] };
  readonly claim_to_headers?: readonly { readonly header_name: string; readonly claim_name: string }[];
}

/** One field is set. */
export interface JwtRequirement {
  readonly provider_name?: string;
  readonly requires_any?: { readonly requirements: readonly JwtRequirement[] };
  readonly requires_all?: { readonly requirements: readonly JwtRequirement[] };
  readonly allow_missing?: Readonly<Record<string, never>>;
  readonly allow_missing_or_failed?: Readonly<Record<string, never>>;
}

/** The TLS contexts of envoy.extensions.transport_sockets.tls.v3. */
export interface TlsContext extends Any {
  readonly common_tls_context?: CommonTlsContext;
  readonly require_client_certificate?: boolean;
  readonly sni?: string;
}

export interface CommonTlsContext {
  readonly tls_params?: {
    readonly tls_minimum_protocol_version?: string;
    readonly tls_maximum_protocol_version?: string;
    readonly cipher_suites?: readonly string[];
  };
  readonly alpn_protocols?: readonly string[];
  readonly tls_certificates?: readonly TlsCertificate[];
  readonly tls_certificate_sds_secret_configs?: readonly SdsSecretConfig[];
  readonly validation_context?: CertificateValidationContext;
  readonly validation_context_sds_secret_config?: SdsSecretConfig;
  readonly combined_validation_context?: {
    readonly default_validation_context?: CertificateValidationContext;
    readonly validation_context_sds_secret_config?: SdsSecretConfig;
  };
}

/** A folder; files of it are read again when something is renamed into it. */
export interface WatchedDirectory {
  readonly path: string;
}

export interface TlsCertificate {
  readonly watched_directory?: WatchedDirectory;
  readonly certificate_chain?: DataSource;
  readonly private_key?: DataSource;
}

export interface SdsSecretConfig {
  readonly name: string;
  readonly sds_config?: unknown;
}

export interface CertificateValidationContext {
  readonly trusted_ca?: DataSource;
  readonly watched_directory?: WatchedDirectory;
  readonly crl?: DataSource;
  readonly match_typed_subject_alt_names?: readonly { readonly san_type: string; readonly matcher: StringMatcher }[];
  readonly trust_chain_verification?: 'ACCEPT_UNTRUSTED';
}

/** A secret as SDS carries it. */
export interface Secret {
  readonly name: string;
  readonly tls_certificate?: TlsCertificate;
  readonly validation_context?: CertificateValidationContext;
  readonly metadata?: Metadata;
}
