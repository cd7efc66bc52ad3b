/** The virtual hosts of what a sidecar's workload calls. */
import { coversHost, serviceHost } from '../../../mesh/hosts.ts';
import { isHttp } from '../../../mesh/protocol.ts';
import type { MeshService, ServicePort } from '../../../mesh/services/types.ts';
import { type Binding, MESH_GATEWAY } from '../../../mesh/virtual-services.ts';
import { sidecarOf } from '../../../mesh/visibility.ts';
import { parseAddress } from '../../../model/ip.ts';
import type { Route, VirtualHost } from '../../resources/route.ts';
import { PASSTHROUGH } from '../clusters/well-known.ts';
import type { CompileContext } from '../context.ts';
import { policyOf } from '../destinations.ts';
import { type ClusterKey, clusterName } from '../names.ts';
import { hashPolicies } from './action.ts';
import { httpRoutes, type RouteScope } from './http-routes.ts';
import { retryPolicy } from './retries.ts';
import { virtualHost } from './virtual-hosts.ts';

/** The port hosts are served on that VirtualServices name and no service has. */
const DEFAULT_PORT = 80;

/** The names under which a workload may call a service: shorter ones where they mean it in the workload's namespace. */
export function serviceDomains({ mesh, options }: CompileContext, service: MeshService): readonly string[] {
  const { host, namespace, source } = service;
  const { clusterDomain } = mesh.settings;
  const addresses = service.addresses.filter((address) => parseAddress(address) !== undefined);
  if (host.startsWith('*')) return [host, ...addresses];
  const whole = [host, `${host}.`];
  const { name } = source.resource;
  if (source.from !== 'Service' || serviceHost(name, namespace, clusterDomain) !== host)
    return [...whole, ...addresses];
  const inNamespace = [`${name}.${namespace}`, `${name}.${namespace}.svc`];
  const short = namespace === options.node.namespace ? [name, ...inNamespace.reverse()] : inNamespace;
  return [...whole, ...short, ...addresses];
}

/** The route of a service nobody wrote routes for. */
function defaultRoute(context: CompileContext, key: ClusterKey): Route {
  const hash = hashPolicies(policyOf(context, key).loadBalancer?.consistentHash);
  const fallback = context.mesh.settings.defaultHttpRetryPolicy;
  const retries = retryPolicy(undefined, { fallback, hashed: hash.length > 0 });
  return {
    name: 'default',
    match: { prefix: '/' },
    route: {
      cluster: clusterName(key),
      timeout: '0s',
      ...(retries === undefined ? {} : { retry_policy: retries }),
      max_grpc_timeout: '0s',
      ...(hash.length === 0 ? {} : { hash_policy: hash }),
    },
    decorator: { operation: `${key.host}:${key.port}/*` },
  };
}

/** What routes of a port can lead to. */
export interface SidecarScope {
  readonly context: CompileContext;
  readonly port: number;
  readonly service: RouteScope['service'];
  readonly routing: Binding;
}

function routesFor(scope: SidecarScope, host: string): readonly Route[] {
  const inner: RouteScope = { ...scope, gateways: new Set([MESH_GATEWAY]) };
  // One VirtualService rules a host in the mesh: an exact name before a wildcard, then the oldest.
  const [ruling] = scope.routing.byHost.all(host);
  return ruling === undefined || ruling.http.length === 0 ? [] : httpRoutes(ruling, inner);
}

/** The virtual host of a service on a port, under these names. */
export function serviceVirtualHost(scope: SidecarScope, service: MeshService, domains: readonly string[]): VirtualHost {
  const { context, port } = scope;
  const routes = routesFor(scope, service.host);
  const key: ClusterKey = { direction: 'outbound', port, subset: '', host: service.host };
  return virtualHost(
    `${service.host}:${port}`,
    domains,
    routes.length > 0 ? routes : [context.from(defaultRoute(context, key), service.source.resource, ['spec'])],
  );
}

/** Virtual hosts for hosts that only VirtualServices name; they are served as if on port 80. */
export function unservedHosts(scope: SidecarScope, served: ReadonlySet<string>): readonly VirtualHost[] {
  if (scope.port !== DEFAULT_PORT) return [];
  const hosts = new Set(
    scope.routing.virtualServices.filter(({ http }) => http.length > 0).flatMap(({ hosts: all }) => all),
  );
  return [...hosts]
    .filter(
      (host) => !served.has(host) && !(host.startsWith('*') && [...served].some((each) => coversHost(host, each))),
    )
    .flatMap((host) => {
      const routes = routesFor(scope, host);
      return routes.length === 0 ? [] : [virtualHost(`${host}:${scope.port}`, [host], routes)];
    });
}

/** Whether the workload may call what the mesh does not know. */
export function allowsAny({ mesh, options }: CompileContext): boolean {
  const own = sidecarOf(mesh, options.node)?.spec.outboundTrafficPolicy?.mode;
  return (own ?? mesh.settings.outboundMode) !== 'REGISTRY_ONLY';
}

/** The virtual host of everything else: past the mesh, or nowhere. */
export function otherHosts(context: CompileContext): VirtualHost {
  const match = { prefix: '/' };
  if (!allowsAny(context)) {
    return virtualHost('block_all', ['*'], [{ name: 'block_all', match, direct_response: { status: 502 } }]);
  }
  const route = { cluster: PASSTHROUGH, timeout: '0s', max_grpc_timeout: '0s' };
  return virtualHost('allow_any', ['*'], [{ name: 'allow_any', match, route }]);
}

/** Whether requests can be routed on the port, for certain or once their first bytes are seen. */
export function routesRequests({ protocol }: ServicePort): boolean {
  return isHttp(protocol) || protocol === 'AUTO';
}
