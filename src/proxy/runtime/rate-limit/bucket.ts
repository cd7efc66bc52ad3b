import type { TokenBucket as BucketSettings } from '../../../xds/resources/filter.ts';
import { milliseconds } from '../durations.ts';

/** Shorter intervals are not kept. @see envoy.type.v3.TokenBucket, `fill_interval` */
const MIN_FILL_MS = 50;

/** Full at the start; what time has brought since is added when somebody asks, one token after the other. */
export class TokenBucket {
  #tokens: number;
  #filledAt = Number.NaN;
  #max: number;
  #perMs: number;
  readonly #fillMs: number;

  /** `perFill` tokens come in the course of `fillMs`. */
  constructor(max: number, perFill: number, fillMs: number) {
    this.#max = max;
    this.#tokens = max;
    this.#fillMs = Math.max(MIN_FILL_MS, fillMs);
    this.#perMs = perFill / this.#fillMs;
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
    this.#perMs = perFill / this.#fillMs;
    this.#tokens = Math.min(this.#tokens, max);
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

/** One process's part of a bucket that several share; each can hold a whole token at least. */
export function bucketOf({ max_tokens: max, tokens_per_fill: fill = 1, ...rest }: BucketSettings, workers: number) {
  const size = max > 0 ? Math.max(1, max / workers) : 0;
  return new TokenBucket(size, fill / workers, milliseconds(rest.fill_interval, MIN_FILL_MS));
}

/** Makes buckets, or finds those of the runtime before. */
export type BucketSource = (key: string, make: () => TokenBucket) => TokenBucket;
