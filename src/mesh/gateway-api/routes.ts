/** HTTPRoutes and GRPCRoutes as VirtualServices that are bound already. */
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import { serviceHost } from '../hosts.ts';
import { byAge, keyOf, type MeshResource } from '../resource.ts';
import type { MeshResources } from '../resources.ts';
import type { HttpMatch, HttpRetry, HttpRoute, HttpRouteDestination } from '../types/virtual-service.ts';
import type { BoundVirtualService, PlacedRoute } from '../virtual-services.ts';
import { backendDestination } from './backends.ts';
import { GATEWAY_API_GROUP, maps, numberOf, type Reference, referenceOf } from './fields.ts';
import { filterFields, headersOf } from './filters.ts';
import { type ApiListener, apiListeners, hostnames } from './gateways.ts';
import { byPrecedence, grpcMatch, httpMatch } from './matches.ts';

type Route = MeshResource<JsonMap>;

/** What a rule answers that leads nowhere. */
const NO_BACKEND_STATUS = 500;
/** How often is tried again when a rule says nothing but what to retry. */
const DEFAULT_ATTEMPTS = 2;

function retriesOf(retry: JsonMap | undefined, perTry: string | undefined): HttpRetry | undefined {
  if (retry === undefined)
    return perTry === undefined ? undefined : { attempts: DEFAULT_ATTEMPTS, perTryTimeout: perTry };
  const codes = asList(retry['codes']);
  const backoff = asString(retry['backoff']);
  return {
    attempts: numberOf(retry['attempts']) ?? DEFAULT_ATTEMPTS,
    ...(codes.length === 0 ? {} : { retryOn: codes.join(',') }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(perTry === undefined ? {} : { perTryTimeout: perTry }),
  };
}

function limitsOf(rule: JsonMap): Pick<HttpRoute, 'timeout' | 'retries'> {
  const timeouts = asMap(rule['timeouts']);
  const timeout = asString(timeouts['request']);
  const retry = rule['retry'] === undefined ? undefined : asMap(rule['retry']);
  const retries = retriesOf(retry, asString(timeouts['backendRequest']));
  return { ...(timeout === undefined ? {} : { timeout }), ...(retries === undefined ? {} : { retries }) };
}

function destinationsOf(rule: JsonMap, route: Route, resources: MeshResources): readonly HttpRouteDestination[] {
  return maps(rule['backendRefs']).flatMap((backend) => {
    const destination = backendDestination(resources, route, backend);
    const weight = numberOf(backend['weight']) ?? 1;
    if (destination === undefined || weight === 0) return [];
    const headers = headersOf(maps(backend['filters']));
    return [{ destination, weight, ...(headers ? { headers } : {}) }];
  });
}

/** What a rule does; without a backend that can be used it answers with an error. */
function actingOf(rule: JsonMap, route: Route, resources: MeshResources): HttpRoute {
  const fields = { ...filterFields(maps(rule['filters']), { resources, route }), ...limitsOf(rule) };
  if (fields.redirect) return fields;
  const destinations = destinationsOf(rule, route, resources);
  if (destinations.length === 0) return { ...fields, directResponse: { status: NO_BACKEND_STATUS } };
  return { ...fields, route: destinations };
}

function matchesOf(rule: JsonMap, { kind }: Route): readonly HttpMatch[] {
  const given = maps(rule['matches']);
  const list = given.length === 0 ? [{}] : given;
  return list.map((match: JsonMap) =>
    kind === 'GRPCRoute' ? grpcMatch(match, asMap(match['method'])) : httpMatch(match, asMap(match['path'])),
  );
}

interface Candidate extends PlacedRoute {
  readonly match: HttpMatch;
}

/** Every match of every rule as a route of its own, because each has its own place in the order. */
function candidates(route: Route, resources: MeshResources): readonly Candidate[] {
  return maps(route.spec['rules']).flatMap((rule, index) => {
    const acting = actingOf(rule, route, resources);
    const name = asString(rule['name']);
    return matchesOf(rule, route).map((match) => ({
      match,
      resource: { ...route, spec: {} },
      path: ['spec', 'rules', index],
      route: { ...acting, match: [match], ...(name === undefined ? {} : { name }) },
    }));
  });
}

function parentsOf(route: Route): readonly Reference[] {
  const fallback = { group: GATEWAY_API_GROUP, kind: 'Gateway', namespace: route.namespace };
  return maps(route.spec['parentRefs']).map((parent) => referenceOf(parent, fallback));
}

function accepts({ gateway, name, port }: ApiListener, parent: Reference): boolean {
  if (parent.kind !== 'Gateway' || parent.namespace !== gateway.namespace || parent.name !== gateway.name) return false;
  return (
    (parent.section === undefined || parent.section === name) && (parent.port === undefined || parent.port === port)
  );
}

/** Routes for one name on one gateway, or in the mesh. */
interface Group {
  readonly host: string;
  readonly gateway: string;
  readonly first: Route;
  readonly routes: Candidate[];
}

function bound({ host, gateway, first, routes }: Group): BoundVirtualService {
  const sorted = [...routes].sort((a, b) => byPrecedence(a.match, b.match));
  return {
    resource: { ...first, spec: {} },
    hosts: [host],
    gateways: [gateway],
    http: sorted.map(({ route, resource, path }) => ({ route, resource, path })),
  };
}

class Grouping {
  private readonly groups = new Map<string, Group>();

  add(host: string, gateway: string, route: Route, routes: readonly Candidate[]): void {
    // Routes of several namespaces stay apart: a listener may take some of them only.
    const key = `${gateway} ${host} ${gateway === 'mesh' ? '' : route.namespace}`;
    const group = this.groups.get(key) ?? { host, gateway, first: route, routes: [] };
    group.routes.push(...routes);
    this.groups.set(key, group);
  }

  all(): readonly BoundVirtualService[] {
    return [...this.groups.values()].map(bound);
  }
}

/** The Gateway API's routes by the gateways they are for, `mesh` for those of services. */
export function apiRoutes(resources: MeshResources): readonly BoundVirtualService[] {
  const listeners = apiListeners(resources);
  const grouping = new Grouping();
  for (const route of [...resources.httpRoutes, ...resources.grpcRoutes].sort(byAge)) {
    const routes = candidates(route, resources);
    for (const parent of parentsOf(route)) {
      if (parent.kind === 'Service') {
        const host = serviceHost(parent.name, parent.namespace);
        grouping.add(
          host,
          'mesh',
          route,
          routes.map((each) => atPort(each, parent.port)),
        );
      }
      for (const listener of listeners.filter((each) => accepts(each, parent))) {
        for (const host of hostnames(route.spec)) grouping.add(host, keyOf(listener.converted), route, routes);
      }
    }
  }
  return grouping.all();
}

/** The route for one port of a service, or for all of them. */
function atPort(candidate: Candidate, port: number | undefined): Candidate {
  if (port === undefined) return candidate;
  const match = { ...candidate.match, port };
  return { ...candidate, match, route: { ...candidate.route, match: [match] } };
}
