import { asList, asMap, type JsonMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, docs, namespace, networkPolicy } from '../example.ts';
import { podIndex } from '../facts/labels.ts';
import { isAmbientNamespace, isAmbientPod, namespaceLabels } from '../facts/membership.ts';
import { isFor, letsPort, limits, policiesFor } from '../facts/network-policies.ts';
import { listed, quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Pods, the ports the mesh reaches them at, and who comes there. */
interface Need {
  readonly ports: readonly number[];
  readonly from: string;
  of(pod: AnalyzedResource, context: Context): boolean;
}

const isMember = (pod: AnalyzedResource, context: Context): boolean =>
  isAmbientPod(pod) || isAmbientNamespace(namespaceLabels(context, pod.namespace));

/** @see https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
const NEEDS: readonly Need[] = [
  {
    ports: [15_012, 15_017],
    from: 'sidecars get their configuration and the API server asks for injection',
    of: ({ labels, namespace: space }, { settings }) => labels['app'] === 'istiod' && space === settings.istioNamespace,
  },
  { ports: [15_008], from: 'the traffic of the mesh without sidecars arrives', of: isMember },
];

/** The ports of a need that none of the policies for the pod lets through. */
function closed({ ports }: Need, policies: readonly JsonMap[]): readonly number[] {
  const rules = policies.flatMap((spec) => asList(spec['ingress']).map(asMap));
  return ports.filter((port) => !rules.some((rule) => letsPort(rule, port)));
}

const AMBIENT = docs(namespace('shop', '{istio.io/dataplane-mode: ambient}'), deployment('shop/web', '{app: web}'));
const letting = (port: number): string =>
  networkPolicy('shop/web', `{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: ${port}}]}]}`);

/** What the mesh itself sends gets through. */
export const networkPolicyPorts = analyzer({
  name: 'network-policy-ports',
  codes: ['MSH3028'],
  subjects: ['NetworkPolicy'],
  inputs: ['NetworkPolicy', 'Namespace', 'Pod'],
  description:
    'NetworkPolicies that limit ingress let the ports of the mesh through: 15008, and those of the control plane.',
  examples: { bad: docs(AMBIENT, letting(80)), good: docs(AMBIENT, letting(15_008)) },
  view: 'own',
  *analyze(resource, context) {
    if (!limits(resource, 'Ingress')) return;
    for (const pod of context.derive(podIndex).matching(undefined, resource.namespace)) {
      if (!isFor(resource, pod)) continue;
      const policies = policiesFor(pod, 'Ingress', context);
      for (const need of NEEDS.filter((each) => each.of(pod, context))) {
        const ports = closed(
          need,
          policies.map(({ object }) => asMap(object['spec'])),
        );
        if (ports.length === 0) continue;
        yield found('MSH3028', ['spec', 'ingress'], {
          message: `nothing gets to port ${listed(ports)} of ${quoted(pod.name)}, where ${need.from}`,
          of: 'key',
        });
        return;
      }
    }
  },
});
