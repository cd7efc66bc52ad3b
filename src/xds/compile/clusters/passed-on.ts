/** Clusters behind gateways that pass the TLS of the mesh on unopened: what they send is encrypted already. */
import type { Cluster } from '../../resources/cluster.ts';
import type { CompileContext } from '../context.ts';
import { clusterName, meshServerName } from '../names.ts';

function passedOn(cluster: Cluster, name: string): Cluster {
  const {
    transport_socket: _socket,
    transport_socket_matches: _matches,
    typed_extension_protocol_options: _http,
    load_assignment: assignment,
    ...rest
  } = cluster;
  return {
    ...rest,
    name,
    alt_stat_name: `${name};`,
    ...(assignment && { load_assignment: { ...assignment, cluster_name: name } }),
  };
}

/** Of every service that a listener passes on, the same cluster without TLS, under the name that clients ask for by SNI. */
export function passedOnClusters(context: CompileContext, clusters: readonly Cluster[]): readonly Cluster[] {
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  return [...context.passedOn.values()].flatMap((key) => {
    const cluster = byName.get(clusterName(key));
    return cluster === undefined ? [] : [passedOn(cluster, meshServerName(key))];
  });
}
