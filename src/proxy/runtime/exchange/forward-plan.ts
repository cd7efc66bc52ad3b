/** How a route forwards. */
import type { HeaderOperations } from '../../../xds/resources/common.ts';
import type { ClusterWeight, RequestMirrorPolicy, RouteAction, RouteMatch } from '../../../xds/resources/route.ts';
import { endIndex, runningSums } from '../balancer/simple.ts';
import { type Random, runtimeChance } from '../chance.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { milliseconds } from '../durations.ts';
import { type HashRule, hashRules } from '../hash/policy.ts';
import type { FieldOperations } from '../headers/operations.ts';
import { type RetryPlan, retryPlan } from '../retry/policy.ts';
import { type PathRewrite, pathRewrite } from '../route/rewrite.ts';
import { latin1 } from '../text.ts';

const ROUTE_TIMEOUT_MS = 15_000;
const NOT_FOUND_STATUS = { SERVICE_UNAVAILABLE: 503, NOT_FOUND: 404, INTERNAL_SERVER_ERROR: 500 } as const;

/** One destination. */
export interface Target {
  readonly name: string;
  /** `undefined` when nobody declares it. */
  readonly cluster: Cluster | undefined;
  /** What Host becomes; `undefined` leaves it. */
  readonly authority: string | undefined;
  readonly requestOperations: FieldOperations;
  readonly responseOperations: FieldOperations;
}

/** A cluster that gets copies, and for which share of requests. */
export interface MirrorPlan {
  readonly cluster: Cluster;
  readonly chance: number;
}

/** How a route sends requests on. */
export interface ForwardPlan {
  readonly targets: readonly Target[];
  /** Running sums of the destinations' weights. */
  readonly ends: Float64Array;
  /** Gives the path, from which the old one is told by x-envoy-original-path. */
  readonly rewrite: PathRewrite | undefined;
  readonly timeoutMs: number;
  /** The longest a caller of gRPC may ask for, which counts instead; 0: any. `undefined` where the route's own counts. */
  readonly maxGrpcTimeoutMs: number | undefined;
  readonly idleTimeoutMs: number;
  readonly retry: RetryPlan | undefined;
  readonly mirrors: readonly MirrorPlan[];
  readonly hash: readonly HashRule[];
  /** In lower case; what the connection manager allows comes on top. */
  readonly upgrades: ReadonlyMap<string, boolean>;
  readonly notFoundStatus: number;
}

/** What destinations are looked up in. */
export interface ForwardScope {
  readonly clusters: ReadonlyMap<string, Cluster>;
}

// Most routes have none of these; what they have in common is made once.
const ONE_TARGET = runningSums([1]);
const NO_MIRRORS: readonly MirrorPlan[] = [];
const NO_HASH: readonly HashRule[] = [];
const NO_UPGRADES: ReadonlyMap<string, boolean> = new Map();

/** With the operations of all levels behind those of a destination. */
interface Levels extends ForwardScope {
  readonly request: (own: readonly HeaderOperations[]) => FieldOperations;
  readonly response: (own: readonly HeaderOperations[]) => FieldOperations;
}

function targetsOf(action: RouteAction, levels: Levels): readonly Target[] {
  const single: ClusterWeight = { name: action.cluster ?? '', weight: 1 };
  return (action.weighted_clusters?.clusters ?? [single]).map((each) => {
    const authority = each.host_rewrite_literal ?? action.host_rewrite_literal;
    return {
      name: each.name,
      cluster: levels.clusters.get(each.name),
      authority: authority === undefined ? undefined : latin1(authority),
      requestOperations: levels.request([each]),
      responseOperations: levels.response([each]),
    };
  });
}

/** Mirrors to clusters that are there; a copy to another one goes nowhere. */
function mirrorsOf(
  policies: readonly RequestMirrorPolicy[] | undefined,
  { clusters }: ForwardScope,
): readonly MirrorPlan[] {
  if (policies === undefined) return NO_MIRRORS;
  return policies.flatMap(({ cluster: name, runtime_fraction: fraction }) => {
    const cluster = clusters.get(name);
    return cluster === undefined ? [] : [{ cluster, chance: runtimeChance(fraction) }];
  });
}

function upgradesOf({ upgrade_configs: configs }: RouteAction): ForwardPlan['upgrades'] {
  if (configs === undefined) return NO_UPGRADES;
  return new Map(configs.map(({ upgrade_type: type, enabled }) => [type.toLowerCase(), enabled !== false]));
}

/** @throws {BadValue} for expressions and header values that cannot be used. */
export function forwardPlan(action: RouteAction, match: RouteMatch, levels: Levels): ForwardPlan {
  const weights = action.weighted_clusters?.clusters.map(({ weight = 0 }) => weight);
  const { cluster_not_found_response_code: notFound = 'SERVICE_UNAVAILABLE' } = action;
  return {
    targets: targetsOf(action, levels),
    ends: weights === undefined ? ONE_TARGET : runningSums(weights),
    rewrite: pathRewrite(action.prefix_rewrite, action.regex_rewrite, match),
    timeoutMs: milliseconds(action.timeout, ROUTE_TIMEOUT_MS),
    maxGrpcTimeoutMs: action.max_grpc_timeout === undefined ? undefined : milliseconds(action.max_grpc_timeout, 0),
    idleTimeoutMs: milliseconds(action.idle_timeout, 0),
    retry: action.retry_policy && retryPlan(action.retry_policy),
    mirrors: mirrorsOf(action.request_mirror_policies, levels),
    hash: action.hash_policy === undefined ? NO_HASH : hashRules(action.hash_policy),
    upgrades: upgradesOf(action),
    notFoundStatus: NOT_FOUND_STATUS[notFound],
  };
}

/** The destination of a request: a draw by weight. */
export function drawTarget({ targets, ends }: ForwardPlan, random: Random): Target | undefined {
  if (targets.length === 1) return targets[0];
  return targets[endIndex(ends, random() * (ends.at(-1) ?? 0))];
}
