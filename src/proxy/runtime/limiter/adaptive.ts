/** Responses that are looked at in a second; more do not change the picture. */
const SAMPLES = 512;
const DECREASE = 0.7;
const INCREASE = 0.05;
const LEAST_SHARE = 0.1;
const BUSY_SHARE = 0.8;
const BAD_ERROR_SHARE = 0.1;
/** A p90 this many times the usual one is bad. */
const BAD_LATENCY_FACTOR = 2;
/** How fast the usual latency follows a slower one. */
const BASELINE_GAIN = 0.02;

/**
 * A limit that finds itself: a little more when it is used and all is well, much less when responses get slow or fail (additive
 * increase, multiplicative decrease).
 */
export class AdaptiveLimit {
  readonly #latencies = new Float64Array(SAMPLES);
  #count = 0;
  #errors = 0;
  #used = 0;
  #limit = Number.NaN;
  #baseline = Number.NaN;

  /** A request was let through. */
  use(): void {
    this.#used += 1;
  }

  observe(latencyMs: number, failed: boolean): void {
    this.#latencies[this.#count % SAMPLES] = latencyMs;
    this.#count += 1;
    if (failed) this.#errors += 1;
  }

  /** The limit for the next second, given the configured quota. */
  next(quota: number): number {
    if (Number.isNaN(this.#limit)) this.#limit = quota;
    const p90 = this.#p90();
    if (this.#isBad(p90)) this.#limit *= DECREASE;
    else if (this.#used > BUSY_SHARE * this.#limit) this.#limit += Math.max(1, INCREASE * this.#limit);
    this.#learn(p90);
    this.#count = 0;
    this.#errors = 0;
    this.#used = 0;
    this.#limit = Math.max(LEAST_SHARE * quota, this.#limit);
    return this.#limit;
  }

  #isBad(p90: number): boolean {
    return this.#errors > BAD_ERROR_SHARE * this.#count || p90 > BAD_LATENCY_FACTOR * this.#baseline;
  }

  /** What is usual follows fast downwards and slowly upwards. */
  #learn(p90: number): void {
    if (Number.isNaN(p90)) return;
    if (Number.isNaN(this.#baseline) || p90 < this.#baseline) this.#baseline = p90;
    else this.#baseline += BASELINE_GAIN * (p90 - this.#baseline);
  }

  #p90(): number {
    const count = Math.min(this.#count, SAMPLES);
    if (count === 0) return Number.NaN;
    return this.#latencies.slice(0, count).sort()[Math.ceil(0.9 * count) - 1] ?? Number.NaN;
  }
}
