import { matchesSelector } from '../../mesh/selectors.ts';
import { asList, asMap, type JsonMap } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, doc, docs, namespace } from '../example.ts';
import { hasProxy, namespaceLabels, podParts } from '../facts/membership.ts';
import { letsPort, policiesFor } from '../facts/network-policies.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The port of the control plane that sidecars get their configuration and certificates from. */
const CONTROL_PLANE_PORT = 15_012;

const specOf = ({ object }: AnalyzedResource): JsonMap => asMap(object['spec']);

function takesControlPlane(rule: JsonMap, context: Context): boolean {
  const peers = asList(rule['to']).map(asMap);
  const { istioNamespace } = context.settings;
  const labels = { 'kubernetes.io/metadata.name': istioNamespace, ...namespaceLabels(context, istioNamespace) };
  // Where the control plane is in terms of addresses, or of labels of its pods, no file tells.
  return (
    peers.length === 0 ||
    peers.some(
      ({ ipBlock, namespaceSelector }) =>
        ipBlock !== undefined || (namespaceSelector !== undefined && matchesSelector(namespaceSelector, labels)),
    )
  );
}

function letsThrough(policy: AnalyzedResource, context: Context): boolean {
  return asList(specOf(policy)['egress'])
    .map(asMap)
    .some((rule) => letsPort(rule, CONTROL_PLANE_PORT) && takesControlPlane(rule, context));
}

/** Policies, each with a pod that cannot get its configuration since none of those for it lets it. */
function cutOff(context: Context): ReadonlyMap<AnalyzedResource, AnalyzedResource> {
  const out = new Map<AnalyzedResource, AnalyzedResource>();
  for (const pod of context.all('NetworkPolicy').length > 0 ? context.all('Pod') : []) {
    if (!hasProxy(podParts(pod).spec) || pod.namespace === context.settings.istioNamespace) continue;
    const policies = policiesFor(pod, 'Egress', context);
    if (policies.some((policy) => letsThrough(policy, context))) continue;
    for (const policy of policies) if (!out.has(policy)) out.set(policy, pod);
  }
  return out;
}

const SHOP = docs(namespace('shop', '{istio-injection: enabled}'), deployment('shop/web', '{app: web}'));
const reaching = (port: number): string =>
  doc(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'shop/egress',
    `spec: {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: ${port}}]}]}`,
  );

/** Sidecars reach their control plane. */
export const networkPolicies = analyzer({
  name: 'network-policies',
  codes: ['MSH3025'],
  subjects: ['NetworkPolicy'],
  inputs: ['NetworkPolicy', 'Namespace', 'Pod'],
  description: 'NetworkPolicies that limit egress let sidecars reach the control plane.',
  examples: { bad: docs(SHOP, reaching(443)), good: docs(SHOP, reaching(CONTROL_PLANE_PORT)) },
  view: 'own',
  *analyze(resource, context) {
    const pod = context.derive(cutOff).get(resource);
    if (!pod) return;
    yield found('MSH3025', ['spec', 'egress'], {
      message: `the sidecar of ${quoted(pod.name)} cannot reach port ${CONTROL_PLANE_PORT} of the control plane in ${quoted(context.settings.istioNamespace)}`,
      of: 'key',
    });
  },
});
