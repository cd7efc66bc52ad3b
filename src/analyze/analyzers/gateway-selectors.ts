import { analyzer, found } from '../analyzer.ts';
import { doc, docs, pod } from '../example.ts';
import { isEmpty, podIndex } from '../facts/labels.ts';
import { GATEWAY_NAME, gatewayProxies } from '../facts/other-workloads.ts';
import { quoted } from '../facts/wording.ts';

const INGRESS = pod('edge/ingress', '{app: ingress, gateway.networking.k8s.io/gateway-name: public}');
const policy = (target: string): string =>
  doc(
    'security.istio.io/v1',
    'RequestAuthentication',
    'edge/jwt',
    `spec: {${target}, jwtRules: [{issuer: example.com}]}`,
  );

/** Policies for Gateways of the Gateway API name them. */
export const gatewaySelectors = analyzer({
  name: 'gateway-selectors',
  codes: ['IST0166'],
  subjects: ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'],
  inputs: ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin', 'Pod', 'KubernetesGateway'],
  description: 'A policy for a Gateway of the Gateway API names it by targetRefs: selectors have no effect there.',
  examples: {
    bad: docs(INGRESS, policy('selector: {matchLabels: {app: ingress}}')),
    good: docs(INGRESS, policy('targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: public}]')),
  },
  reference: 'k8sgateway.SelectorAnalyzer',
  *analyze({ spec, namespace }, context) {
    const { selector, targetRef, targetRefs = [] } = spec;
    if (selector === undefined || targetRef !== undefined || targetRefs.length > 0) return;
    const labels = selector.matchLabels ?? {};
    if (isEmpty(labels) && context.settings.view === 'own') return;
    const names = context
      .derive(podIndex)
      .matching(labels, namespace)
      .flatMap((pod) => pod.labels[GATEWAY_NAME] ?? []);
    if (context.settings.view === 'own')
      names.push(
        ...context
          .derive(gatewayProxies)
          .matching(labels, namespace)
          .map((gateway) => gateway.name),
      );
    for (const name of context.settings.view === 'own' ? new Set(names) : names) {
      yield found('IST0166', ['spec', 'selector'], {
        message: `the selector takes pods of the Gateway ${quoted(name)}, on which it has no effect`,
        of: 'key',
      });
    }
  },
});
