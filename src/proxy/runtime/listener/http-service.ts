/** Connection managers. */
import { TYPES } from '../../../xds/compile/type-urls.ts';
import type { TypedExtension } from '../../../xds/resources/common.ts';
import type {
  ExtAuthz,
  HttpFault,
  JwtAuthentication,
  LocalRateLimit,
  RbacFilter as RbacConfig,
} from '../../../xds/resources/filter.ts';
import type { HttpConnectionManager } from '../../../xds/resources/listener.ts';
import type { RouteConfiguration, VirtualHost } from '../../../xds/resources/route.ts';
import type { HttpService, HttpSettings } from '../../contract.ts';
import { tracingPlan } from '../../telemetry/tracing/plan.ts';
import type { Tracer } from '../../telemetry/tracing/request-trace.ts';
import { milliseconds } from '../durations.ts';
import { EdgeRules } from '../exchange/edge.ts';
import { HttpExchange } from '../exchange/http-exchange.ts';
import { type RoutePlan, type RouteScope, routePlan } from '../exchange/route-plan.ts';
import type { ServicePlan, VirtualHostPlan } from '../exchange/service.ts';
import { Authorizer } from '../ext-authz/authorizer.ts';
import { CorsFilter } from '../filters/cors.ts';
import { ExtAuthzFilter } from '../filters/ext-authz.ts';
import { FaultAbort, FaultDelay, faultPlan } from '../filters/fault.ts';
import type { HttpFilter } from '../filters/filter.ts';
import { JwtFilter } from '../filters/jwt.ts';
import { RateLimitFilter } from '../filters/rate-limit.ts';
import { RbacFilter, RbacRules } from '../filters/rbac.ts';
import { rateLimitPlan } from '../rate-limit/plan.ts';
import { HostTable } from '../route/host-table.ts';
import { pathRules } from '../route/normalise.ts';
import { RouteTable } from '../route/route-table.ts';
import type { Slices } from '../slices.ts';
import { authorizerScope, type ListenerScope } from './scope.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 3_600_000;
const MAX_STREAMS = 2_147_483_647;
/** Towards strangers. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/best_practices/edge */
const MAX_EDGE_STREAMS = 100;
const CODECS = { AUTO: 'auto', HTTP1: 'http1', HTTP2: 'http2' } as const;

interface FilterScope extends ListenerScope {
  /** Of the filter, by which routes know it. */
  readonly name: string;
  /** Of the statistics of the connection manager. */
  readonly statPrefix: string;
}

type MakeFilters = (config: TypedExtension['typed_config'], scope: FilterScope) => readonly HttpFilter[];

/** Filters by the type of their configuration; others have nothing to do with requests. Each is taken as what `@type` says it is. */
const FILTERS: Readonly<Record<string, MakeFilters>> = {
  [TYPES.fault]: (config, { options: { random } }) => {
    const own = faultPlan(config as HttpFault);
    return [new FaultDelay(own, random), new FaultAbort(own, random)];
  },
  [TYPES.cors]: (_config, { options: { random } }) => [new CorsFilter(random)],
  [TYPES.httpRbac]: (config, { policies, statPrefix }) => {
    const own = config as RbacConfig;
    const counts = policies.at(statPrefix, own.shadow_rules_stat_prefix ?? '');
    return [new RbacFilter(new RbacRules(own, counts))];
  },
  [TYPES.httpExtAuthz]: (config, scope) => {
    const own = config as ExtAuthz;
    return [
      new ExtAuthzFilter(own, new Authorizer(own, authorizerScope(scope)), scope.policies.checksAt(scope.statPrefix)),
    ];
  },
  [TYPES.jwtAuthn]: (config, { keys, remoteKeys: remote, options }) => [
    new JwtFilter(config as JwtAuthentication, { keys, remote }, options.wallClock),
  ],
  [TYPES.localRateLimit]: (config, { name, buckets, address, port, options: { random, workers } }) => {
    const plan = rateLimitPlan(config as LocalRateLimit, { buckets, workers, place: `${address}:${port}` });
    return [new RateLimitFilter(name, plan, random)];
  },
};

function filtersOf(manager: HttpConnectionManager, scope: ListenerScope): readonly HttpFilter[] {
  const own = (manager.http_filters ?? [])
    .filter(({ disabled }) => disabled !== true)
    .flatMap(
      ({ name, typed_config: config }) =>
        FILTERS[config?.['@type'] ?? '']?.(config, { ...scope, name, statPrefix: manager.stat_prefix }) ?? [],
    );
  return scope.limiter ? [...own, scope.limiter] : own;
}

function* hostPlan(
  host: VirtualHost,
  configuration: RouteConfiguration,
  scope: ListenerScope,
): Slices<VirtualHostPlan> {
  const routes = new RouteTable<RoutePlan>(scope.options.random);
  const { clusters, buckets, options } = scope;
  const forwards: RouteScope['forwards'] = new Map();
  const common = { virtualHost: host, configuration, forwards, clusters, buckets, workers: options.workers };
  for (const route of host.routes ?? []) {
    scope.problems.attempt(route, () => routes.add(route.match, routePlan(route, common)));
    yield;
  }
  return {
    routes,
    attemptCount: host.include_request_attempt_count === true,
    requiresTls: host.require_tls === 'ALL' || host.require_tls === 'EXTERNAL_ONLY',
  };
}

function* hostsOf(configuration: RouteConfiguration, scope: ListenerScope): Slices<HostTable<VirtualHostPlan>> {
  const table = new HostTable<VirtualHostPlan>(configuration.ignore_port_in_host_matching === true);
  for (const host of configuration.virtual_hosts ?? []) table.add(host, yield* hostPlan(host, configuration, scope));
  return table;
}

function settingsOf(manager: HttpConnectionManager, { options }: ListenerScope): HttpSettings {
  const common = manager.common_http_protocol_options ?? {};
  const streams = manager.use_remote_address === true ? MAX_EDGE_STREAMS : MAX_STREAMS;
  return {
    codec: CODECS[manager.codec_type ?? 'AUTO'],
    acceptHttp10: options.acceptsHttp10 || manager.http_protocol_options?.accept_http_10 === true,
    lenientLineEnds: options.lenientLineEnds,
    headersTimeoutMs: milliseconds(manager.request_headers_timeout, HEADERS_TIMEOUT_MS),
    idleTimeoutMs: milliseconds(common.idle_timeout, IDLE_TIMEOUT_MS),
    maxConnectionMs: milliseconds(common.max_connection_duration, 0),
    maxRequestsPerConnection: common.max_requests_per_connection ?? 0,
    maxConcurrentStreams: manager.http2_protocol_options?.max_concurrent_streams ?? streams,
    minBodyRate: options.minBodyRate,
    serverName: manager.server_name ?? 'envoy',
  };
}

function tracerOf(manager: HttpConnectionManager, { inbound, options: { random } }: ListenerScope): Tracer | undefined {
  const plan = tracingPlan(manager.tracing);
  return plan && { plan, random, serves: inbound || manager.use_remote_address === true, calls: !inbound };
}

/** What a connection manager decides by. */
function* servicePlan(manager: HttpConnectionManager, scope: ListenerScope): Slices<ServicePlan> {
  const { options } = scope;
  const configuration = manager.route_config ?? scope.routes.get(manager.rds?.route_config_name ?? '') ?? {};
  return {
    settings: settingsOf(manager, scope),
    edge: new EdgeRules(manager, {
      trustsInternal: options.trustsInternal,
      random: options.random,
      ownUri: scope.ownUri,
    }),
    paths: pathRules(manager),
    hosts: yield* hostsOf(configuration, scope),
    filters: filtersOf(manager, scope),
    tracer: tracerOf(manager, scope),
    upgrades: new Set(
      (manager.upgrade_configs ?? [])
        .filter(({ enabled }) => enabled !== false)
        .map((each) => each.upgrade_type.toLowerCase()),
    ),
    listenAddress: scope.address,
    listenPort: scope.port,
    options,
  };
}

/** The service of a filter chain that speaks HTTP. @throws {BadValue} for values of its filters that cannot be used. */
export function* httpService(manager: HttpConnectionManager, scope: ListenerScope): Slices<HttpService> {
  const plan = yield* servicePlan(manager, scope);
  return { settings: plan.settings, exchange: (connection) => new HttpExchange(plan, connection) };
}
