/** A snapshot as the static configuration of an Envoy. */
import type { ProxyNode } from '../mesh/proxy-node.ts';
import type { TypedExtension } from './resources/common.ts';
import type { FilterChain, HttpConnectionManager, Listener } from './resources/listener.ts';
import type { RouteConfiguration } from './resources/route.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the bootstrap's own parts are. */
export interface BootstrapOptions {
  readonly node: ProxyNode;
  readonly domain: string;
  /** The address of the admin API; absent for none. */
  readonly admin?: { readonly address: string; readonly port: number };
}

const MANAGER = 'envoy.filters.network.http_connection_manager';

function withRoutes(filter: TypedExtension, routes: ReadonlyMap<string, RouteConfiguration>): TypedExtension {
  if (filter.name !== MANAGER || filter.typed_config === undefined) return filter;
  // The name says what type the configuration is of.
  const { rds, ...config } = filter.typed_config as HttpConnectionManager;
  const found = rds && routes.get(rds.route_config_name);
  return found === undefined ? filter : { ...filter, typed_config: { ...config, route_config: found } };
}

function inlineChain(chain: FilterChain, routes: ReadonlyMap<string, RouteConfiguration>): FilterChain {
  return { ...chain, filters: (chain.filters ?? []).map((filter) => withRoutes(filter, routes)) };
}

/** The listeners with their routes in them, as an Envoy without a control plane needs them. */
export function inlineRoutes({ listeners, routes }: Pick<Snapshot, 'listeners' | 'routes'>): readonly Listener[] {
  const byName = new Map(routes.map((route) => [route.name ?? '', route]));
  return listeners.map((listener) => ({
    ...listener,
    filter_chains: (listener.filter_chains ?? []).map((chain) => inlineChain(chain, byName)),
    ...(listener.default_filter_chain
      ? { default_filter_chain: inlineChain(listener.default_filter_chain, byName) }
      : {}),
  }));
}

/** The bootstrap with which an Envoy does what the snapshot says, and asks nobody for more. */
export function staticBootstrap(
  snapshot: Snapshot,
  { node, domain, admin }: BootstrapOptions,
): Record<string, unknown> {
  const { name, namespace, labels } = node;
  const type = node.kind === 'gateway' ? 'router' : 'sidecar';
  return {
    node: {
      id: `${type}~127.0.0.1~${name}.${namespace}~${namespace}.svc.${domain}`,
      cluster: `${name}.${namespace}`,
      metadata: { NAMESPACE: namespace, LABELS: labels },
    },
    ...(admin ? { admin: { address: { socket_address: { address: admin.address, port_value: admin.port } } } } : {}),
    static_resources: {
      listeners: inlineRoutes(snapshot),
      clusters: snapshot.clusters,
      ...(snapshot.secrets.length === 0 ? {} : { secrets: snapshot.secrets }),
    },
  };
}
