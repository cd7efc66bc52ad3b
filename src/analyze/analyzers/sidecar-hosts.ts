import { coversHost, splitNamespacedHost } from '../../mesh/hosts.ts';
import type { Sidecar } from '../../mesh/types/networking.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, docs, service, sidecar } from '../example.ts';
import { calledHosts } from '../facts/calls.ts';
import type { KnownHost } from '../facts/hosts.ts';
import { isEmpty, podIndex, selects } from '../facts/labels.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** The pods a Sidecar is for: those it selects, else those of its namespace that no other one selects. */
function podsUnder(resource: AnalyzedResource<Sidecar>, context: Context): readonly AnalyzedResource[] {
  const { spec, namespace } = resource;
  const labels = spec.workloadSelector?.labels ?? {};
  const pods = context.derive(podIndex).matching(labels, namespace);
  if (!isEmpty(labels)) return pods;
  const others = context
    .all('Sidecar')
    .filter((other) => other.namespace === namespace && !isEmpty(other.spec.workloadSelector?.labels));
  return pods.filter((pod) => !others.some((other) => selects(other.spec.workloadSelector?.labels ?? {}, pod.labels)));
}

function shows(resource: AnalyzedResource<Sidecar>, host: string, { declaredBy }: KnownHost): boolean {
  const entries = (resource.spec.egress ?? []).flatMap(({ hosts = [] }) => hosts).map(splitNamespacedHost);
  return entries.some(({ namespace, host: pattern }) => {
    const scope = namespace === '.' ? resource.namespace : namespace;
    return (scope === '*' || scope === declaredBy.namespace) && (pattern === '*' || coversHost(pattern, host));
  });
}

const SHOP = docs(
  deployment(
    'shop/web',
    '{app: web}',
    'containers: [{name: app, image: app, env: [{name: API, value: "http://api:80"}]}]',
  ),
  service('shop/api', '{ports: [{name: http, port: 80}]}'),
);
const showing = (host: string): string =>
  sidecar('shop/web', `{workloadSelector: {labels: {app: web}}, egress: [{hosts: ["./${host}"]}]}`);

/** A workload is shown what it calls. */
export const sidecarHosts = analyzer({
  name: 'sidecar-hosts',
  codes: ['MSH3023'],
  subjects: ['Sidecar'],
  inputs: ['Sidecar', 'Pod', 'Service', 'ServiceEntry'],
  description: 'A Sidecar shows its workloads the hosts their settings name.',
  examples: { bad: docs(SHOP, showing('db.shop.svc.cluster.local')), good: docs(SHOP, showing('*')) },
  view: 'own',
  *analyze(resource, context) {
    if ((resource.spec.egress ?? []).length === 0) return;
    const seen = new Set<string>();
    for (const pod of podsUnder(resource, context)) {
      for (const [host, known] of calledHosts(pod, context)) {
        if (seen.has(host)) continue;
        seen.add(host);
        if (shows(resource, host, known)) continue;
        yield found('MSH3023', ['spec', 'egress', 0, 'hosts'], {
          message: `the workload names the host ${quoted(host)} in its settings, which the Sidecar does not show it`,
          of: 'key',
        });
      }
    }
  },
});
