/** The filter that passes bytes on. */
import type { MeshResource } from '../../../mesh/resource.ts';
import type { TrafficPolicy } from '../../../mesh/types/destination-rule.ts';
import type { RouteDestination } from '../../../mesh/types/virtual-service.ts';
import type { TypedExtension } from '../../resources/common.ts';
import type { TcpProxy } from '../../resources/listener.ts';
import type { CompileContext } from '../context.ts';
import { type DestinationScope, destinationKey, policyOf } from '../destinations.ts';
import { envoyDuration, isPositive } from '../durations.ts';
import { type ClusterKey, clusterName } from '../names.ts';
import { hashPolicies } from '../routes/action.ts';
import { TYPES } from '../type-urls.ts';
import { accessLog } from './access-log.ts';

const NAME = 'envoy.filters.network.tcp_proxy';

/** Passes everything to one cluster of that name, without a log where `quiet`. */
export function tcpToCluster(context: CompileContext, cluster: string, quiet = false): TypedExtension<TcpProxy> {
  return {
    name: NAME,
    typed_config: { '@type': TYPES.tcpProxy, stat_prefix: cluster, cluster, ...(quiet ? {} : accessLog(context)) },
  };
}

type Tunnel = NonNullable<TrafficPolicy['tunnel']>;

/** A tunnel through an HTTP proxy. */
function tunnelling({ protocol, targetHost = '', targetPort = 0 }: Tunnel): NonNullable<TcpProxy['tunneling_config']> {
  return { hostname: `${targetHost}:${targetPort}`, ...(protocol === 'POST' ? { use_post: true } : {}) };
}

/** Limits that a rule sets for connections to a cluster. */
function limits(context: CompileContext, key: ClusterKey): Partial<TcpProxy> {
  const { connectionPool, loadBalancer, tunnel } = policyOf(context, key);
  const { idleTimeout: idle, maxConnectionDuration: longest } = connectionPool?.tcp ?? {};
  const hash = hashPolicies(loadBalancer?.consistentHash).filter(({ connection_properties: own }) => own);
  return {
    ...(isPositive(idle) ? { idle_timeout: envoyDuration(idle) } : {}),
    ...(isPositive(longest) ? { max_downstream_connection_duration: envoyDuration(longest) } : {}),
    ...(hash.length === 0 ? {} : { hash_policy: hash }),
    ...(tunnel === undefined ? {} : { tunneling_config: tunnelling(tunnel) }),
  };
}

/** Passes everything to one port of a service, within the limits of its rule. */
export function tcpToService(context: CompileContext, key: ClusterKey): TypedExtension<TcpProxy> {
  const filter = tcpToCluster(context, clusterName(key));
  const config = filter.typed_config;
  return config === undefined ? filter : { ...filter, typed_config: { ...config, ...limits(context, key) } };
}

/** Passes connections to the destinations of a route, by their weights; `undefined` without a destination. */
export function tcpToDestinations(
  scope: DestinationScope,
  destinations: readonly RouteDestination[],
  resource: MeshResource,
): TypedExtension<TcpProxy> | undefined {
  const { context } = scope;
  const targets = destinations.flatMap(({ destination, weight = 0 }) =>
    destination === undefined ? [] : [{ key: destinationKey(scope, destination, resource.namespace), weight }],
  );
  const [only, ...others] = targets;
  if (only === undefined) return undefined;
  if (others.length === 0) return tcpToService(context, only.key);
  const weighted = targets.filter(({ weight }) => weight > 0);
  const clusters = (weighted.length > 0 ? weighted : targets).map(({ key, weight }) => ({
    name: key.name,
    weight: weight > 0 ? weight : 1,
  }));
  return {
    name: NAME,
    typed_config: {
      '@type': TYPES.tcpProxy,
      stat_prefix: `${resource.name}.${resource.namespace}`,
      weighted_clusters: { clusters },
      ...limits(context, only.key),
      ...accessLog(context),
    },
  };
}
