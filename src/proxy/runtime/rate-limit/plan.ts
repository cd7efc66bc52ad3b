import type { LocalRateLimit } from '../../../xds/resources/filter.ts';
import { runtimeChance } from '../chance.ts';
import { additions, type FieldOperations } from '../headers/operations.ts';
import { type BucketSource, bucketOf, type TokenBucket } from './bucket.ts';
import { type Describe, DescribedBuckets, describers, placed } from './descriptors.ts';

const TOO_MANY = 429;

/** A rate limit in front of routes. */
export interface RateLimitPlan {
  /** Of requests that are not told apart; `undefined` limits nothing. */
  readonly bucket: TokenBucket | undefined;
  readonly perConnection: (() => TokenBucket) | undefined;
  readonly described: DescribedBuckets;
  /** What tells requests apart instead of what their route says. */
  readonly describers: readonly Describe[] | undefined;
  /** Those that are told apart count for the common bucket, too. */
  readonly countsAll: boolean;
  readonly stage: number;
  readonly enabled: number;
  readonly enforced: number;
  readonly status: number;
  /** Whether the answer to gRPC says that something is exhausted instead of unavailable. */
  readonly exhausted: boolean;
  /** Responses say how much is left. */
  readonly tells: boolean;
  readonly fields: FieldOperations;
  /** What requests are marked with that are let through although they are too many. */
  readonly marks: FieldOperations;
}

/** Where a limit stands, and with whom its buckets are shared. */
export interface RateLimitScope {
  readonly buckets: BucketSource;
  /** Limits in two places never share a bucket. */
  readonly place: string;
  readonly workers: number;
}

function statusOf({ status }: LocalRateLimit): number {
  const code = Number(status?.code);
  return code >= 400 && code < 600 ? code : TOO_MANY;
}

/** @throws {BadValue} for header values with unknown operators and wrong expressions. */
export function rateLimitPlan(config: LocalRateLimit, { buckets, place, workers }: RateLimitScope): RateLimitPlan {
  const { token_bucket: settings, stage = 0, rate_limits: own } = config;
  const named = placed(buckets, place);
  const make = settings && ((): TokenBucket => bucketOf(settings, workers));
  const perConnection = config.local_rate_limit_per_downstream_connection === true;
  return {
    bucket: make && !perConnection ? named(JSON.stringify([config.stat_prefix, settings]), make) : undefined,
    perConnection: perConnection ? make : undefined,
    described: new DescribedBuckets(config, workers, named),
    describers: own && describers(own, stage),
    countsAll: config.always_consume_default_token_bucket !== false,
    stage,
    // A share that is not said is none here, unlike everywhere else.
    enabled: config.filter_enabled ? runtimeChance(config.filter_enabled) : 0,
    enforced: config.filter_enforced ? runtimeChance(config.filter_enforced) : 0,
    status: statusOf(config),
    exhausted: config.rate_limited_as_resource_exhausted === true,
    tells: config.enable_x_ratelimit_headers === 'DRAFT_VERSION_03',
    fields: additions(config.response_headers_to_add),
    marks: additions(config.request_headers_to_add_when_not_enforced),
  };
}
