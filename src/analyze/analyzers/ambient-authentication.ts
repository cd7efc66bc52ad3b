import type { PeerAuthentication, PolicyTarget } from '../../mesh/types/security.ts';
import { analyzer, type Found, found, type ShownAnalyzer } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, namespace } from '../example.ts';
import { isAmbientSpace, isGatewayPod, type Reach } from '../facts/ambient.ts';
import { isEmpty, podIndex } from '../facts/labels.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

function* modes({ mtls, portLevelMtls = {} }: PeerAuthentication): Generator<Found> {
  const message = 'without sidecars mutual TLS cannot be switched off: the mode "DISABLE" is taken as "PERMISSIVE"';
  if (mtls?.mode === 'DISABLE') yield found('MSH3064', ['spec', 'mtls', 'mode'], { message });
  for (const [port, { mode }] of Object.entries(portLevelMtls))
    if (mode === 'DISABLE') yield found('MSH3064', ['spec', 'portLevelMtls', port, 'mode'], { message });
}

/** Whether the policy is for gateways alone, which see requests. */
function isForGateways({ spec, namespace: space }: AnalyzedResource<PolicyTarget>, context: Context): boolean {
  if (isEmpty(spec.selector?.matchLabels)) return false;
  const pods = context.derive(podIndex).matching(spec.selector?.matchLabels, space);
  return pods.length > 0 && pods.every(isGatewayPod);
}

const SHOP = namespace('shop', '{istio.io/dataplane-mode: ambient}');
const taking = (mode: string): string =>
  doc('security.istio.io/v1', 'PeerAuthentication', 'shop/default', `spec: {mtls: {mode: ${mode}}}`);

/** The proxies of nodes can do what is asked of them. */
export const ambientAuthentication = (reach: Reach): ShownAnalyzer =>
  analyzer({
    name: 'ambient-authentication',
    codes: ['MSH3064'],
    subjects: ['PeerAuthentication', 'RequestAuthentication', 'WasmPlugin'],
    inputs: ['Namespace', 'PeerAuthentication', 'Pod', 'RequestAuthentication', 'WasmPlugin'],
    description: 'Without sidecars, mutual TLS is not switched off, and tokens and plugins are given to a waypoint.',
    examples: { bad: docs(SHOP, taking('DISABLE')), good: docs(SHOP, taking('STRICT')) },
    view: 'own',
    *analyze(resource, context) {
      if (!isAmbientSpace(resource.namespace, reach, context)) return;
      if (resource.of === 'PeerAuthentication') {
        yield* modes(resource.spec as PeerAuthentication);
        return;
      }
      const policy = resource as AnalyzedResource<PolicyTarget>;
      const { targetRef, targetRefs = [], selector } = policy.spec;
      if (targetRef || targetRefs.length > 0 || isForGateways(policy, context)) return;
      yield found('MSH3064', ['spec', ...(selector === undefined ? [] : ['selector'])], {
        message: `a ${quoted(resource.kind)} has no effect without a sidecar unless targetRefs name a waypoint`,
        of: 'key',
      });
    },
  });
