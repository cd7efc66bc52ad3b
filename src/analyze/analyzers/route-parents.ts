import { matchesSelector } from '../../mesh/selectors.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc, docs } from '../example.ts';
import { hostsMatch, servicePorts } from '../facts/hosts.ts';
import { namespaceLabels } from '../facts/membership.ts';
import { seesServices } from '../facts/visible.ts';
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

/** The kinds of routes a listener takes where it does not say, by its protocol. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
  TCP: ['TCPRoute'],
  UDP: ['UDPRoute'],
};

/** Whether a listener takes routes of a kind; one of a protocol nobody knows may. */
function takesKind(listener: JsonMap, kind: string): boolean {
  const said = asList(getIn(listener, ['allowedRoutes', 'kinds'])).map((item) => asMap(item)['kind']);
  if (said.length > 0) return said.includes(kind);
  return KINDS[asString(listener['protocol']) ?? '']?.includes(kind) ?? true;
}

const listenersOf = (gateway: AnalyzedResource): readonly JsonMap[] =>
  asList(asMap(gateway.object['spec'])['listeners']).map(asMap);

const isService = ({ group, kind }: JsonMap): boolean => group === '' && kind === 'Service';

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

/** The listeners a parent means: those of its section and port. */
function wantedListeners({ sectionName, port }: JsonMap, gateway: AnalyzedResource): readonly JsonMap[] {
  return listenersOf(gateway)
    .filter(({ name }) => sectionName === undefined || name === sectionName)
    .filter((listener) => port === undefined || listener['port'] === port);
}

/** Why no listener takes the route; `undefined` when one does. */
function refused(
  route: AnalyzedResource,
  { parent, path, gateway }: ParentAt & { gateway: AnalyzedResource },
  context: Context,
): Found | undefined {
  const title = quoted(gateway.name);
  const { sectionName, port } = parent;
  const wanted = wantedListeners(parent, gateway);
  if (wanted.length === 0) {
    const name = sectionName === undefined ? '' : ` ${quoted(String(sectionName))}`;
    const at = port === undefined ? '' : ` at port ${String(port)}`;
    // A Gateway without any listener has none, whatever the route asks for.
    const field = name ? 'sectionName' : at ? 'port' : 'name';
    return found('MSH3032', [...path, field], { message: `the Gateway ${title} has no listener${name}${at}` });
  }
  const open = wanted.filter((listener) => allows(listener, gateway, { namespace: route.namespace, context }));
  if (open.length === 0)
    return found('MSH3032', [...path, 'name'], {
      message: `no listener of the Gateway ${title} takes routes of the namespace ${quoted(route.namespace)}`,
    });
  if (open.some((listener) => takesKind(listener, route.kind))) return undefined;
  return found('MSH3032', [...path, 'name'], {
    message: `no listener of the Gateway ${title} takes routes of kind ${quoted(route.kind)}`,
  });
}

function* attachment(
  route: AnalyzedResource,
  { parent, path, gateway }: ParentAt & { gateway: AnalyzedResource },
  context: Context,
): Generator<Found> {
  const refusal = refused(route, { parent, path, gateway }, context);
  if (refusal) {
    yield refusal;
    return;
  }
  const title = quoted(gateway.name);
  const open = wantedListeners(parent, gateway).filter((listener) =>
    allows(listener, gateway, { namespace: route.namespace, context }),
  );
  const hosts = asList(asMap(route.object['spec'])['hostnames']).filter((host) => typeof host === 'string');
  const served = open.map((listener) => asString(listener['hostname']) ?? '*');
  if (hosts.length === 0 || hosts.some((host) => served.some((other) => other === '*' || hostsMatch(host, other))))
    return;
  yield found('MSH3033', ['spec', 'hostnames'], {
    message: `the Gateway ${title} serves none of the hosts ${listed(hosts)}`,
    of: 'key',
  });
}

/** A parent that is a Service has the route work for those who call it. */
function* checkService(route: AnalyzedResource, { parent, path }: ParentAt, context: Context): Generator<Found> {
  const name = asString(parent['name']) ?? '';
  const namespace = asString(parent['namespace']) ?? route.namespace;
  const service = context.find('Service', { namespace, name });
  const { port } = parent;
  if (service && (port === undefined || servicePorts(service).some(({ number }) => number === port))) return;
  const title = quoted(`${namespace}/${name}`);
  const finding = service
    ? found('MSH3035', [...path, 'port'], { message: `the Service ${title} has no port ${String(port)}` })
    : found('MSH3035', [...path, 'name'], { message: `there is no Service ${title}` });
  yield seesServices(context, namespace) ? finding : uncertain(finding);
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
  codes: ['MSH3030', 'MSH3032', 'MSH3033', 'MSH3035'],
  subjects: ['HTTPRoute', 'GRPCRoute'],
  inputs: ['HTTPRoute', 'GRPCRoute', 'KubernetesGateway', 'Namespace', 'Service'],
  description: 'The Gateways and Services a route of the Gateway API names exist, take it, and serve its hosts.',
  examples: { bad: docs(EDGE, below('egde')), good: docs(EDGE, below('edge')) },
  view: 'own',
  *analyze(resource, context) {
    for (const [index, item] of asList(asMap(resource.object['spec'])['parentRefs']).entries()) {
      const parent = asMap(item);
      const at = { parent, path: ['spec', 'parentRefs', index] };
      if (isGateway(parent)) yield* check(resource, at, context);
      else if (isService(parent)) yield* checkService(resource, at, context);
    }
  },
});
