import { splitNamespacedHost } from '../../mesh/hosts.ts';
import type { Path } from '../../model/diagnostic.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { docs, service, sidecar } from '../example.ts';
import { type KnownHost, knownHosts, meantHost, serviceOf } from '../facts/hosts.ts';
import { seesServices } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';

/** Stands for no namespace: nothing is imported. */
const NOTHING = '~';

/** Every name VirtualServices are for: a Sidecar imports those as it does services. */
function routedHosts(context: Context): ReadonlySet<string> {
  return new Set(context.all('VirtualService').flatMap(({ spec }) => spec.hosts ?? []));
}

/** Whether somebody in the namespace declares the host; of one from the command line nobody knows where it is. */
const isOf = ({ declaredBy }: KnownHost, namespace: string): boolean =>
  namespace === '*' || declaredBy.namespace === namespace || declaredBy.origin.file === undefined;

/** What nobody offers, and whether files could know it. */
function missing(
  { host, namespace, path }: { readonly host: string; readonly namespace: string; readonly path: Path },
  known: KnownHost | undefined,
  context: Context,
): Found {
  if (known) {
    const by = quoted(known.declaredBy.namespace);
    return found('MSH3017', path, {
      message: `no Service or ServiceEntry of the namespace ${quoted(namespace)} offers the host ${quoted(host)}, but one of ${by} does`,
      remediation: `Write "${known.declaredBy.namespace}/${host}".`,
    });
  }
  const meant = meantHost(host, namespace, context);
  const finding = found('MSH3017', path, {
    message: `nobody offers the host ${quoted(host)} that the Sidecar lets its workloads reach`,
    ...(meant === undefined ? {} : { remediation: `Did you mean "${meant}"?` }),
  });
  const seen = host.endsWith('.svc.cluster.local')
    ? seesServices(context, serviceOf(host, namespace).namespace)
    : seesServices(context);
  return seen ? finding : uncertain(finding);
}

const API = service('shop/api', '{ports: [{name: http, port: 80}]}');
const reaching = (host: string): string => sidecar('shop/default', `{egress: [{hosts: ["./${host}"]}]}`);

/** What Sidecars let workloads reach is there. */
export const sidecarEgress = analyzer({
  name: 'sidecar-egress',
  codes: ['MSH3017'],
  subjects: ['Sidecar'],
  inputs: ['Service', 'ServiceEntry', 'Sidecar', 'VirtualService'],
  description: 'The hosts a Sidecar lets its workloads reach are offered in the namespaces it names.',
  examples: {
    bad: docs(API, reaching('apis.shop.svc.cluster.local')),
    good: docs(API, reaching('api.shop.svc.cluster.local')),
  },
  view: 'own',
  *analyze(resource, context) {
    for (const [i, { hosts = [] }] of (resource.spec.egress ?? []).entries()) {
      for (const [j, text] of hosts.entries()) {
        const { namespace: scope, host } = splitNamespacedHost(text);
        // Names with a star are for whatever there is, now or later.
        if (scope === NOTHING || host === '' || host.startsWith('*')) continue;
        if (context.derive(routedHosts).has(host)) continue;
        const namespace = scope === '.' ? resource.namespace : scope;
        const known = context.derive(knownHosts).find(host, resource.namespace);
        if (known && isOf(known, namespace)) continue;
        yield missing({ host, namespace, path: ['spec', 'egress', i, 'hosts', j] }, known, context);
      }
    }
  },
});
