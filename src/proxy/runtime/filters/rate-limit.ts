/** Token buckets in front of routes. @see envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit */
import type { TokenBucket as BucketSettings, LocalRateLimit } from '../../../xds/resources/filter.ts';
import type { Next } from '../../contract.ts';
import { FLAGS } from '../../flags.ts';
import { happens, type Random, runtimeChance } from '../chance.ts';
import { milliseconds } from '../durations.ts';
import { additions, type FieldOperations, fieldLines } from '../headers/operations.ts';
import type { FilterStream, HttpFilter } from './filter.ts';

/** Shorter intervals are not kept. @see the same message's field `fill_interval` */
const MIN_FILL_MS = 50;
const TOO_MANY = 429;

/** Full at the start; what time has brought is added when somebody asks. */
export class TokenBucket {
  #tokens: number;
  #filledAt = Number.NaN;
  #max: number;
  #perFill: number;
  readonly #fillMs: number;

  constructor(max: number, perFill: number, fillMs: number) {
    this.#max = max;
    this.#tokens = max;
    this.#perFill = perFill;
    this.#fillMs = Math.max(MIN_FILL_MS, fillMs);
  }

  /** Whether there was a token; it is gone then. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Another size from now on; tokens over it are lost. */
  resize(max: number, perFill: number): void {
    this.#max = max;
    this.#perFill = perFill;
    this.#tokens = Math.min(this.#tokens, max);
  }

  /** Makes it full. */
  refill(): void {
    this.#tokens = this.#max;
  }

  #fill(now: number): void {
    if (Number.isNaN(this.#filledAt)) this.#filledAt = now;
    const fills = Math.floor((now - this.#filledAt) / this.#fillMs);
    if (fills <= 0) return;
    this.#filledAt += fills * this.#fillMs;
    this.#tokens = Math.min(this.#max, this.#tokens + fills * this.#perFill);
  }
}

export interface RateLimitPlan {
  /** `undefined` limits nothing. */
  readonly bucket: TokenBucket | undefined;
  readonly perConnection: (() => TokenBucket) | undefined;
  readonly enabled: number;
  readonly enforced: number;
  readonly status: number;
  readonly fields: FieldOperations;
}

/** Makes buckets, or finds those of the runtime before. */
export type BucketSource = (key: string, make: () => TokenBucket) => TokenBucket;

function statusOf({ status }: LocalRateLimit): number {
  const code = Number(status?.code);
  return code >= 400 && code < 600 ? code : TOO_MANY;
}

/** @throws {BadValue} for header values with unknown operators. */
export function rateLimitPlan(config: LocalRateLimit, buckets: BucketSource): RateLimitPlan {
  const settings: BucketSettings | undefined = config.token_bucket;
  const make = (): TokenBucket =>
    new TokenBucket(
      settings?.max_tokens ?? 0,
      settings?.tokens_per_fill ?? 1,
      milliseconds(settings?.fill_interval, MIN_FILL_MS),
    );
  const perConnection = config.local_rate_limit_per_downstream_connection === true;
  return {
    bucket: settings && !perConnection ? buckets(JSON.stringify([config.stat_prefix, settings]), make) : undefined,
    perConnection: settings && perConnection ? make : undefined,
    // A share that is not said is none here, unlike everywhere else.
    enabled: config.filter_enabled ? runtimeChance(config.filter_enabled) : 0,
    enforced: config.filter_enforced ? runtimeChance(config.filter_enforced) : 0,
    status: statusOf(config),
    fields: additions(config.response_headers_to_add),
  };
}

/** Lets as many requests through as there are tokens. */
export class RateLimitFilter implements HttpFilter {
  readonly #own: RateLimitPlan;
  readonly #random: Random;
  /** Buckets of connections live as long as these do. */
  readonly #connections = new WeakMap<object, TokenBucket>();

  constructor(own: RateLimitPlan, random: Random) {
    this.#own = own;
    this.#random = random;
  }

  request(stream: FilterStream): Next | undefined {
    const plan = stream.filters?.rateLimit ?? this.#own;
    if (!happens(plan.enabled, this.#random)) return undefined;
    const bucket = plan.bucket ?? this.#ofConnection(plan, stream);
    if (bucket === undefined || bucket.take(stream.now) || !happens(plan.enforced, this.#random)) return undefined;
    return stream.answer({
      status: plan.status,
      body: 'local_rate_limited',
      flags: FLAGS.RL,
      details: 'local_rate_limited',
      fields: `x-envoy-ratelimited: true\r\n${fieldLines(plan.fields, stream)}`,
    });
  }

  #ofConnection({ perConnection }: RateLimitPlan, { connection }: FilterStream): TokenBucket | undefined {
    if (perConnection === undefined) return undefined;
    const known = this.#connections.get(connection);
    if (known) return known;
    const made = perConnection();
    this.#connections.set(connection, made);
    return made;
  }
}
