/** Certificates are replaced while they are still good. */

/** How long after an attempt that brought no new certificate the next one comes. */
const RETRY_MS = 60_000;
/** Node's longest timer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls when a certificate is due. Its timer keeps no process alive. */
export class Renewal {
  readonly #renew: () => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** `now` is in milliseconds since 1970. */
  constructor(renew: () => void, now: () => number) {
    this.#renew = renew;
    this.#now = now;
  }

  /** From now on the certificate in use is due at this time; `undefined`: there is none. */
  follow(renewAt: number | undefined): void {
    clearTimeout(this.#timer);
    if (renewAt === undefined) return;
    const left = renewAt - this.#now();
    this.#timer = setTimeout(() => this.#due(renewAt), Math.min(left > 0 ? left : RETRY_MS, LONGEST_MS)).unref();
  }

  #due(renewAt: number): void {
    // Until another time is told it is tried again and again.
    this.follow(renewAt);
    if (this.#now() >= renewAt) this.#renew();
  }
}
