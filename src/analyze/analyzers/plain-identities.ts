import { mutualTlsMode } from '../../mesh/selection.ts';
import type { AuthorizationPolicy, Source } from '../../mesh/types/security.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { authorizationPolicy, doc, docs, pod, service } from '../example.ts';
import { targetPorts } from '../facts/backends.ts';
import { podIndex } from '../facts/labels.ts';
import { policyScope } from '../facts/policies.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** What only the certificates of callers tell. */
const OF_CERTIFICATES = ['principals', 'namespaces', 'serviceAccounts'] as const satisfies readonly (keyof Source)[];

/** Whether mutual TLS is off anywhere. */
const isOffSomewhere = (context: Context): boolean =>
  context
    .all('PeerAuthentication')
    .some(({ spec: { mtls, portLevelMtls = {} } }) =>
      [mtls, ...Object.values(portLevelMtls)].some((each) => each?.mode === 'DISABLE'),
    );

/** A workload of the policy that takes no mutual TLS at any port it is known to have. */
function plainWorkload(policy: AnalyzedResource<AuthorizationPolicy>, context: Context): AnalyzedResource | undefined {
  const { rootNamespace } = context.settings;
  const policies = {
    resources: { peerAuthentications: context.all('PeerAuthentication') },
    settings: { rootNamespace },
  };
  return context
    .derive(podIndex)
    .matching(policy.spec.selector?.matchLabels, policyScope(policy, context))
    .find((each) => {
      const ports = targetPorts(each, context).flatMap(({ number }) => number ?? []);
      const modeOf = (port: number) =>
        mutualTlsMode(policies, { namespace: each.namespace, labels: each.labels, port });
      return ports.length > 0 && ports.every((port) => modeOf(port) === 'DISABLE');
    });
}

const SHOP = docs(
  pod('shop/web', '{app: web}'),
  service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}'),
  authorizationPolicy('shop/web', '{rules: [{from: [{source: {namespaces: [front]}}]}]}'),
);
const taking = (mode: string): string =>
  doc('security.istio.io/v1', 'PeerAuthentication', 'shop/default', `spec: {mtls: {mode: ${mode}}}`);

/** Who calls is known where callers show it. */
export const plainIdentities = analyzer({
  name: 'plain-identities',
  codes: ['MSH3027'],
  subjects: ['AuthorizationPolicy'],
  inputs: ['AuthorizationPolicy', 'PeerAuthentication', 'Pod', 'Service'],
  description: 'Rules about the identity of callers are for workloads that ask callers for it.',
  examples: { bad: docs(SHOP, taking('DISABLE')), good: docs(SHOP, taking('STRICT')) },
  view: 'own',
  *analyze(resource, context) {
    const { rules = [], targetRef, targetRefs = [] } = resource.spec;
    if (targetRef || targetRefs.length > 0 || !context.derive(isOffSomewhere)) return;
    for (const [i, { from = [] }] of rules.entries()) {
      for (const [j, { source = {} }] of from.entries()) {
        const field = OF_CERTIFICATES.find((name) => (source[name] ?? []).length > 0);
        const plain = field === undefined ? undefined : plainWorkload(resource, context);
        if (field === undefined || !plain) continue;
        yield found('MSH3027', ['spec', 'rules', i, 'from', j, 'source', field], {
          message: `callers of ${quoted(plain.name)} have no identity, since mutual TLS is off there: ${quoted(field)} matches nobody`,
          of: 'key',
        });
      }
    }
  },
});
