/** When requests of a steady rate are due. */

/** Requests at even distances: whatever the answers do, the next one is due when it is. Times are in milliseconds. */
export class Schedule {
  readonly #distance: number;
  readonly #limit: number;
  #count = 0;

  /** So many requests a second, for so long, and at most so many. */
  constructor({ rate, durationMs, requests }: { rate: number; durationMs: number; requests?: number | undefined }) {
    this.#distance = 1000 / rate;
    this.#limit = Math.min(Math.ceil((durationMs * rate) / 1000), requests ?? Number.POSITIVE_INFINITY);
  }

  /** When the next one that is due by `now` was due, and on to the one after it; `undefined` when none is. */
  take(now: number): number | undefined {
    if (this.#count >= this.#limit) return undefined;
    const due = this.#count * this.#distance;
    if (due > now) return undefined;
    this.#count += 1;
    return due;
  }

  /** Whether every request has been taken. */
  get over(): boolean {
    return this.#count >= this.#limit;
  }
}
