/** What NetworkPolicies limit and let through. @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { matchesSelector } from '../../mesh/selectors.ts';
import { asList, asMap, type JsonMap } from '../../model/json.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

function policiesByNamespace(context: Context): ReadonlyMap<string, readonly AnalyzedResource[]> {
  const out = new Map<string, AnalyzedResource[]>();
  for (const policy of context.all('NetworkPolicy')) {
    const list = out.get(policy.namespace);
    if (list) list.push(policy);
    else out.set(policy.namespace, [policy]);
  }
  return out;
}

/** Whether a policy is for a pod of its namespace. */
export function isFor({ object }: AnalyzedResource, pod: AnalyzedResource): boolean {
  return matchesSelector(asMap(object['spec'])['podSelector'], pod.labels);
}

type Direction = 'Ingress' | 'Egress';

const byPod =
  (direction: Direction) =>
  (context: Context): ReadonlyMap<AnalyzedResource, readonly AnalyzedResource[]> => {
    const byNamespace = context.derive(policiesByNamespace);
    if (byNamespace.size === 0) return new Map();
    const ofPod = (pod: AnalyzedResource) =>
      (byNamespace.get(pod.namespace) ?? []).filter((policy) => limits(policy, direction) && isFor(policy, pod));
    return new Map(context.all('Pod').map((pod) => [pod, ofPod(pod)]));
  };

/** For each pod, since every policy of a namespace asks about all of its pods. */
const BY_POD = { Ingress: byPod('Ingress'), Egress: byPod('Egress') };

/** The policies that limit a direction for a pod of the input. */
export function policiesFor(
  pod: AnalyzedResource,
  direction: Direction,
  context: Context,
): readonly AnalyzedResource[] {
  return context.derive(BY_POD[direction]).get(pod) ?? [];
}

/** Whether a policy limits a direction: without policyTypes it limits ingress, and egress where it says something of it. */
export function limits({ object }: AnalyzedResource, direction: Direction): boolean {
  const spec = asMap(object['spec']);
  const types = asList(spec['policyTypes']);
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || spec['egress'] !== undefined;
}

/** Whether a rule lets TCP to a port through; a port with a name that `named` does not know lets nothing through. */
export function letsPort(
  rule: JsonMap,
  wanted: number,
  named: (name: string) => number | undefined = () => undefined,
): boolean {
  const ports = asList(rule['ports']).map(asMap);
  if (ports.length === 0) return true;
  return ports.some(({ port, endPort, protocol = 'TCP' }) => {
    if (protocol !== 'TCP') return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return named(port) === wanted;
    const last = typeof endPort === 'number' ? endPort : port;
    return typeof port === 'number' && typeof last === 'number' && port <= wanted && wanted <= last;
  });
}
