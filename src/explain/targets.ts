/** Destinations: clusters with their shares, and the endpoints of each. */

import { BLACK_HOLE } from '../xds/compile/clusters/well-known.ts';
import type { Cluster, LbEndpoint } from '../xds/resources/cluster.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import type { AtProxy } from './at-proxy.ts';
import type { EndpointView, Step, Target } from './steps.ts';

const UP: ReadonlySet<string | undefined> = new Set([undefined, 'HEALTHY', 'DEGRADED']);

/** The endpoints a cluster's configuration names. */
export function endpointsOf(cluster: Cluster | undefined): readonly LbEndpoint[] {
  return (cluster?.load_assignment?.endpoints ?? []).flatMap(({ lb_endpoints: endpoints = [] }) => endpoints);
}

/** `outbound|9080|v1|reviews.default.svc.cluster.local` taken apart; other names are hosts. */
export function clusterParts(name: string): Pick<Target, 'host' | 'port' | 'subset'> {
  const [, port, subset, host] = name.split('|');
  return host === undefined ? { host: name, port: 0, subset: '' } : { host, port: Number(port), subset: subset ?? '' };
}

/** The cluster of that name; `undefined` when the snapshot has none. */
export const clusterNamed = ({ clusters }: Snapshot, name: string): Cluster | undefined =>
  clusters.find((each) => each.name === name);

/** What requests to a cluster can end at. */
export function endpointViews(
  { snapshot, nameOf }: Pick<AtProxy, 'snapshot' | 'nameOf'>,
  name: string,
): readonly EndpointView[] {
  return endpointsOf(clusterNamed(snapshot, name)).map((each) => {
    const { socket_address: socket, pipe } = each.endpoint.address;
    const port = socket?.port_value ?? 0;
    const address = socket?.address ?? '';
    const shown = nameOf(address) ?? (address.includes(':') ? `[${address}]` : address);
    return {
      address: pipe ? pipe.path : `${shown}:${port}`,
      healthy: UP.has(each.health_status),
      weight: each.load_balancing_weight ?? 1,
    };
  });
}

/** `reviews.default.svc.cluster.local:9080, subset v1`. */
function targetText({ host, port, subset }: Pick<Target, 'host' | 'port' | 'subset'>): string {
  if (host === '') return `the workload itself, port ${port}`;
  return `${host}${port === 0 ? '' : `:${port}`}${subset === '' ? '' : `, subset ${subset}`}`;
}

function endpointText({ endpoints, failure, host }: Target, cluster: Cluster | undefined): string {
  const healthy = endpoints.filter((each) => each.healthy);
  if (host === BLACK_HOLE) return 'hosts the mesh does not know are not let out (REGISTRY_ONLY)';
  if (failure !== undefined) {
    const none = endpoints.length === 0 ? `nothing is known to run ${host}` : 'no endpoint is healthy';
    return `${none}: ${failure.status} (${failure.details})`;
  }
  if (cluster?.type === 'ORIGINAL_DST') return 'wherever the connection was going';
  const names = [...new Set(healthy.map(({ address }) => address))];
  const ill = endpoints.length - healthy.length;
  return `${names.join(', ')}${ill === 0 ? '' : `; ${ill} unhealthy`}`;
}

/** The steps of one destination. */
export function targetSteps({ snapshot, places }: AtProxy, target: Target): readonly Step[] {
  const cluster = clusterNamed(snapshot, target.cluster);
  const drawn = target.share < 1 ? ({ result: 'drawn', share: target.share } as const) : ({ result: 'taken' } as const);
  if (cluster === undefined) {
    return [
      { kind: 'cluster', ...drawn, text: `${target.cluster}: no such cluster: ${target.failure?.status ?? 503}` },
    ];
  }
  const place =
    target.subset === '' ? places.of(cluster) : (places.subset(cluster, target.subset) ?? places.of(cluster));
  const security = target.tls ? ', by TLS' : '';
  const lb = cluster.lb_policy ?? 'ROUND_ROBIN';
  return [
    { kind: 'cluster', ...drawn, text: `${targetText(target)}${security}`, ...(place === undefined ? {} : { place }) },
    {
      kind: 'endpoint',
      result: target.failure === undefined ? 'taken' : 'failed',
      text: `${endpointText(target, cluster)}${target.endpoints.length > 1 ? ` (${lb})` : ''}`,
    },
  ];
}

/** What happens to the request on its way to a destination; nothing where it goes on as it came. */
export function requestSteps({ head }: AtProxy, { request }: Target): readonly Step[] {
  if (request === undefined) return [];
  const { authority, path, changes } = request;
  const texts = [
    ...(path === head.target ? [] : [`the path becomes ${path}`]),
    ...(authority === head.authority ? [] : [`the host becomes ${authority}`]),
    ...changes.map(({ name, value }) => (value === undefined ? `${name} is taken out` : `${name}: ${value}`)),
  ];
  return texts.map((text) => ({ kind: 'request', result: 'applies', text }));
}
