import type { Transport } from '../transport.ts';

/** Why reading is paused, as bits. */
export const PAUSED = {
  /** A request waits for the answer to the one before it. */
  pipeline: 1,
  /** The upstream is slower than the client. */
  body: 2,
} as const;

/** What comes in from a client that is ahead of us: held, and the client made to wait. */
export class Inflow {
  readonly #transport: Transport;
  #paused = 0;
  #rest: Buffer | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Requests that came before the answer to the one under way. */
  hold(rest: Buffer): void {
    this.#rest = this.#rest === undefined ? rest : Buffer.concat([this.#rest, rest]);
    this.pause(PAUSED.pipeline);
  }

  /** Gives back what is held, and lets the client go on. */
  take(): Buffer | undefined {
    const rest = this.#rest;
    this.#rest = undefined;
    this.resume(PAUSED.pipeline);
    return rest;
  }

  /** Forgets what is held: nobody will read it. */
  drop(): void {
    this.#rest = undefined;
    this.resume(PAUSED.pipeline | PAUSED.body);
  }

  pause(reason: number): void {
    if (this.#paused === 0) this.#transport.pause();
    this.#paused |= reason;
  }

  resume(reason: number): void {
    if (this.#paused === 0) return;
    this.#paused &= ~reason;
    if (this.#paused === 0) this.#transport.resume();
  }
}
