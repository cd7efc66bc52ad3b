/** Many events in short time as one. */

/** How long it has to be quiet, and after what time nobody waits for that any more; in milliseconds. */
export interface Patience {
  readonly quietMs: number;
  readonly longestMs: number;
}

/** What is done: when the first event of several comes, and when they are over. */
export interface OnEvents {
  readonly begun?: () => void;
  readonly over: () => void;
}

/** Tells that there was quiet after a number of events, or that they went on for too long. */
export class Debounce {
  readonly #patience: Patience;
  readonly #on: OnEvents;
  #timer: NodeJS.Timeout | undefined;
  #first = 0;

  constructor(patience: Patience, on: OnEvents) {
    this.#patience = patience;
    this.#on = on;
  }

  /** Something happened. */
  notice(): void {
    const now = performance.now();
    if (this.#timer === undefined) {
      this.#first = now;
      this.#on.begun?.();
    }
    clearTimeout(this.#timer);
    const { quietMs, longestMs } = this.#patience;
    const wait = Math.max(0, Math.min(quietMs, this.#first + longestMs - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#on.over();
    }, wait);
  }

  /** Forgets what happened; nothing is told of it any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
