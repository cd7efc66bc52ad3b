/** How much is tried again, compared with what is tried at all. */
import type { ClusterExtension } from '../../../xds/snapshot.ts';

const SLOTS = 10;

/**
 * A balance of tokens over a window that slides in ten steps: first tries deposit a share, time deposits a rate, retries withdraw
 * one each. What was deposited longer ago than the window is forgotten; nothing is there at the start.
 */
export class TokenBudget {
  readonly #share: number;
  readonly #perMs: number;
  readonly #slotMs: number;
  readonly #slots = new Float64Array(SLOTS);
  #slot = 0;
  #slotStart = Number.NaN;
  #accruedAt = 0;

  constructor({ percent, perSecond, windowMs }: NonNullable<ClusterExtension['retryBudget']>) {
    this.#share = percent / 100;
    this.#perMs = perSecond / 1000;
    this.#slotMs = Math.max(1, windowMs / SLOTS);
  }

  /** A first try. */
  deposit(now: number): void {
    this.#advance(now);
    this.#add(this.#share);
  }

  /** Whether a retry may be made; it is paid for then. */
  withdraw(now: number): boolean {
    this.#advance(now);
    if (this.balance < 1) return false;
    this.#take(1);
    return true;
  }

  /** Tokens that are left. */
  get balance(): number {
    return this.#slots.reduce((sum, value) => sum + value, 0);
  }

  #add(tokens: number): void {
    this.#slots[this.#slot] = (this.#slots[this.#slot] ?? 0) + tokens;
  }

  /** The oldest tokens go first: they would be forgotten first. */
  #take(tokens: number): void {
    let rest = tokens;
    for (let step = 1; step <= SLOTS && rest > 0; step++) {
      const index = (this.#slot + step) % SLOTS;
      const paid = Math.min(rest, this.#slots[index] ?? 0);
      this.#slots[index] = (this.#slots[index] ?? 0) - paid;
      rest -= paid;
    }
  }

  #advance(now: number): void {
    if (Number.isNaN(this.#slotStart)) {
      this.#slotStart = now;
      this.#accruedAt = now;
    }
    let steps = 0;
    while (now - this.#slotStart >= this.#slotMs && steps++ < SLOTS) {
      this.#slotStart += this.#slotMs;
      this.#accrue(this.#slotStart);
      this.#slot = (this.#slot + 1) % SLOTS;
      this.#slots[this.#slot] = 0;
    }
    // After a long rest everything is forgotten but what the last window brought.
    if (now - this.#slotStart >= this.#slotMs) {
      this.#slotStart = now;
      this.#accruedAt = Math.max(this.#accruedAt, now - this.#slotMs);
    }
    this.#accrue(now);
  }

  #accrue(until: number): void {
    if (until <= this.#accruedAt) return;
    this.#add((until - this.#accruedAt) * this.#perMs);
    this.#accruedAt = until;
  }
}

/** The share of requests under way that may be retries, and how many may be in any case. */
export interface ConcurrencyBudget {
  readonly share: number;
  readonly minimum: number;
}

/** Whether one more retry is within the budget. @see envoy.config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget */
export function withinBudget(
  { share, minimum }: ConcurrencyBudget,
  { requests, retries }: { readonly requests: number; readonly retries: number },
): boolean {
  return retries < Math.max(Math.floor(share * requests), minimum);
}
