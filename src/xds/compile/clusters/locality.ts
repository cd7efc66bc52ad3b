/** Which localities are asked first. @see https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/ */
import type { EffectivePolicy } from '../../../mesh/destination-rules.ts';
import { matchesLabels } from '../../../mesh/selectors.ts';
import { localityOf } from '../../../mesh/services/labels.ts';
import type { Locality, MeshEndpoint } from '../../../mesh/services/types.ts';
import type { LocalityLb } from '../../../mesh/types/destination-rule.ts';
import type { LocalityLbEndpoints } from '../../resources/cluster.ts';
import type { CompileContext } from '../context.ts';
import { groupEndpoints } from './endpoints.ts';

/** Where the workload itself runs, as far as a pod among the resources tells; `undefined` when none does. */
function ownLocality({ mesh, options }: CompileContext): Locality | undefined {
  const { namespace, labels } = options.node;
  if (Object.keys(labels).length === 0) return undefined;
  const pod = mesh.workloads.podsIn.get(namespace)?.find((each) => matchesLabels(labels, each.labels));
  const found = pod && localityOf(pod.labels, mesh.workloads.nodes.get(pod.spec.nodeName ?? ''));
  return found === undefined || found.region === '' ? undefined : found;
}

/** Further away is more: the same sub-zone, zone, region; a region to fail over to; any other. */
function distance(own: Locality, other: Locality, { failover = [] }: LocalityLb): number {
  if (own.region === other.region) {
    if (own.zone !== other.zone) return 2;
    return own.subZone === other.subZone ? 0 : 1;
  }
  const next = failover.find(({ from }) => from === own.region)?.to;
  return next === undefined || next === other.region ? 3 : 4;
}

/** How many of the labels, from the first on, the endpoint does not share with the workload. */
function labelDistance(context: CompileContext, { labels }: MeshEndpoint, keys: readonly string[]): number {
  const own = context.options.node.labels;
  const shared = keys.findIndex((key) => {
    const [name = '', value] = key.split('=');
    return labels[name] !== (value ?? own[name]);
  });
  return shared < 0 ? 0 : keys.length - shared;
}

function prioritised(
  context: CompileContext,
  endpoints: readonly MeshEndpoint[],
  rank: (endpoint: MeshEndpoint) => number,
): readonly LocalityLbEndpoints[] {
  const ranks = [...new Set(endpoints.map(rank))].sort((a, b) => a - b);
  // Priorities have no gaps, or Envoy would wait for endpoints that do not exist.
  return ranks.flatMap((each, priority) =>
    groupEndpoints(
      context,
      endpoints.filter((endpoint) => rank(endpoint) === each),
    ).map((group) => (priority === 0 ? group : { ...group, priority })),
  );
}

function matchesPattern(pattern: string, { region, zone, subZone }: Locality): boolean {
  const parts = [region, zone, subZone];
  return pattern.split('/').every((part, index) => part === '*' || part === parts[index]);
}

function distributed(
  context: CompileContext,
  endpoints: readonly MeshEndpoint[],
  to: Readonly<Record<string, number>>,
): readonly LocalityLbEndpoints[] {
  return Object.entries(to).flatMap(([pattern, share]) => {
    const groups = groupEndpoints(
      context,
      endpoints.filter(({ locality }) => matchesPattern(pattern, locality)),
    );
    const total = groups.reduce((sum, { load_balancing_weight: weight = 0 }) => sum + weight, 0);
    return groups.map((group) => ({
      ...group,
      load_balancing_weight: Math.max(1, Math.round(((group.load_balancing_weight ?? 0) * share) / total)),
    }));
  });
}

/** The endpoints of a cluster by locality: weighted where a rule distributes them, ranked where failures are detected. */
export function localities(
  context: CompileContext,
  endpoints: readonly MeshEndpoint[],
  policy: EffectivePolicy,
): readonly LocalityLbEndpoints[] {
  const settings = policy.loadBalancer?.localityLbSetting ?? context.mesh.settings.localityLb;
  if (settings.enabled === false) return groupEndpoints(context, endpoints);
  const own = ownLocality(context);
  const rule = own && (settings.distribute ?? []).find(({ from = '' }) => matchesPattern(from, own));
  if (rule?.to) return distributed(context, endpoints, rule.to);
  if (policy.outlierDetection === undefined) return groupEndpoints(context, endpoints);
  const keys = settings.failoverPriority ?? [];
  if (keys.length > 0) return prioritised(context, endpoints, (endpoint) => labelDistance(context, endpoint, keys));
  if (own === undefined) return groupEndpoints(context, endpoints);
  return prioritised(context, endpoints, ({ locality }) => distance(own, locality, settings));
}
