/** EnvoyFilter patches of routes: headers, and what single routes tell the rate limit. */

import type { ConfigPatch, RouteConfigurationMatch } from '../../../mesh/types/networking.ts';
import { asList, asMap, type JsonMap } from '../../../model/json.ts';
import type { Any, HeaderOperations } from '../../resources/common.ts';
import type { Route, RouteConfiguration, VirtualHost } from '../../resources/route.ts';
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
/** Switches a filter off for a route. */
const FILTER_CONFIG = 'type.googleapis.com/envoy.config.route.v3.FilterConfig';
const KNOWN_FILTERS: ReadonlySet<string> = new Set([TYPES.localRateLimit, FILTER_CONFIG]);

/** What routes are patched on. */
const TARGETS = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'] as const;
type Target = (typeof TARGETS)[number];

const isTarget = (text: string | undefined): text is Target => TARGETS.some((target) => target === text);

/** What of the patch's value is carried over; `undefined` when there is more in it. */
function patchValue({ applyTo, patch }: ConfigPatch): JsonMap | undefined {
  if (!isTarget(applyTo) || patch?.operation !== 'MERGE') return undefined;
  const value: JsonMap = patch.value ?? {};
  const known = new Set<string>([...HEADER_LISTS, PER_FILTER, 'name']);
  if (Object.keys(value).some((key) => !known.has(key))) return undefined;
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

/** A copy under the name of the original among the sources. */
function traced<T extends object>(context: CompileContext, before: T, after: T): T {
  const source = context.sources.get(before);
  if (source && after !== before) context.sources.set(after, source);
  return after;
}

function patchHost(context: CompileContext, host: VirtualHost, { target, match, value }: RoutePatch): VirtualHost {
  if (!matchesHost(match, host)) return host;
  if (target === 'VIRTUAL_HOST') return merged(host, value);
  const routes = (host.routes ?? []).map((route) =>
    matchesRoute(match, route) ? traced(context, route, merged(route, value)) : route,
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
