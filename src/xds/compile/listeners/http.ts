/** The filter that speaks HTTP, and the filters in it. */
import type { PathNormalization } from '../../../mesh/settings.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { HttpConnectionManager } from '../../resources/listener.ts';
import type { RouteConfiguration } from '../../resources/route.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';
import { accessLog } from './access-log.ts';
import { policyFilters } from './policy-filters.ts';
import { tracing } from './tracing.ts';

/** Which way requests go through. */
export type Direction = 'gateway' | 'outbound' | 'inbound';

/** What a connection manager is made of. */
export interface HttpParts {
  readonly direction: Direction;
  /** What its statistics are called: after the listener, `outbound_0.0.0.0_8080`, or a cluster. */
  readonly statistics: string;
  /** By name, for those the listener names; as a whole, for those in it. */
  readonly routes: { readonly name: string } | RouteConfiguration;
  /** The port patches of an EnvoyFilter know it by. */
  readonly port: number;
}

const BASIC_FILTERS: readonly TypedExtension[] = [
  {
    name: 'envoy.filters.http.grpc_stats',
    typed_config: { '@type': TYPES.grpcStats, emit_filter_state: true, stats_for_all_methods: false },
  },
  { name: 'envoy.filters.http.fault', typed_config: { '@type': TYPES.fault } },
  { name: 'envoy.filters.http.cors', typed_config: { '@type': TYPES.cors } },
];

const ROUTER: TypedExtension = { name: 'envoy.filters.http.router', typed_config: { '@type': TYPES.router } };

type Part = Partial<HttpConnectionManager>;

/** Gateways are an edge: they say who they are, take the peer for the client and pass no certificate on. */
const BY_DIRECTION: Readonly<Record<Direction, Part>> = {
  gateway: {
    http_protocol_options: {},
    server_name: 'istio-envoy',
    use_remote_address: true,
    forward_client_cert_details: 'SANITIZE_SET',
    set_current_client_cert_details: { subject: true, cert: true, dns: true, uri: true },
  },
  outbound: { use_remote_address: false },
  inbound: {
    server_name: 'istio-envoy',
    use_remote_address: false,
    forward_client_cert_details: 'APPEND_FORWARD',
    set_current_client_cert_details: { subject: true, dns: true, uri: true },
  },
};

const KEEP_SLASHES: Part = { path_with_escaped_slashes_action: 'KEEP_UNCHANGED' };

const NORMALIZATION: Readonly<Record<PathNormalization, Part>> = {
  DEFAULT: { normalize_path: true, ...KEEP_SLASHES },
  NONE: KEEP_SLASHES,
  BASE: { normalize_path: true, ...KEEP_SLASHES },
  MERGE_SLASHES: { normalize_path: true, merge_slashes: true, ...KEEP_SLASHES },
  DECODE_AND_MERGE_SLASHES: {
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD',
  },
};

/** The connection manager of a filter chain. */
export function httpFilter(context: CompileContext, parts: HttpParts): TypedExtension<HttpConnectionManager> {
  const { direction, statistics, routes, port } = parts;
  const { first, last } = policyFilters(context, direction, port);
  const config: HttpConnectionManager = {
    '@type': TYPES.httpConnectionManager,
    stat_prefix: `${statistics};`,
    ...('virtual_hosts' in routes
      ? { route_config: routes }
      : {
          rds: {
            config_source: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' },
            route_config_name: routes.name ?? '',
          },
        }),
    http_filters: [...first, ...BASIC_FILTERS, ...last, ROUTER],
    ...tracing(context),
    ...BY_DIRECTION[direction],
    ...accessLog(context),
    proxy_100_continue: true,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
    stream_idle_timeout: '0s',
    request_id_extension: {
      typed_config: { '@type': TYPES.uuidRequestId, use_request_id_for_trace_sampling: true },
    },
    ...NORMALIZATION[context.mesh.settings.pathNormalization],
  };
  return { name: 'envoy.filters.network.http_connection_manager', typed_config: config };
}
