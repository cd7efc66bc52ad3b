/** `/config_dump`: what runs, as Envoy's messages in JSON. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/config_dump.proto */
import type { RE2JS } from 're2js';
import { asList, asMap, getIn, isMap, type JsonMap } from '../../model/json.ts';
import { inlineRoutes } from '../../xds/bootstrap.ts';
import type { Cluster, ClusterLoadAssignment } from '../../xds/resources/cluster.ts';
import type { Listener } from '../../xds/resources/listener.ts';
import type { RouteConfiguration } from '../../xds/resources/route.ts';
import { type AdminAnswer, jsonAnswer, textAnswer } from './answer.ts';
import { type Mask, masked, parseMask } from './field-mask.ts';
import { regexOf } from './regex.ts';
import { withCertificates } from './secrets.ts';
import type { AdminSources } from './sources.ts';

const ADMIN = 'type.googleapis.com/envoy.admin.v3';
const TYPES = {
  cluster: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  endpoints: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  listener: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  routes: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  secret: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
} as const;

/** The lists a dump of Envoy can have, by name, with the message of their items. */
const LISTS: Readonly<Record<string, string>> = {
  static_clusters: 'ClustersConfigDump.StaticCluster',
  dynamic_active_clusters: 'ClustersConfigDump.DynamicCluster',
  dynamic_warming_clusters: 'ClustersConfigDump.DynamicCluster',
  static_listeners: 'ListenersConfigDump.StaticListener',
  dynamic_listeners: 'ListenersConfigDump.DynamicListener',
  static_route_configs: 'RoutesConfigDump.StaticRouteConfig',
  dynamic_route_configs: 'RoutesConfigDump.DynamicRouteConfig',
  static_endpoint_configs: 'EndpointsConfigDump.StaticEndpointConfig',
  dynamic_endpoint_configs: 'EndpointsConfigDump.DynamicEndpointConfig',
  static_secrets: 'SecretsConfigDump.StaticSecret',
  dynamic_active_secrets: 'SecretsConfigDump.DynamicSecret',
  dynamic_warming_secrets: 'SecretsConfigDump.DynamicSecret',
};

/** Envoy's share of a priority's load at which it is whole; it writes it with every assignment. */
const OVERPROVISIONING = 140;

/** Members whose data is secret. */
const SECRET_MEMBERS = new Set(['private_key', 'password', 'pkcs12', 'session_ticket_keys', 'generic_secret']);

function withoutSecrets(value: unknown, redact: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, redact));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_MEMBERS.has(key) ? redact(item) : withoutSecrets(item, redact),
    ]),
  );
}

const byName = <T extends { readonly name?: string }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : (a.name ?? '') > (b.name ?? '') ? 1 : 0));

/** A list under its name; left out when it is empty, as JSON made of protobuf does. */
function listed(name: string, items: readonly unknown[]): JsonMap {
  return items.length === 0 ? {} : { [name]: items };
}

function endpointsOf({ name, load_assignment: assignment }: Cluster): ClusterLoadAssignment & JsonMap {
  const groups = (assignment?.endpoints ?? []).map((group) => ({
    ...group,
    lb_endpoints: (group.lb_endpoints ?? []).map((each) => ({
      ...each,
      endpoint: { ...each.endpoint, health_check_config: {} },
      health_status: each.health_status ?? ('HEALTHY' as const),
    })),
  }));
  return {
    '@type': TYPES.endpoints,
    cluster_name: assignment?.cluster_name ?? name,
    ...(groups.length === 0 ? {} : { endpoints: groups }),
    policy: { overprovisioning_factor: OVERPROVISIONING },
  };
}

/** The route configurations that stand in listeners, each name once. */
function routesIn(listeners: readonly Listener[]): readonly RouteConfiguration[] {
  const routes = listeners
    .flatMap(({ filter_chains: chains, default_filter_chain: last }) => [...(chains ?? []), ...(last ? [last] : [])])
    .flatMap(({ filters }) => filters ?? [])
    .flatMap(({ typed_config: config }) => {
      const found = config?.['route_config'];
      // Only connection managers have the member, and theirs is of this type.
      return isMap(found) ? [found as RouteConfiguration] : [];
    });
  return [...new Map(routes.map((route) => [route.name ?? '', route])).values()];
}

/** A message with one list. */
function listMessage(message: string, list: string, items: readonly unknown[]): JsonMap {
  return { '@type': `${ADMIN}.${message}`, ...listed(list, items) };
}

function messages(sources: AdminSources, withEndpoints: boolean): readonly JsonMap[] {
  const { snapshot, since } = sources.snapshot();
  const last_updated = since.toISOString();
  const listeners = inlineRoutes(snapshot);
  const clusters = byName(snapshot.clusters);
  const resources = { listeners, clusters: snapshot.clusters, ...listed('secrets', snapshot.secrets) };
  const bootstrap = { ...sources.bootstrap(), static_resources: resources };
  const clusterItems = clusters.map((each) => ({ cluster: { '@type': TYPES.cluster, ...each }, last_updated }));
  const endpointItems = clusters.map((each) => ({ endpoint_config: endpointsOf(each) }));
  const listenerItems = listeners.map((each) => ({ listener: { '@type': TYPES.listener, ...each }, last_updated }));
  const routeItems = routesIn(listeners).map((each) => ({
    route_config: { '@type': TYPES.routes, ...each },
    last_updated,
  }));
  // As if a control plane had sent them: nobody looks for secrets of a mesh among static ones.
  const secretItems = snapshot.secrets.map((each) => ({
    name: each.name,
    last_updated,
    secret: { '@type': TYPES.secret, ...withCertificates(each, sources.readFile) },
  }));
  return [
    { '@type': `${ADMIN}.BootstrapConfigDump`, bootstrap, last_updated },
    listMessage('ClustersConfigDump', 'static_clusters', clusterItems),
    ...(withEndpoints ? [listMessage('EndpointsConfigDump', 'static_endpoint_configs', endpointItems)] : []),
    listMessage('ListenersConfigDump', 'static_listeners', listenerItems),
    { '@type': `${ADMIN}.ScopedRoutesConfigDump` },
    listMessage('RoutesConfigDump', 'static_route_configs', routeItems),
    listMessage('SecretsConfigDump', 'dynamic_active_secrets', secretItems),
  ];
}

const NAME_PATHS: readonly (readonly string[])[] = [
  ['cluster', 'name'],
  ['listener', 'name'],
  ['route_config', 'name'],
  ['endpoint_config', 'cluster_name'],
  ['name'],
];

function nameOf(item: unknown): string {
  for (const path of NAME_PATHS) {
    const name = getIn(item, path);
    if (typeof name === 'string') return name;
  }
  return '';
}

/** The messages with only those items of their lists whose names match. */
function named(dumps: readonly JsonMap[], pattern: RE2JS): readonly JsonMap[] {
  return dumps.map((dump) =>
    Object.fromEntries(
      Object.entries(dump).map(([key, value]) => [
        key,
        Object.hasOwn(LISTS, key) ? asList(value).filter((item) => pattern.matches(nameOf(item))) : value,
      ]),
    ),
  );
}

/** `{}` when there is nothing, as JSON made of protobuf has it. */
const configs = (items: readonly unknown[]): AdminAnswer => jsonAnswer(items.length === 0 ? {} : { configs: items });

function resourceAnswer(dumps: readonly JsonMap[], resource: string, mask: string | null): AdminAnswer {
  const type = Object.hasOwn(LISTS, resource) ? LISTS[resource] : undefined;
  if (type === undefined) {
    const single = dumps.some((dump) => dump[resource] !== undefined);
    if (single) return textAnswer(`"${resource}" is not a list; ask for it with ?mask=${resource}\n`, 400);
    return textAnswer(`"${resource}" is not in the config dump\n`, 404);
  }
  const items = dumps.flatMap((dump) => asList(dump[resource]));
  const kept = mask === null ? items : items.flatMap((item) => masked(item, parseMask(mask)) ?? []);
  return configs(kept.map((item) => ({ '@type': `${ADMIN}.${type}`, ...asMap(item) })));
}

/** Whether a message has a field of a mask; lists are its fields also when they are empty, and so left out. */
function hasField(dump: JsonMap, mask: Mask): boolean {
  const message = String(dump['@type']).slice(`${ADMIN}.`.length);
  return [...mask.keys()].some(
    (name) => dump[name] !== undefined || (Object.hasOwn(LISTS, name) && LISTS[name]?.startsWith(`${message}.`)),
  );
}

/** Every message the mask speaks of, without fields where there is nothing; refused when it speaks of none, as Envoy does. */
function maskAnswer(dumps: readonly JsonMap[], text: string): AdminAnswer {
  const mask = parseMask(text);
  const kept = dumps.filter((dump) => hasField(dump, mask));
  if (kept.length === 0) return textAnswer(`the mask "${text}" names no field of the config dump\n`, 400);
  return configs(kept.map((dump) => masked(dump, mask) ?? { '@type': dump['@type'] }));
}

/** The dump, or the part of it that the query asks for. */
export function configDump(query: URLSearchParams, sources: AdminSources): AdminAnswer {
  const all = messages(sources, query.has('include_eds')).map((dump) =>
    asMap(withoutSecrets(dump, (value) => sources.redact(value))),
  );
  const pattern = regexOf(query, 'name_regex');
  if (pattern !== undefined && 'status' in pattern) return pattern;
  const dumps = pattern === undefined ? all : named(all, pattern);
  const [resource, mask] = [query.get('resource'), query.get('mask')];
  if (resource !== null) return resourceAnswer(dumps, resource, mask);
  return mask === null ? configs(dumps) : maskAnswer(dumps, mask);
}
