/** What NetworkPolicies limit and let through. @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { asList, asMap, type JsonMap } from '../../model/json.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Whether a policy limits a direction: without policyTypes it limits ingress, and egress where it says something of it. */
export function limits({ object }: AnalyzedResource, direction: 'Ingress' | 'Egress'): boolean {
  const spec = asMap(object['spec']);
  const types = asList(spec['policyTypes']);
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || spec['egress'] !== undefined;
}

/** Whether a rule lets TCP to a port through; ports with names are not known, and let nothing through. */
export function letsPort(rule: JsonMap, wanted: number): boolean {
  const ports = asList(rule['ports']).map(asMap);
  if (ports.length === 0) return true;
  return ports.some(({ port, endPort, protocol = 'TCP' }) => {
    if (protocol !== 'TCP') return false;
    if (port === undefined) return true;
    const last = typeof endPort === 'number' ? endPort : port;
    return typeof port === 'number' && typeof last === 'number' && port <= wanted && wanted <= last;
  });
}
