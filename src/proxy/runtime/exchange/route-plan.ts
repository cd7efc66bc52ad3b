/** Routes as what is done with a request. */

import { TYPES } from '../../../xds/compile/type-urls.ts';
import type { DataSource, HeaderOperations } from '../../../xds/resources/common.ts';
import type { HttpFault, LocalRateLimit } from '../../../xds/resources/filter.ts';
import type { CorsPolicy, Route, VirtualHost } from '../../../xds/resources/route.ts';
import { corsPlan } from '../filters/cors.ts';
import { faultPlan } from '../filters/fault.ts';
import type { RouteFilters } from '../filters/filter.ts';
import { type BucketSource, rateLimitPlan } from '../filters/rate-limit.ts';
import { type FieldOperations, requestOperations, responseOperations } from '../headers/operations.ts';
import { type Redirect, redirect } from '../route/redirect.ts';
import { latin1 } from '../text.ts';
import { type ForwardPlan, type ForwardScope, forwardPlan } from './forward-plan.ts';

/** A fixed answer. */
export interface DirectPlan {
  readonly status: number;
  readonly body: string;
}

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
  readonly buckets: BucketSource;
}

function bodyOf(body: DataSource | undefined): string {
  if (body?.inline_bytes !== undefined) return Buffer.from(body.inline_bytes, 'base64').toString('latin1');
  return latin1(body?.inline_string ?? '');
}

/** The configuration of a filter by its type, the route's before the virtual host's. */
function overrides({ typed_per_filter_config: own }: Route, { typed_per_filter_config: host }: VirtualHost) {
  const all = [...Object.values(own ?? {}), ...Object.values(host ?? {})];
  return (type: string) => all.find((config) => config['@type'] === type);
}

const NO_FILTERS: RouteFilters = { fault: undefined, cors: undefined, rateLimit: undefined };

function filtersOf(route: Route, { virtualHost, buckets }: RouteScope): RouteFilters {
  if (!route.typed_per_filter_config && !virtualHost.typed_per_filter_config) return NO_FILTERS;
  const find = overrides(route, virtualHost);
  const fault = find(TYPES.fault);
  const cors = find(TYPES.corsPolicy);
  const limit = find(TYPES.localRateLimit);
  // `@type` says which message each of them is.
  return {
    fault: fault && faultPlan(fault as HttpFault),
    cors: cors && corsPlan(cors as CorsPolicy),
    rateLimit: limit && rateLimitPlan(limit as LocalRateLimit, buckets),
  };
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
    forward:
      action &&
      forwardPlan(action, route.match, {
        ...scope,
        request: (own) => requestOperations([...own, ...levels]),
        response: (own) => responseOperations([...own, ...levels]),
      }),
    responseOperations: responseOperations(levels),
  };
}
