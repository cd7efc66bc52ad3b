/** EnvoyFilter patches of routes: headers, and what single routes tell the rate limit. */

import type { ConfigPatch, RouteConfigurationMatch } from '../../../mesh/types/networking.ts';
import { asList, asMap, type JsonMap } from '../../../model/json.ts';
import type { Any, HeaderOperations } from '../../resources/common.ts';
import type { RateLimit, Route, RouteConfiguration, VirtualHost } from '../../resources/route.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';
import { typedConfig } from './local-rate-limit.ts';
import { envoyFiltersFor } from './select.ts';

const HEADER_LISTS = [
  'request_headers_to_add',
  'request_headers_to_remove',
  'response_headers_to_add',
  'response_headers_to_remove',
] as const;
const PER_FILTER = 'typed_per_filter_config';
const KNOWN_FILTERS: ReadonlySet<string> = new Set([TYPES.localRateLimit, TYPES.filterConfig]);
/** What tells requests apart for rate limits, and the actions that are carried out here. */
const RATE_LIMITS = 'rate_limits';
const KNOWN_ACTIONS: ReadonlySet<string> = new Set([
  'destination_cluster',
  'remote_address',
  'generic_key',
  'request_headers',
  'query_parameters',
  'header_value_match',
  'query_parameter_value_match',
]);

/** What routes are patched on. */
const TARGETS = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'] as const;
type Target = (typeof TARGETS)[number];

const isTarget = (text: string | undefined): text is Target => TARGETS.some((target) => target === text);

const isKnownLimit = (limit: unknown): boolean =>
  asList(asMap(limit)['actions']).every((action) => Object.keys(asMap(action)).every((key) => KNOWN_ACTIONS.has(key)));

/** Where a kind of resource has its rate limits; `undefined` for a value with more in it, or for limits nobody here knows. */
function limitsIn(target: Target, value: JsonMap): readonly unknown[] | undefined {
  const { [RATE_LIMITS]: own, route } = value;
  if (target === 'VIRTUAL_HOST' && route === undefined && asList(own).every(isKnownLimit)) return asList(own);
  const { [RATE_LIMITS]: inner, ...more } = asMap(route);
  const alone = target === 'HTTP_ROUTE' && own === undefined && Object.keys(more).length === 0;
  if (alone && asList(inner).every(isKnownLimit)) return asList(inner);
  return own === undefined && route === undefined ? [] : undefined;
}

/** What of the patch's value is carried over; `undefined` when there is more in it. */
function patchValue({ applyTo, patch }: ConfigPatch): JsonMap | undefined {
  if (!isTarget(applyTo) || patch?.operation !== 'MERGE') return undefined;
  const value: JsonMap = patch.value ?? {};
  const known = new Set<string>([...HEADER_LISTS, PER_FILTER, RATE_LIMITS, 'route', 'name']);
  if (Object.keys(value).some((key) => !known.has(key)) || limitsIn(applyTo, value) === undefined) return undefined;
  const filters = Object.values(asMap(value[PER_FILTER])).map(typedConfig);
  return filters.every((config) => config !== undefined && KNOWN_FILTERS.has(config['@type'])) ? value : undefined;
}

/** Whether a patch of routes is one that is carried over. */
export const isRoutePatch = (patch: ConfigPatch): boolean => patchValue(patch) !== undefined;

type Patched = HeaderOperations & { readonly typed_per_filter_config?: Readonly<Record<string, Any>> };

function merged<T extends Patched>(target: T, value: JsonMap): T {
  const lists = HEADER_LISTS.filter((name) => value[name] !== undefined).map((name) => [
    name,
    [...(target[name] ?? []), ...asList(value[name])],
  ]);
  const filters = Object.entries(asMap(value[PER_FILTER])).map(([name, config]) => [name, typedConfig(config)]);
  const own = target.typed_per_filter_config;
  return {
    ...target,
    ...Object.fromEntries(lists),
    ...(filters.length === 0 ? {} : { [PER_FILTER]: { ...own, ...Object.fromEntries(filters) } }),
  };
}

/** `[http.|https.]PORT…`: the port in the name of a configuration; `undefined` for one without. */
function portOf(name: string): number | undefined {
  const digits = /^(?:https?\.)?(\d+)(?:\.|$)/.exec(name)?.[1] ?? /:(\d+)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function matchesConfiguration(match: RouteConfigurationMatch | undefined, name: string): boolean {
  if (match?.name !== undefined && match.name !== name) return false;
  if (match?.portNumber !== undefined && match.portNumber !== 0 && match.portNumber !== portOf(name)) return false;
  if (match?.gateway === undefined) return true;
  const [namespace = '', gateway = ''] = match.gateway.split('/');
  return !name.startsWith('https.') || name.endsWith(`.${gateway}.${namespace}`);
}

function matchesHost(match: RouteConfigurationMatch | undefined, host: VirtualHost): boolean {
  const { name, domainName } = match?.vhost ?? {};
  return (name === undefined || name === host.name) && (domainName === undefined || host.domains.includes(domainName));
}

const ACTION_FIELDS: Readonly<Record<string, keyof Route>> = {
  ROUTE: 'route',
  REDIRECT: 'redirect',
  DIRECT_RESPONSE: 'direct_response',
};

function matchesRoute(match: RouteConfigurationMatch | undefined, route: Route): boolean {
  const { name, action = 'ANY' } = match?.vhost?.route ?? {};
  if (name !== undefined && name !== route.name) return false;
  const field = ACTION_FIELDS[action];
  return field === undefined || route[field] !== undefined;
}

interface RoutePatch {
  readonly target: Target;
  readonly match: RouteConfigurationMatch | undefined;
  readonly value: JsonMap;
}

/** With the rate limits of a patch behind its own, which the compile step has read as what they are. */
function limited(host: VirtualHost, value: JsonMap): VirtualHost {
  const more = limitsIn('VIRTUAL_HOST', value) ?? [];
  return more.length === 0 ? host : { ...host, rate_limits: [...(host.rate_limits ?? []), ...(more as RateLimit[])] };
}

function limitedRoute(route: Route, value: JsonMap): Route {
  const more = limitsIn('HTTP_ROUTE', value) ?? [];
  if (more.length === 0 || route.route === undefined) return route;
  const own = route.route.rate_limits ?? [];
  return { ...route, route: { ...route.route, rate_limits: [...own, ...(more as RateLimit[])] } };
}

/** A copy under the name of the original among the sources. */
function traced<T extends object>(context: CompileContext, before: T, after: T): T {
  const source = context.sources.get(before);
  if (source && after !== before) context.sources.set(after, source);
  return after;
}

function patchHost(context: CompileContext, host: VirtualHost, { target, match, value }: RoutePatch): VirtualHost {
  if (!matchesHost(match, host)) return host;
  if (target === 'VIRTUAL_HOST') return limited(merged(host, value), value);
  const routes = (host.routes ?? []).map((route) =>
    matchesRoute(match, route) ? traced(context, route, limitedRoute(merged(route, value), value)) : route,
  );
  return { ...host, routes };
}

function patchConfiguration(
  context: CompileContext,
  routes: RouteConfiguration,
  patch: RoutePatch,
): RouteConfiguration {
  if (!matchesConfiguration(patch.match, routes.name ?? '')) return routes;
  if (patch.target === 'ROUTE_CONFIGURATION') return merged(routes, patch.value);
  return { ...routes, virtual_hosts: (routes.virtual_hosts ?? []).map((host) => patchHost(context, host, patch)) };
}

/** The route configurations with the patches for the workload merged into them, in the order of the EnvoyFilters. */
export function patchRoutes(
  context: CompileContext,
  routes: readonly RouteConfiguration[],
): readonly RouteConfiguration[] {
  const placement = context.options.node.kind === 'gateway' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  const patches = envoyFiltersFor(context).flatMap(({ spec }) =>
    (spec.configPatches ?? []).flatMap((patch): readonly RoutePatch[] => {
      const value = patchValue(patch);
      const where = patch.match?.context ?? 'ANY';
      if (value === undefined || !isTarget(patch.applyTo) || (where !== 'ANY' && where !== placement)) return [];
      return [{ target: patch.applyTo, match: patch.match?.routeConfiguration, value }];
    }),
  );
  return routes.map((each) => patches.reduce((made, patch) => patchConfiguration(context, made, patch), each));
}
