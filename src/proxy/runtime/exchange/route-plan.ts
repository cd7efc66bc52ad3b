/** Routes as what is done with a request. */

import { TYPES } from '../../../xds/compile/type-urls.ts';
import type { DataSource, HeaderOperations } from '../../../xds/resources/common.ts';
import type { HttpFault, LocalRateLimit } from '../../../xds/resources/filter.ts';
import type { CorsPolicy, Route, RouteAction, VirtualHost } from '../../../xds/resources/route.ts';
import { corsPlan } from '../filters/cors.ts';
import { faultPlan } from '../filters/fault.ts';
import type { RouteFilters } from '../filters/filter.ts';
import { type FieldOperations, requestOperations, responseOperations } from '../headers/operations.ts';
import type { BucketSource } from '../rate-limit/bucket.ts';
import { describers } from '../rate-limit/descriptors.ts';
import { type RateLimitPlan, rateLimitPlan } from '../rate-limit/plan.ts';
import { type Redirect, redirect } from '../route/redirect.ts';
import { latin1 } from '../text.ts';
import { type ForwardPlan, type ForwardScope, forwardPlan } from './forward-plan.ts';

/** A fixed answer. */
export interface DirectPlan {
  readonly status: number;
  readonly body: string;
}

/** A route, ready to be taken. */
export interface RoutePlan {
  readonly name: string;
  readonly resource: Route;
  readonly filters: RouteFilters;
  /** One of the three is set; a route without any answers that there is none. */
  readonly redirect: Redirect | undefined;
  readonly direct: DirectPlan | undefined;
  readonly forward: ForwardPlan | undefined;
  /** Of redirects and fixed answers; what is forwarded has its own with each destination. */
  readonly responseOperations: FieldOperations;
}

/** What routes are made in. */
export interface RouteScope extends ForwardScope {
  readonly virtualHost: VirtualHost;
  readonly configuration: HeaderOperations;
  /** Of actions that several routes of the virtual host have, where nothing of the route itself is in them. */
  readonly forwards: Map<RouteAction, ForwardPlan>;
  readonly buckets: BucketSource;
  /** Processes that share quotas. */
  readonly workers: number;
}

function bodyOf(body: DataSource | undefined): string {
  if (body?.inline_bytes !== undefined) return Buffer.from(body.inline_bytes, 'base64').toString('latin1');
  return latin1(body?.inline_string ?? '');
}

const ofType = (configs: Route['typed_per_filter_config'], type: string) =>
  Object.values(configs ?? {}).find((config) => config['@type'] === type);

const NO_DESCRIBERS: RouteFilters['describers'] = new Map();
const NONE_DISABLED: ReadonlySet<string> = new Set();
const NO_FILTERS: RouteFilters = {
  fault: undefined,
  cors: undefined,
  rateLimit: undefined,
  disabled: NONE_DISABLED,
  describers: NO_DESCRIBERS,
};

/** Filters that are switched off by name; the route has the last word. */
function disabledOf(route: Route, { virtualHost }: RouteScope): ReadonlySet<string> {
  const all = { ...virtualHost.typed_per_filter_config, ...route.typed_per_filter_config };
  const off = Object.entries(all).filter(([, config]) => config['@type'] === TYPES.filterConfig && config['disabled']);
  return off.length === 0 ? NONE_DISABLED : new Set(off.map(([name]) => name));
}

/** By stage: those of the route, and those of its virtual host where it has none or wants both. */
function describersOf({ route: action }: Route, { virtualHost }: RouteScope): RouteFilters['describers'] {
  const own = action?.rate_limits ?? [];
  const wantsBoth = own.length === 0 || action?.include_vh_rate_limits === true;
  const all = [...own, ...(wantsBoth ? (virtualHost.rate_limits ?? []) : [])];
  if (all.length === 0) return NO_DESCRIBERS;
  const stages = new Set(all.map(({ stage = 0 }) => stage));
  return new Map([...stages].map((stage) => [stage, describers(all, stage)]));
}

/** The rate limit of the route, or of its virtual host, whose bucket all its routes share. */
function rateLimitOf(route: Route, { virtualHost, buckets, workers }: RouteScope): RateLimitPlan | undefined {
  const own = ofType(route.typed_per_filter_config, TYPES.localRateLimit);
  const config = own ?? ofType(virtualHost.typed_per_filter_config, TYPES.localRateLimit);
  const place = JSON.stringify([virtualHost.name, own && [route.name, route.match]]);
  // `@type` says which message it is.
  return config && rateLimitPlan(config as LocalRateLimit, { buckets, place, workers });
}

/** What the route says to filters, or its virtual host where it says nothing. */
function filtersOf(route: Route, scope: RouteScope): RouteFilters {
  const { virtualHost } = scope;
  const own = route.typed_per_filter_config ?? route.route?.rate_limits;
  if (!own && !virtualHost.typed_per_filter_config && !virtualHost.rate_limits) return NO_FILTERS;
  const find = (type: string) =>
    ofType(route.typed_per_filter_config, type) ?? ofType(virtualHost.typed_per_filter_config, type);
  const fault = find(TYPES.fault);
  // Envoy's filter leaves redirects and fixed answers alone.
  const cors = route.route && find(TYPES.corsPolicy);
  // `@type` says which message each of them is.
  return {
    fault: fault && faultPlan(fault as HttpFault),
    cors: cors && corsPlan(cors as CorsPolicy),
    rateLimit: rateLimitOf(route, scope),
    disabled: disabledOf(route, scope),
    describers: describersOf(route, scope),
  };
}

/** Whether a route changes fields by itself, besides what it does with requests. */
const changesFields = (route: HeaderOperations): boolean =>
  (route.request_headers_to_add ?? route.request_headers_to_remove) !== undefined ||
  (route.response_headers_to_add ?? route.response_headers_to_remove) !== undefined;

function forwardOf(route: Route, action: RouteAction, scope: RouteScope): ForwardPlan {
  const levels = [route, scope.virtualHost, scope.configuration];
  const make = () =>
    forwardPlan(action, route.match, {
      ...scope,
      request: (own) => requestOperations([...own, ...levels]),
      response: (own) => responseOperations([...own, ...levels]),
    });
  // A prefix is rewritten by what the route matches.
  if (action.prefix_rewrite !== undefined || changesFields(route)) return make();
  const plan = scope.forwards.get(action) ?? make();
  scope.forwards.set(action, plan);
  return plan;
}

/** @throws {BadValue} for expressions and header values that cannot be used. */
export function routePlan(route: Route, scope: RouteScope): RoutePlan {
  const levels = [route, scope.virtualHost, scope.configuration];
  const { redirect: moved, direct_response: direct, route: action } = route;
  return {
    name: route.name ?? '',
    resource: route,
    filters: filtersOf(route, scope),
    redirect: moved && redirect(moved, route.match),
    direct: direct && { status: direct.status, body: bodyOf(direct.body) },
    forward: action && forwardOf(route, action, scope),
    responseOperations: responseOperations(levels),
  };
}
