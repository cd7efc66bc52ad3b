import { coversHost, splitNamespacedHost } from '../../mesh/hosts.ts';
import type { Sidecar } from '../../mesh/types/networking.ts';
import { asList, asMap, asString } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { deployment, docs, service, sidecar } from '../example.ts';
import { type KnownHost, knownHosts } from '../facts/hosts.ts';
import { isEmpty, podIndex } from '../facts/labels.ts';
import { containers, podParts } from '../facts/membership.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** What may be the name of a host in the settings of an application: alone, in a URL, or before a port. */
const HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*)(?::\d+)?(?:\/.*)?$/i;

/** Names without a dot are words; they count as hosts only where something marks them as such. */
const isMarked = (text: string): boolean => text.includes('://') || /:\d+(?:\/|$)/.test(text);

/** The texts by which an application may learn of hosts. */
function textsOf(pod: AnalyzedResource): readonly string[] {
  return containers(podParts(pod).spec).flatMap((container) => [
    ...asList(container['env']).map((item) => asString(asMap(item)['value']) ?? ''),
    ...['command', 'args'].flatMap((name) => asList(container[name]).map((item) => asString(item) ?? '')),
  ]);
}

/** The whole name of a service that is called by a shorter one. */
function nameIn(text: string, namespace: string): string | undefined {
  const host = HOST.exec(text)?.[1];
  if (host === undefined || (!host.includes('.') && !isMarked(text))) return undefined;
  const parts = host.split('.');
  if (parts.length === 1) return `${host}.${namespace}.svc.cluster.local`;
  return parts.length === 2 || (parts.length === 3 && parts[2] === 'svc')
    ? `${parts[0]}.${parts[1]}.svc.cluster.local`
    : host;
}

/** The hosts pods seem to call. */
function calledHosts(pods: readonly AnalyzedResource[], context: Context): ReadonlyMap<string, KnownHost> {
  const hosts = context.derive(knownHosts);
  const out = new Map<string, KnownHost>();
  for (const pod of pods) {
    for (const text of textsOf(pod)) {
      const name = nameIn(text, pod.namespace);
      const known = name === undefined ? undefined : hosts.find(name, pod.namespace);
      if (name !== undefined && known) out.set(name, known);
    }
  }
  return out;
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
    const { spec, namespace } = resource;
    const labels = spec.workloadSelector?.labels ?? {};
    if ((spec.egress ?? []).length === 0 || isEmpty(labels)) return;
    const pods = context.derive(podIndex).matching(labels, namespace);
    for (const [host, known] of calledHosts(pods, context)) {
      if (shows(resource, host, known)) continue;
      yield found('MSH3023', ['spec', 'egress', 0, 'hosts'], {
        message: `the workload names the host ${quoted(host)} in its settings, which the Sidecar does not show it`,
        of: 'key',
      });
    }
  },
});
