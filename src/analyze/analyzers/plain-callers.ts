import { INJECT } from '../../inject/constants.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, doc, docs, namespace, pod, service } from '../example.ts';
import { callsOf } from '../facts/calls.ts';
import { servicePorts } from '../facts/hosts.ts';
import { hasProxy, isAmbientPod, joinsAmbient, podParts } from '../facts/membership.ts';
import { isMember, takings } from '../facts/mutual-tls.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Whether a pod surely speaks without the mesh: it refuses a sidecar, or its namespace is known and asks for none. */
function isOutside(pod: AnalyzedResource, context: Context): boolean {
  if (hasProxy(podParts(pod).spec) || isAmbientPod(pod) || joinsAmbient(pod, context)) return false;
  if ((pod.labels[INJECT] ?? pod.annotations[INJECT]) === 'false') return true;
  const known = context.find('Namespace', { namespace: '', name: pod.namespace }) !== undefined;
  return (known || context.settings.complete) && !isMember(pod, context);
}

/** A workload of the Service that takes no calls without mutual TLS, where all of its workloads are such. */
function refusing(by: AnalyzedResource, port: number | undefined, context: Context): AnalyzedResource | undefined {
  const named = servicePorts(by).some(({ number }) => number === port) ? port : undefined;
  const all = takings(by, named, context);
  return all.every(({ inMesh, mode }) => inMesh && mode === 'STRICT') ? all[0]?.pod : undefined;
}

const SHOP = docs(
  namespace('shop', '{istio-injection: enabled}'),
  pod('shop/api', '{app: api}'),
  service('shop/api', '{selector: {app: api}, ports: [{name: http, port: 80}]}'),
  doc('security.istio.io/v1', 'PeerAuthentication', 'shop/default', 'spec: {mtls: {mode: STRICT}}'),
);
const CALLER = deployment(
  'jobs/report',
  '{app: report}',
  'containers: [{name: app, image: app, env: [{name: API, value: "http://api.shop:80"}]}]',
);

/** Who calls a workload that asks for mutual TLS has a sidecar. */
export const plainCallers = analyzer({
  name: 'plain-callers',
  codes: ['MSH3016'],
  subjects: ['Pod'],
  inputs: ['Namespace', 'PeerAuthentication', 'Pod', 'Service', 'ServiceEntry'],
  description: 'Workloads whose settings name a host that takes mutual TLS only are in the mesh.',
  examples: {
    bad: docs(SHOP, namespace('jobs', '{team: reports}'), CALLER),
    good: docs(SHOP, namespace('jobs', '{istio-injection: enabled}'), CALLER),
  },
  view: 'own',
  *analyze(resource, context) {
    if (context.all('PeerAuthentication').length === 0 || !isOutside(resource, context)) return;
    const told = new Set<string>();
    for (const { host, known, port, path } of callsOf(resource, context)) {
      if (known.declaredBy.of !== 'Service' || told.has(host)) continue;
      const strict = refusing(known.declaredBy, port, context);
      if (!strict) continue;
      told.add(host);
      // That a setting names a host does not say that it is called.
      yield uncertain(
        found('MSH3016', path, {
          message: `a workload without sidecar names the host ${quoted(host)} in its settings, whose workload ${quoted(strict.name)} takes mutual TLS of the mesh only`,
        }),
      );
    }
  },
});
