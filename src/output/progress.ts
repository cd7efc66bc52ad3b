import type { Host } from '../model/host.ts';

/** Work shorter than this says nothing about itself. */
const QUIET_MS = 1000;
/** How long the work goes on before it says something new and lets the program look at signals. */
const STEP_MS = 100;

/** Tells a person at a terminal how far a long run has come, and keeps the run open for interrupts. */
export class Progress {
  readonly #host: Host;
  readonly #what: string;
  readonly #start: number;
  #next: number;
  #count = 0;
  #shown = false;

  /** `what` is counted, in the plural: `documents`. */
  constructor(host: Host, what: string) {
    this.#host = host;
    this.#what = what;
    this.#start = host.now().getTime();
    this.#next = this.#start + STEP_MS;
  }

  /** One more is done. Resolves at once unless it is time to look up; throws the reason when the run was interrupted. */
  async step(): Promise<void> {
    this.#count += 1;
    const now = this.#host.now().getTime();
    if (now < this.#next) return;
    this.#next = now + STEP_MS;
    if (this.#host.stderr.isTTY && now - this.#start >= QUIET_MS) {
      this.#shown = true;
      this.#host.stderr.write(`\r${this.#count} ${this.#what} …`);
    }
    await new Promise((resolve) => setImmediate(resolve));
    this.#host.signal.throwIfAborted();
  }

  /** Takes the line away again. */
  done(): void {
    if (this.#shown) this.#host.stderr.write('\r\u001B[K');
  }
}
