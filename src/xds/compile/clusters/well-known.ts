/** Clusters every proxy has, whatever the mesh is. */
import type { Cluster } from '../../resources/cluster.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';
import { policyFields } from './policy.ts';

/** Takes what must not go anywhere. */
export const BLACK_HOLE = 'BlackHoleCluster';
/** Sends what nobody knows to where it was going. */
export const PASSTHROUGH = 'PassthroughCluster';

const IDLE_TIMEOUT = '300s';

/** Whatever version of HTTP came in goes on, for connections that nobody said anything about. */
export const ANY_HTTP: Pick<Cluster, 'typed_extension_protocol_options'> = {
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': TYPES.httpProtocolOptions,
      common_http_protocol_options: { idle_timeout: IDLE_TIMEOUT },
      use_downstream_protocol_config: { http_protocol_options: {}, http2_protocol_options: {} },
    },
  },
};

/** The black hole, and for sidecars the way past the mesh. */
export function wellKnownClusters({ mesh, options }: CompileContext): readonly Cluster[] {
  const { connect_timeout: timeout = '10s', circuit_breakers: limits = {} } = policyFields({}, mesh.settings);
  const hole: Cluster = {
    name: BLACK_HOLE,
    type: 'STATIC',
    connect_timeout: timeout,
    alt_stat_name: `${BLACK_HOLE};`,
  };
  if (options.node.kind === 'gateway') return [hole];
  const past: Cluster = {
    name: PASSTHROUGH,
    type: 'ORIGINAL_DST',
    connect_timeout: timeout,
    lb_policy: 'CLUSTER_PROVIDED',
    circuit_breakers: limits,
    alt_stat_name: `${PASSTHROUGH};`,
    ...ANY_HTTP,
  };
  return [hole, past];
}
