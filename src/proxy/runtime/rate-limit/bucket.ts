import type { TokenBucket as BucketSettings } from '../../../xds/resources/filter.ts';
import { milliseconds } from '../durations.ts';
import type { Demand, Portion } from './portions.ts';

/** Shorter intervals are not kept. @see envoy.type.v3.TokenBucket, `fill_interval` */
const MIN_FILL_MS = 50;

/** A bucket of all processes together. */
export interface BucketPlan {
  readonly max: number;
  /** How many tokens come in the course of `fillMs`. */
  readonly perFill: number;
  readonly fillMs: number;
  /** How many processes share it. */
  readonly workers: number;
}

/** Full at the start; what time has brought since is added when somebody asks, one token after the other. */
export class TokenBucket {
  #tokens = 0;
  #filledAt = Number.NaN;
  #max = 0;
  #perMs = 0;
  /** Of all processes together. */
  #whole: { readonly max: number; readonly perFill: number };
  #share: number;
  #asked = 0;
  readonly #fillMs: number;

  /** One process's part of a bucket that several share. */
  constructor({ max, perFill, fillMs, workers }: BucketPlan) {
    this.#whole = { max, perFill };
    this.#share = 1 / workers;
    this.#fillMs = Math.max(MIN_FILL_MS, fillMs);
    this.#divide();
    this.refill();
  }

  /** Each can hold a whole token at least: of a part of one a whole one has to come together. */
  #divide(): void {
    const { max, perFill } = this.#whole;
    this.#max = max > 0 ? Math.max(1, max * this.#share) : 0;
    this.#perMs = (perFill * this.#share) / this.#fillMs;
  }

  /** Whether there was a token; it is gone then. */
  take(now: number): boolean {
    this.#fill(now);
    this.#asked += 1;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Another size of the whole from now on; tokens over it are lost. */
  resize(max: number, perFill: number): void {
    this.#whole = { max, perFill };
    this.#divide();
    this.#tokens = Math.min(this.#tokens, this.#max);
  }

  /** What is asked of this part, and what it has. */
  demand(now: number): Demand {
    this.#fill(now);
    const asked = this.#asked;
    this.#asked = 0;
    return { asked, tokens: this.#tokens, max: this.#whole.max };
  }

  /** Another part of the whole from now on. What was taken meanwhile may leave it in debt. */
  settle({ share, tokens }: Portion): void {
    this.#share = share;
    this.#divide();
    this.#tokens = Math.min(this.#max, this.#tokens + tokens);
  }

  /** Makes it full. */
  refill(): void {
    this.#tokens = this.#max;
  }

  /** Whole tokens that are there, and that there can be. */
  get left(): number {
    return Math.floor(this.#tokens);
  }

  get size(): number {
    return Math.floor(this.#max);
  }

  /** How long until there is a token. */
  get waitMs(): number {
    return this.#tokens >= 1 ? 0 : (1 - this.#tokens) / this.#perMs;
  }

  #fill(now: number): void {
    if (now > this.#filledAt) this.#tokens = Math.min(this.#max, this.#tokens + (now - this.#filledAt) * this.#perMs);
    this.#filledAt = now;
  }
}

/** One process's part of a bucket that several share. */
export function bucketOf({ max_tokens: max, tokens_per_fill: perFill = 1, ...rest }: BucketSettings, workers: number) {
  return new TokenBucket({ max, perFill, fillMs: milliseconds(rest.fill_interval, MIN_FILL_MS), workers });
}

/** Makes buckets, or finds those of the runtime before. */
export type BucketSource = (key: string, make: () => TokenBucket) => TokenBucket;
