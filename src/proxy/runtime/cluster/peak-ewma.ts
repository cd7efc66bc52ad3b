/** How long the average remembers. @see linkerd2-proxy's default decay */
const DECAY_MS = 10_000;
/** What is assumed of a host nobody has asked yet. */
const INITIAL_RTT_MS = 30;
/** What a failed request counts as at least, where failures count. */
const PENALTY_MS = 5000;

const usable = (value: number): number => (value > 0 && value < Number.POSITIVE_INFINITY ? value : 0);

/**
 * A latency that rises at once and falls slowly: the peak, decaying exponentially towards what was seen since. Times that run
 * backwards count as no time, and values that are no numbers as 0: nothing poisons it.
 */
export class PeakEwma {
  #cost = INITIAL_RTT_MS;
  #stamp = Number.NaN;

  /** A request has taken `rtt` ms. */
  observe(rtt: number, now: number): void {
    const sample = usable(rtt);
    const kept = this.#remembered(now);
    this.#cost = sample > this.#cost ? sample : this.#cost * kept + sample * (1 - kept);
  }

  /** A request has failed after `rtt` ms. */
  punish(rtt: number, now: number): void {
    this.observe(Math.max(usable(rtt), PENALTY_MS), now);
  }

  /** The latency to expect, in ms. */
  cost(now: number): number {
    this.#cost *= this.#remembered(now);
    return this.#cost;
  }

  /** The share of the past that still counts; from now on counted from here. */
  #remembered(now: number): number {
    const elapsed = now - this.#stamp;
    if (!(elapsed <= 0) && Number.isFinite(now)) this.#stamp = now;
    // The first call only starts the clock: the initial value is as good as new.
    return elapsed > 0 ? Math.exp(-elapsed / DECAY_MS) : 1;
  }
}
