import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, service } from '../example.ts';
import { isGranted } from '../facts/grants.ts';
import { knownHosts, meantHost, servicePorts } from '../facts/hosts.ts';
import { seesServices } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

const isService = ({ group = '', kind = 'Service' }: JsonMap): boolean => group === '' && kind === 'Service';

/** Istio's way to send requests to any host of the mesh. */
const isHostname = ({ group, kind }: JsonMap): boolean => group === 'networking.istio.io' && kind === 'Hostname';

/** What requests are sent to, and the field that says so. */
interface BackendAt {
  readonly backend: JsonMap;
  readonly path: Path;
}

function* check(route: AnalyzedResource, { backend, path }: BackendAt, context: Context): Generator<Found> {
  const name = asString(backend['name']) ?? '';
  const namespace = asString(backend['namespace']) ?? route.namespace;
  const target = context.find('Service', { namespace, name });
  if (!target) {
    const names = context
      .all('Service')
      .filter((item) => item.namespace === namespace)
      .map((item) => item.name);
    const suggestion = nearest(name, names);
    const finding = found('MSH3031', [...path, 'name'], {
      message: `there is no Service ${quoted(`${namespace}/${name}`)}`,
      ...(suggestion === undefined ? {} : { remediation: `Did you mean "${suggestion}"?` }),
    });
    yield seesServices(context, namespace) ? finding : uncertain(finding);
  } else if (!servicePorts(target).some(({ number }) => number === backend['port'])) {
    yield found('MSH3031', [...path, 'port'], {
      message: `the Service ${quoted(`${namespace}/${name}`)} has no port ${quoted(String(backend['port'] ?? ''))}`,
    });
  } else if (namespace !== route.namespace && !isGranted(route, { kind: 'Service', namespace, name }, context)) {
    const finding = found('MSH3034', [...path, 'namespace'], {
      message: `no ReferenceGrant of the namespace ${quoted(namespace)} lets routes of ${quoted(route.namespace)} in`,
    });
    yield context.settings.complete || context.all('ReferenceGrant').length > 0 ? finding : uncertain(finding);
  }
}

function* checkHostname(route: AnalyzedResource, { backend, path }: BackendAt, context: Context): Generator<Found> {
  const host = asString(backend['name']) ?? '';
  const known = context.derive(knownHosts).find(host, route.namespace);
  if (!known) {
    const meant = meantHost(host, route.namespace, context);
    const finding = found('MSH3031', [...path, 'name'], {
      message: `nobody offers the host ${quoted(host)}`,
      ...(meant === undefined ? {} : { remediation: `Did you mean "${meant}"?` }),
    });
    const sees = context.settings.complete || meant !== undefined;
    yield sees ? finding : uncertain(finding);
  } else if (!known.ports.some(({ number }) => number === backend['port'])) {
    yield found('MSH3031', [...path, 'port'], {
      message: `the host ${quoted(host)} has no port ${quoted(String(backend['port'] ?? ''))}`,
    });
  }
}

/** Where filters send copies of requests. */
function* mirrorsOf(filters: unknown, at: Path): Generator<BackendAt> {
  for (const [index, filter] of asList(filters).entries()) {
    const backend = getIn(filter, ['requestMirror', 'backendRef']);
    if (backend !== undefined)
      yield { backend: asMap(backend), path: [...at, 'filters', index, 'requestMirror', 'backendRef'] };
  }
}

/** Everything the route sends requests to: backends, and those of mirrors. */
function* backendsOf({ object }: AnalyzedResource): Generator<BackendAt> {
  for (const [i, item] of asList(asMap(object['spec'])['rules']).entries()) {
    const rule = asMap(item);
    const at: Path = ['spec', 'rules', i];
    for (const [j, backend] of asList(rule['backendRefs']).entries()) {
      const path = [...at, 'backendRefs', j];
      yield { backend: asMap(backend), path };
      yield* mirrorsOf(asMap(backend)['filters'], path);
    }
    yield* mirrorsOf(rule['filters'], at);
  }
}

const WEB = service('shop/web', '{ports: [{name: http, port: 80}]}');
const to = (name: string): string =>
  doc(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'shop/web',
    `spec: {parentRefs: [{group: "", kind: Service, name: web}], rules: [{backendRefs: [{name: ${name}, port: 80}]}]}`,
  );

/** Routes of the Gateway API lead somewhere. */
export const routeBackends = analyzer({
  name: 'route-backends',
  codes: ['MSH3031', 'MSH3034'],
  subjects: ['HTTPRoute', 'GRPCRoute'],
  inputs: ['HTTPRoute', 'GRPCRoute', 'ReferenceGrant', 'Service', 'ServiceEntry'],
  description: 'The Services a route of the Gateway API leads to exist, have the port, and may be referred to.',
  examples: { bad: docs(WEB, to('wbe')), good: docs(WEB, to('web')) },
  view: 'own',
  *analyze(resource, context) {
    for (const at of backendsOf(resource)) {
      if (isService(at.backend)) yield* check(resource, at, context);
      if (isHostname(at.backend)) yield* checkHostname(resource, at, context);
    }
  },
});
