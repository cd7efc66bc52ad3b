/** Routes that forward. */

import type { ConsistentHash } from '../../../mesh/types/destination-rule.ts';
import type { HttpMirror, HttpRewrite, HttpRoute, HttpRouteDestination } from '../../../mesh/types/virtual-service.ts';
import type { PlacedRoute } from '../../../mesh/virtual-services.ts';
import type { HeaderOperations } from '../../resources/common.ts';
import type { ClusterWeight, HashPolicy, RequestMirrorPolicy, RouteAction, RouteMatch } from '../../resources/route.ts';
import { type DestinationScope, destinationKey, policyOf } from '../destinations.ts';
import { envoyDuration, isPositive } from '../durations.ts';
import { ALWAYS, fractionalPercent } from '../matchers.ts';
import type { ClusterKey } from '../names.ts';
import { joinOperations, routeHeaders } from './headers.ts';
import { retryPolicy } from './retries.ts';
import { prefixRewrite } from './rewrite.ts';

/** A forwarding action, and the header operations that go with it. */
export interface Forwarding {
  readonly action: RouteAction;
  readonly operations: HeaderOperations;
}

/** What requests are hashed by; nothing when they are not. */
export function hashPolicies(hash: ConsistentHash | undefined): readonly HashPolicy[] {
  if (hash?.httpHeaderName) return [{ header: { header_name: hash.httpHeaderName } }];
  if (hash?.httpCookie) {
    const { name = '', path, ttl, attributes } = hash.httpCookie;
    const cookie = {
      name,
      ...(ttl === undefined ? {} : { ttl: envoyDuration(ttl) }),
      ...(path ? { path } : {}),
      ...(attributes ? { attributes } : {}),
    };
    return [{ cookie }];
  }
  if (hash?.useSourceIp) return [{ connection_properties: { source_ip: true } }];
  return hash?.httpQueryParameterName ? [{ query_parameter: { name: hash.httpQueryParameterName } }] : [];
}

/** A rewritten path: the part that matched where a prefix did, else all of it. */
function rewriteOf({ uri, uriRegexRewrite }: HttpRewrite, match: RouteMatch): Partial<RouteAction> {
  if (uriRegexRewrite?.match) {
    const { match: regex, rewrite = '' } = uriRegexRewrite;
    return { regex_rewrite: { pattern: { regex }, substitution: rewrite } };
  }
  if (uri === undefined) return {};
  // An expression matches the whole path, so that a new path replaces all of it.
  if (match.safe_regex) return { regex_rewrite: { pattern: match.safe_regex, substitution: uri } };
  return prefixRewrite(uri, match);
}

function mirrorPolicies(route: HttpRoute, scope: DestinationScope, namespace: string): readonly RequestMirrorPolicy[] {
  const { mirror, mirrorPercentage, mirrorPercent, mirrors = [] } = route;
  const share = mirrorPercentage ?? (mirrorPercent === undefined ? undefined : { value: mirrorPercent });
  const single: HttpMirror = { ...(mirror ? { destination: mirror } : {}), ...(share ? { percentage: share } : {}) };
  return [...(mirror ? [single] : []), ...mirrors].flatMap(({ destination, percentage }) => {
    if (destination === undefined || percentage?.value === 0 || (percentage && percentage.value === undefined))
      return [];
    const { name } = destinationKey(scope, destination, namespace);
    return [
      {
        cluster: name,
        runtime_fraction: { default_value: percentage ? fractionalPercent(percentage) : ALWAYS },
        trace_sampled: false,
        disable_shadow_host_suffix_append: true,
      },
    ];
  });
}

interface Target {
  readonly key: ClusterKey & { readonly name: string };
  readonly weight: number;
  readonly destination: HttpRouteDestination;
}

function targetsOf({ route, resource }: PlacedRoute, scope: DestinationScope): readonly Target[] {
  const all = (route.route ?? []).flatMap((destination) =>
    destination.destination === undefined
      ? []
      : [
          {
            key: destinationKey(scope, destination.destination, resource.namespace),
            weight: destination.weight ?? 0,
            destination,
          },
        ],
  );
  if (all.length <= 1) return all;
  const weighted = all.filter(({ weight }) => weight > 0);
  // Without any weight the destinations share evenly.
  return weighted.length > 0 ? weighted : all.map((target) => ({ ...target, weight: 1 }));
}

function clusterWeight({ key, weight, destination }: Target): ClusterWeight {
  const { operations, authority } = routeHeaders(destination.headers);
  return {
    name: key.name,
    weight,
    ...operations,
    ...(authority === undefined ? {} : { host_rewrite_literal: authority }),
  };
}

/** The clusters of a route, and the header operations of a destination that stands alone. */
function clustersOf(targets: readonly Target[]): { action: Partial<RouteAction>; operations: HeaderOperations } {
  const [only, ...others] = targets;
  if (only === undefined) return { action: {}, operations: {} };
  if (others.length > 0) {
    return { action: { weighted_clusters: { clusters: targets.map(clusterWeight) } }, operations: {} };
  }
  const { operations, authority } = routeHeaders(only.destination.headers);
  const rewrite = authority === undefined ? {} : { host_rewrite_literal: authority };
  return { action: { cluster: only.key.name, ...rewrite }, operations };
}

/** How a route forwards. */
export function forwarding(placed: PlacedRoute, match: RouteMatch, scope: DestinationScope): Forwarding {
  const { route, resource } = placed;
  const targets = targetsOf(placed, scope);
  const clusters = clustersOf(targets);
  const headers = routeHeaders(route.headers);
  const authority = route.rewrite?.authority ?? headers.authority;
  const hash = targets.flatMap(({ key }) => hashPolicies(policyOf(scope.context, key).loadBalancer?.consistentHash));
  const retries = retryPolicy(route.retries, {
    fallback: scope.context.mesh.settings.defaultHttpRetryPolicy,
    hashed: hash.length > 0,
  });
  const mirrors = mirrorPolicies(route, scope, resource.namespace);
  const timeout = isPositive(route.timeout) ? envoyDuration(route.timeout) : '0s';
  const action: RouteAction = {
    ...(authority === undefined ? {} : { host_rewrite_literal: authority }),
    ...clusters.action,
    ...(route.rewrite ? rewriteOf(route.rewrite, match) : {}),
    timeout,
    ...(retries === undefined ? {} : { retry_policy: retries }),
    max_grpc_timeout: timeout,
    ...(mirrors.length === 0 ? {} : { request_mirror_policies: mirrors }),
    ...(hash.length === 0 ? {} : { hash_policy: hash }),
  };
  return { action, operations: joinOperations(headers.operations, clusters.operations) };
}
