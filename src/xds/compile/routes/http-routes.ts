/** HTTP routes of VirtualServices. */
import type { MeshResource } from '../../../mesh/resource.ts';
import { matchesLabels } from '../../../mesh/selectors.ts';
import type { HttpMatch } from '../../../mesh/types/virtual-service.ts';
import { type BoundVirtualService, gatewayNames, type PlacedRoute } from '../../../mesh/virtual-services.ts';
import type { Route, RouteMatch } from '../../resources/route.ts';
import type { DestinationScope } from '../destinations.ts';
import { configMetadata } from '../names.ts';
import { forwarding } from './action.ts';
import { directResponse, redirectAction } from './direct.ts';
import { filterOverrides } from './filters.ts';
import { isCatchAll, type RouteSemantics, routeMatch } from './match.ts';
import { checkRegexes } from './regexes.ts';

/** Where routes are for. */
export interface RouteScope extends DestinationScope {
  /** The gateways in use, `namespace/name`, or `mesh`. */
  readonly gateways: ReadonlySet<string>;
}

const GATEWAY_API = 'gateway.networking.k8s.io';

const semanticsOf = ({ group }: MeshResource): RouteSemantics => (group === GATEWAY_API ? 'gateway-api' : 'istio');

/** Whether the conditions that are known beforehand hold: port, gateway and the workload itself. */
function applies(match: HttpMatch, namespace: string, scope: RouteScope): boolean {
  const { node } = scope.context.options;
  if (match.port !== undefined && match.port !== scope.port) return false;
  if (match.gateways !== undefined && match.gateways.length > 0) {
    return gatewayNames(match.gateways, namespace).some((name) => scope.gateways.has(name));
  }
  // Labels of callers are known to their own proxies only.
  if (!scope.gateways.has('mesh')) return true;
  const sameNamespace = match.sourceNamespace === undefined || match.sourceNamespace === node.namespace;
  return sameNamespace && matchesLabels(match.sourceLabels ?? {}, node.labels);
}

/** `host:port/path*` of the only cluster a route leads to, else of the VirtualService. */
function operation(route: Route, name: string, port: number): string {
  const { prefix, path, safe_regex: regex, path_separated_prefix: separated } = route.match;
  const shown = path ?? regex?.regex ?? `${separated ?? prefix ?? '/'}*`;
  const [, clusterPort, , host] = route.route?.cluster?.split('|') ?? [];
  return host === undefined ? `${name}:${port}${shown}` : `${host}:${clusterPort}${shown}`;
}

type Acting = Omit<Route, 'match' | 'name' | 'metadata' | 'decorator'>;

function actingOf(placed: PlacedRoute, match: RouteMatch, scope: RouteScope): Acting | undefined {
  const { route } = placed;
  if (route.redirect) return { redirect: redirectAction(route.redirect, match) };
  if (route.directResponse) return { direct_response: directResponse(route.directResponse) };
  if ((route.route ?? []).length === 0) return undefined;
  const { action, operations } = forwarding(placed, match, scope);
  return { route: action, ...operations };
}

function routeName({ name = '' }: PlacedRoute['route'], match: HttpMatch | undefined): string {
  const own = match?.name ?? '';
  return name !== '' && own !== '' ? `${name}.${own}` : name || own;
}

/** One route of Envoy for one entry of a match list; `undefined` for a route without an action. */
function oneRoute(placed: PlacedRoute, match: HttpMatch | undefined, scope: RouteScope): Route | undefined {
  const { route, resource } = placed;
  const conditions = routeMatch(match, semanticsOf(resource));
  const acting = actingOf(placed, conditions, scope);
  if (acting === undefined) return undefined;
  const name = routeName(route, match);
  const overrides = filterOverrides(route.fault, route.corsPolicy);
  const made: Route = {
    ...(name === '' ? {} : { name }),
    match: conditions,
    ...acting,
    metadata: configMetadata(resource),
    ...(overrides ? { typed_per_filter_config: overrides } : {}),
  };
  return { ...made, decorator: { operation: operation(made, resource.name, scope.port) } };
}

function* routesOf(placed: PlacedRoute, scope: RouteScope): Generator<Route> {
  const { route, resource, path } = placed;
  const matches = route.match ?? [];
  const entries: readonly (HttpMatch | undefined)[] = matches.length === 0 ? [undefined] : matches;
  for (const [index, match] of entries.entries()) {
    if (match !== undefined && !applies(match, resource.namespace, scope)) continue;
    const made = oneRoute(placed, match, scope);
    if (made === undefined) continue;
    // A Gateway API rule has its matches under another name, and each of them is a route of its own.
    const own = match === undefined || semanticsOf(resource) === 'gateway-api' ? path : [...path, 'match', index];
    if (checkRegexes(scope.context, made, { resource, path: own })) yield scope.context.from(made, resource, own);
  }
}

/**
 * The HTTP routes of a VirtualService where they apply, in their order. What follows a route for every request is left out:
 * it cannot be reached.
 */
export function httpRoutes(virtualService: BoundVirtualService, scope: RouteScope): readonly Route[] {
  const out: Route[] = [];
  for (const placed of virtualService.http) {
    for (const route of routesOf(placed, scope)) {
      out.push(route);
      if (isCatchAll(route.match)) return out;
    }
  }
  return out;
}
