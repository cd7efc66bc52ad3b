import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import { nearest } from '../../model/suggest.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs, service } from '../example.ts';
import { servicePorts } from '../facts/hosts.ts';
import { seesServices } from '../facts/visible.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

const isService = ({ group = '', kind = 'Service' }: JsonMap): boolean => group === '' && kind === 'Service';

/** Whether the namespace of a backend lets routes of another one in. */
function isGranted(route: AnalyzedResource, namespace: string, context: Context): boolean {
  return context
    .all('ReferenceGrant')
    .filter((grant) => grant.namespace === namespace)
    .some((grant) => {
      const spec = asMap(grant.object['spec']);
      const from = asList(spec['from']).map(asMap);
      const to = asList(spec['to']).map(asMap);
      return (
        from.some((each) => each['kind'] === route.kind && each['namespace'] === route.namespace) &&
        to.some(({ kind }) => kind === 'Service')
      );
    });
}

function* check(
  route: AnalyzedResource,
  { backend, path }: { backend: JsonMap; path: Path },
  context: Context,
): Generator<Found> {
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
  } else if (namespace !== route.namespace && !isGranted(route, namespace, context)) {
    const finding = found('MSH3034', [...path, 'namespace'], {
      message: `no ReferenceGrant of the namespace ${quoted(namespace)} lets routes of ${quoted(route.namespace)} in`,
    });
    yield context.settings.complete || context.all('ReferenceGrant').length > 0 ? finding : uncertain(finding);
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
  inputs: ['HTTPRoute', 'GRPCRoute', 'ReferenceGrant', 'Service'],
  description: 'The Services a route of the Gateway API leads to exist, have the port, and may be referred to.',
  examples: { bad: docs(WEB, to('wbe')), good: docs(WEB, to('web')) },
  view: 'own',
  *analyze(resource, context) {
    for (const [i, rule] of asList(asMap(resource.object['spec'])['rules']).entries()) {
      for (const [j, item] of asList(asMap(rule)['backendRefs']).entries()) {
        const backend = asMap(item);
        if (isService(backend))
          yield* check(resource, { backend, path: ['spec', 'rules', i, 'backendRefs', j] }, context);
      }
    }
  },
});
