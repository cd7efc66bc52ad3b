/** Clusters and endpoints as a configuration dump has them: what should be there, without what was served. */
import type { ConfigDump } from '../envoy/dump.ts';
import { enumName, field, fieldAt, list, number, text } from '../envoy/fields.ts';
import { type Shape, WHOLE } from '../envoy/json/project.ts';
import { endpointAddress } from '../envoy/rows/address.ts';
import { clustersOf } from '../envoy/rows/cluster.ts';
import { assignments } from '../envoy/rows/eds.ts';
import { hostPort } from '../envoy/rows/endpoint.ts';
import { HEALTH_STATUSES } from '../envoy/rows/health.ts';
import { type ClusterFacts, type HostFacts, limitsOf, localityOf } from './hosts.ts';

const ENDPOINTS: Shape = {
  priority: WHOLE,
  locality: WHOLE,
  lb_endpoints: { health_status: WHOLE, load_balancing_weight: WHOLE, endpoint: { address: WHOLE } },
};

const SHAPE: Shape = {
  name: WHOLE,
  alt_stat_name: WHOLE,
  circuit_breakers: WHOLE,
  load_assignment: { endpoints: ENDPOINTS },
};

/** The clusters of a dump, none when it has no such part. Endpoints that came by discovery count before those of the cluster itself. */
export function hostsOfDump(dump: ConfigDump): readonly ClusterFacts[] {
  if (dump.find('clusters', {}) === undefined) return [];
  const sent = new Map(
    assignments(dump, {}, { cluster_name: WHOLE, endpoints: ENDPOINTS }).map((each) => [
      text(each, 'cluster_name'),
      each,
    ]),
  );
  return clustersOf(dump, {}, SHAPE).map((cluster) => {
    const name = text(cluster, 'name');
    return {
      name,
      statName: text(cluster, 'alt_stat_name') || name,
      ejectionThreshold: undefined,
      limits: limitsOf(cluster),
      hosts: hostsIn(sent.get(name) ?? field(cluster, 'load_assignment')),
    };
  });
}

function hostsIn(assignment: unknown): readonly HostFacts[] {
  return list(assignment, 'endpoints').flatMap((group) =>
    list(group, 'lb_endpoints').map((endpoint): HostFacts => {
      const { host, port } = endpointAddress(fieldAt(endpoint, 'endpoint', 'address'));
      return {
        address: hostPort(host, port),
        health: enumName(endpoint, 'health_status', HEALTH_STATUSES),
        failures: [],
        checked: false,
        ejected: false,
        successRate: undefined,
        weight: number(endpoint, 'load_balancing_weight') || 1,
        priority: number(group, 'priority'),
        locality: localityOf(field(group, 'locality')),
        values: new Map(),
      };
    }),
  );
}
