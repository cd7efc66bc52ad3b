/** What frames cost that bring nobody further. */
export const COST = {
  priority: 1,
  windowUpdate: 1,
  ping: 1,
  unknown: 1,
  strayFrame: 2,
  emptyData: 10,
  settings: 10,
} as const;

/** What a peer may spend without having done anything useful. */
const FULL_CREDIT = 1000;
/** What a frame earns that carries a request or a piece of a body, in either direction. */
const EARNED = 10;
/** What time brings: signs of life are no flood. */
const CREDIT_PER_SECOND = 50;

/** A client that resets so many of its last streams does nothing else (CVE-2023-44487). */
const STREAMS_LOOKED_AT = 200;
const MAX_RESETS = 100;

/** Counts what a peer has us do for nothing: floods of frames that are each allowed (RFC 9113 10.5). */
export class FloodGuard {
  readonly #now: () => number;
  #credit = FULL_CREDIT;
  #refilledAt: number;
  #streams = 0;
  #resets = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#refilledAt = now();
  }

  /** Frames that were worth their while. */
  earn(frames: number): void {
    if (this.#credit < FULL_CREDIT) this.#credit = Math.min(FULL_CREDIT, this.#credit + frames * EARNED);
  }

  /** Takes what a frame costs; false when the peer has nothing left to pay with. */
  spend(cost: number): boolean {
    this.#credit -= cost;
    if (this.#credit >= 0) return true;
    const now = this.#now();
    this.#credit = Math.min(FULL_CREDIT, this.#credit + ((now - this.#refilledAt) * CREDIT_PER_SECOND) / 1000);
    this.#refilledAt = now;
    return this.#credit >= 0;
  }

  /** A stream of the peer's begins. */
  opened(): void {
    this.#streams += 1;
    if (this.#streams % STREAMS_LOOKED_AT === 0) this.#resets = 0;
  }

  /** A stream of the peer's was reset before its time, by the peer or for what the peer did; false when it was one too many. */
  reset(): boolean {
    this.#resets += 1;
    return this.#resets < MAX_RESETS;
  }
}
