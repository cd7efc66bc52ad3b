/** Token buckets in front of routes. @see envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit */
import type { Next } from '../../contract.ts';
import { FLAGS } from '../../flags.ts';
import { happens, type Random } from '../chance.ts';
import { GRPC } from '../exchange/grpc.ts';
import { applyOperations, fieldLines } from '../headers/operations.ts';
import type { TokenBucket } from '../rate-limit/bucket.ts';
import type { RateLimitPlan } from '../rate-limit/plan.ts';
import type { FilterStream, HttpFilter } from './filter.ts';

const MS_PER_SECOND = 1000;

/** What a response says of the bucket that counted. */
function tellingLines(bucket: TokenBucket): string {
  const reset = Math.ceil(bucket.waitMs / MS_PER_SECOND);
  return (
    `x-ratelimit-limit: ${bucket.size}\r\n` +
    `x-ratelimit-remaining: ${bucket.left}\r\n` +
    `x-ratelimit-reset: ${reset}\r\n`
  );
}

/** Lets as many requests through as there are tokens. */
export class RateLimitFilter implements HttpFilter {
  readonly #name: string;
  readonly #own: RateLimitPlan;
  readonly #random: Random;
  /** Buckets of connections live as long as these do. */
  readonly #connections = new WeakMap<object, TokenBucket>();

  constructor(name: string, own: RateLimitPlan, random: Random) {
    this.#name = name;
    this.#own = own;
    this.#random = random;
  }

  request(stream: FilterStream): Next | undefined {
    const plan = stream.filters?.rateLimit ?? this.#own;
    if (stream.filters?.disabled.has(this.#name) || !happens(plan.enabled, this.#random)) return undefined;
    const buckets = this.#bucketsOf(plan, stream);
    const empty = buckets.find((bucket) => !bucket.take(stream.now));
    const counted = empty ?? buckets[0];
    const told = plan.tells && counted ? tellingLines(counted) : '';
    if (empty === undefined || !happens(plan.enforced, this.#random)) {
      if (empty) applyOperations(plan.marks, stream.head.fields, stream);
      stream.responseLines += told;
      return undefined;
    }
    return stream.answer({
      status: plan.status,
      body: 'local_rate_limited',
      flags: FLAGS.RL,
      details: 'local_rate_limited',
      fields: told + fieldLines(plan.fields, stream),
      ...(plan.exhausted ? { grpcStatus: GRPC.resourceExhausted } : {}),
    });
  }

  /** Those that count for the request, in the order in which they are asked. */
  #bucketsOf(plan: RateLimitPlan, stream: FilterStream): readonly TokenBucket[] {
    const describers = plan.describers ?? stream.describers(plan.stage);
    const described = describers.length === 0 ? [] : describers.flatMap((describe) => [describe(stream) ?? []]);
    const found = plan.described.find(described);
    const common = found.length === 0 || plan.countsAll ? (plan.bucket ?? this.#ofConnection(plan, stream)) : undefined;
    return common === undefined ? found : [...found, common];
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
