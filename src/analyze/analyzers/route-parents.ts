import { matchesSelector } from '../../mesh/selectors.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs } from '../example.ts';
import { hostsMatch } from '../facts/hosts.ts';
import { namespaceLabels } from '../facts/membership.ts';
import { listed, quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

const GROUP = 'gateway.networking.k8s.io';

/** A Gateway a route names as its parent. */
interface ParentAt {
  readonly parent: JsonMap;
  readonly path: Path;
}

function isGateway({ group = GROUP, kind = 'Gateway' }: JsonMap): boolean {
  return group === GROUP && kind === 'Gateway';
}

const listenersOf = (gateway: AnalyzedResource): readonly JsonMap[] =>
  asList(asMap(gateway.object['spec'])['listeners']).map(asMap);

/** Whether a listener takes routes of a namespace. */
function allows(
  listener: JsonMap,
  gateway: AnalyzedResource,
  { namespace, context }: { namespace: string; context: Context },
): boolean {
  const namespaces = asMap(getIn(listener, ['allowedRoutes', 'namespaces']));
  switch (namespaces['from'] ?? 'Same') {
    case 'All':
      return true;
    case 'Selector':
      return matchesSelector(namespaces['selector'], {
        'kubernetes.io/metadata.name': namespace,
        ...namespaceLabels(context, namespace),
      });
    case 'Same':
      return gateway.namespace === namespace;
    default:
      return false;
  }
}

function* attachment(
  route: AnalyzedResource,
  { parent, path, gateway }: ParentAt & { gateway: AnalyzedResource },
  context: Context,
): Generator<Found> {
  const section = asString(parent['sectionName']);
  const named = listenersOf(gateway).filter(({ name }) => section === undefined || name === section);
  const title = quoted(gateway.name);
  if (named.length === 0) {
    yield found('MSH3032', [...path, 'sectionName'], {
      message: `the Gateway ${title} has no listener ${quoted(section ?? '')}`,
    });
    return;
  }
  const open = named.filter((listener) => allows(listener, gateway, { namespace: route.namespace, context }));
  if (open.length === 0) {
    yield found('MSH3032', [...path, 'name'], {
      message: `no listener of the Gateway ${title} takes routes of the namespace ${quoted(route.namespace)}`,
    });
    return;
  }
  const hosts = asList(asMap(route.object['spec'])['hostnames']).filter((host) => typeof host === 'string');
  const served = open.map((listener) => asString(listener['hostname']) ?? '*');
  if (hosts.length === 0 || hosts.some((host) => served.some((other) => other === '*' || hostsMatch(host, other))))
    return;
  yield found('MSH3033', ['spec', 'hostnames'], {
    message: `the Gateway ${title} serves none of the hosts ${listed(hosts)}`,
    of: 'key',
  });
}

function* check(route: AnalyzedResource, { parent, path }: ParentAt, context: Context): Generator<Found> {
  const name = asString(parent['name']) ?? '';
  const namespace = asString(parent['namespace']) ?? route.namespace;
  const gateway = context.find('KubernetesGateway', { namespace, name });
  if (gateway) {
    yield* attachment(route, { parent, path, gateway }, context);
    return;
  }
  const finding = found('MSH3030', [...path, 'name'], {
    message: `there is no Gateway ${quoted(`${namespace}/${name}`)}`,
  });
  const seen = context.all('KubernetesGateway').some((other) => other.namespace === namespace);
  yield seen || context.settings.complete ? finding : uncertain(finding);
}

const EDGE = doc(
  'gateway.networking.k8s.io/v1',
  'Gateway',
  'shop/edge',
  'spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP, hostname: shop.example.com}]}',
);
const below = (name: string): string =>
  doc(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'shop/web',
    `spec: {parentRefs: [{name: ${name}}], hostnames: [shop.example.com]}`,
  );

/** Routes of the Gateway API hang on something. */
export const routeParents = analyzer({
  name: 'route-parents',
  codes: ['MSH3030', 'MSH3032', 'MSH3033'],
  subjects: ['HTTPRoute', 'GRPCRoute'],
  inputs: ['HTTPRoute', 'GRPCRoute', 'KubernetesGateway', 'Namespace'],
  description: 'The Gateways a route of the Gateway API names exist, take it, and serve its hosts.',
  examples: { bad: docs(EDGE, below('egde')), good: docs(EDGE, below('edge')) },
  view: 'own',
  *analyze(resource, context) {
    for (const [index, item] of asList(asMap(resource.object['spec'])['parentRefs']).entries()) {
      const parent = asMap(item);
      if (isGateway(parent)) yield* check(resource, { parent, path: ['spec', 'parentRefs', index] }, context);
    }
  },
});
