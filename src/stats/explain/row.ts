/** Why a row is as it is, in lines of text: what the proxy knows, and what the configuration says about it. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { asString } from '../../model/json.ts';
import type { ViewRow } from '../cells.ts';
import type { ProxyLive } from '../live/proxy.ts';
import { clusterLines, type ExplainedCluster } from './cluster.ts';
import { endpointLines } from './endpoint.ts';
import { routeLines, routesTo } from './route.ts';

/** An explanation: what of, and its lines. */
export interface Explanation {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Explains a row of clusters, endpoints or routes; `undefined` for a row of anything else. The dump says what it knows. */
export function explained({ target, value }: ViewRow, proxy: ProxyLive, dump: ConfigDump): Explanation | undefined {
  if (target === undefined) return undefined;
  switch (target.kind) {
    case 'cluster':
      return { title: `cluster ${target.name}`, lines: clusterSide(clusterIn(proxy, dump, target.name)) };
    case 'endpoint': {
      const address = asString(value['address']) ?? '';
      const cluster = clusterIn(proxy, dump, target.name);
      const lines = [...endpointLines(address, cluster), '', `Cluster ${target.name}`, ...clusterSide(cluster)];
      return { title: `endpoint ${address} of ${target.name}`, lines };
    }
    case 'route':
      return {
        title: `route of ${target.name}`,
        lines: routeLines({ dump, index: target.index ?? 0, clusterOf: (name) => clusterIn(proxy, dump, name) }),
      };
    default:
      return undefined;
  }
}

function clusterSide(cluster: ExplainedCluster): readonly string[] {
  return [...clusterLines(cluster), '', 'Routes that lead here', ...routesTo(cluster)];
}

function clusterIn({ span, clusters }: ProxyLive, dump: ConfigDump, name: string): ExplainedCluster {
  // Endpoints are looked at less often than statistics where there are many.
  const facts = (span?.hosts ?? span)?.after.clusters?.find((each) => each.name === name);
  return { name, dump, facts, traffic: clusters.find((each) => each.name === name)?.traffic };
}
