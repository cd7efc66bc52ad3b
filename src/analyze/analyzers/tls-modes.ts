import { mutualTlsMode } from '../../mesh/selection.ts';
import type { ClientTls, DestinationRule } from '../../mesh/types/destination-rule.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { destinationRule, doc, docs, namespace, pod, service } from '../example.ts';
import { podsOf, targetPorts } from '../facts/backends.ts';
import { knownHosts, servicePorts } from '../facts/hosts.ts';
import { hasProxy, inMesh, podParts } from '../facts/membership.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The TLS of a rule, and the port of the service it is for where it is for one. */
interface TlsAt {
  readonly tls: ClientTls;
  readonly path: Path;
  readonly port?: number | undefined;
}

function* settingsOf({ trafficPolicy, subsets = [] }: DestinationRule): Generator<TlsAt> {
  const at: Path = ['spec', 'trafficPolicy'];
  if (trafficPolicy?.tls) yield { tls: trafficPolicy.tls, path: [...at, 'tls', 'mode'] };
  for (const [index, { tls, port }] of (trafficPolicy?.portLevelSettings ?? []).entries())
    if (tls) yield { tls, path: [...at, 'portLevelSettings', index, 'tls', 'mode'], port: port?.number };
  for (const [index, subset] of subsets.entries()) {
    const tls = subset.trafficPolicy?.tls;
    if (tls) yield { tls, path: ['spec', 'subsets', index, 'trafficPolicy', 'tls', 'mode'] };
  }
}

/** A pod of the service that takes nothing but the mesh's TLS at a port of it. */
function strictPod(
  service_: AnalyzedResource,
  port: number | undefined,
  context: Context,
): AnalyzedResource | undefined {
  const { rootNamespace } = context.settings;
  const policies = {
    resources: { peerAuthentications: context.all('PeerAuthentication') },
    settings: { rootNamespace },
  };
  const numbers = servicePorts(service_).map(({ number }) => number);
  return podsOf(service_, context).find((each) => {
    if (!hasProxy(podParts(each).spec) && !inMesh(podParts(each), each.namespace, context)) return false;
    return targetPorts(each, context).some(({ service: by, index, number }) => {
      if (by !== service_ || number === undefined || (port !== undefined && numbers[index] !== port)) return false;
      return mutualTlsMode(policies, { namespace: each.namespace, labels: each.labels, port: number }) === 'STRICT';
    });
  });
}

const SHOP = docs(
  namespace('shop', '{istio-injection: enabled}'),
  pod('shop/web', '{app: web}'),
  service('shop/web', '{selector: {app: web}, ports: [{name: http, port: 80}]}'),
  doc('security.istio.io/v1', 'PeerAuthentication', 'shop/default', 'spec: {mtls: {mode: STRICT}}'),
);
const speaking = (mode: string): string =>
  destinationRule('shop/web', `{host: web, trafficPolicy: {tls: {mode: ${mode}}}}`);

/** Clients speak what servers ask for. */
export const tlsModes = analyzer({
  name: 'tls-modes',
  codes: ['MSH3020'],
  subjects: ['DestinationRule'],
  inputs: ['DestinationRule', 'Namespace', 'PeerAuthentication', 'Pod', 'Service', 'ServiceEntry'],
  description: 'The TLS a DestinationRule asks clients for is what the PeerAuthentication of the servers takes.',
  examples: { bad: docs(SHOP, speaking('DISABLE')), good: docs(SHOP, speaking('ISTIO_MUTUAL')) },
  view: 'own',
  *analyze(resource, context) {
    const host = resource.spec.host ?? '';
    const by = context.derive(knownHosts).find(host, resource.namespace, resource.spec.exportTo)?.declaredBy;
    if (by?.of !== 'Service') return;
    for (const { tls, path, port } of settingsOf(resource.spec)) {
      if (tls.mode === 'ISTIO_MUTUAL') continue;
      const strict = strictPod(by, port, context);
      if (!strict) continue;
      yield found('MSH3020', path, {
        message: `clients of ${quoted(host)} use TLS of mode ${quoted(tls.mode ?? 'DISABLE')}, but its workload ${quoted(strict.name)} takes mutual TLS of the mesh only`,
      });
    }
  },
});
