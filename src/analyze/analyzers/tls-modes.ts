import type { ClientTls, DestinationRule } from '../../mesh/types/destination-rule.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import { destinationRule, doc, docs, namespace, pod, service } from '../example.ts';
import { knownHosts } from '../facts/hosts.ts';
import { type Taking, takings } from '../facts/mutual-tls.ts';
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

/** The pod that is not in the mesh, where none of them is. */
function outsider(tls: ClientTls, all: readonly Taking[]): AnalyzedResource | undefined {
  if (tls.mode !== 'ISTIO_MUTUAL' || all.some(({ inMesh: member }) => member)) return undefined;
  return all[0]?.pod;
}

/** Why clients and a workload of the mesh do not get on; `undefined` when they do. */
function clash(tls: ClientTls, host: string, all: readonly Taking[]): string | undefined {
  const clients = `clients of ${quoted(host)} use TLS of mode ${quoted(tls.mode ?? 'DISABLE')}`;
  if (tls.mode !== 'ISTIO_MUTUAL') {
    const strict = all.find(({ inMesh: member, mode }) => member && mode === 'STRICT');
    return strict && `${clients}, but its workload ${quoted(strict.pod.name)} takes mutual TLS of the mesh only`;
  }
  const plain = all.find(({ inMesh: member, mode }) => member && mode === 'DISABLE');
  return plain && `${clients}, but its workload ${quoted(plain.pod.name)} takes no TLS of the mesh`;
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
      const all = takings(by, port, context);
      const message = clash(tls, host, all);
      if (message !== undefined) yield found('MSH3020', path, { message });
      const pod = outsider(tls, all);
      if (!pod) continue;
      const finding = found('MSH3020', path, {
        message: `clients of ${quoted(host)} use mutual TLS of the mesh, but its workload ${quoted(pod.name)} is not in the mesh`,
      });
      // Without its namespace nobody can tell whether a pod is injected.
      const known = context.find('Namespace', { namespace: '', name: pod.namespace }) !== undefined;
      yield known || context.settings.complete ? finding : uncertain(finding);
    }
  },
});
