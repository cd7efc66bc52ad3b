import { lookup } from 'node:dns/promises';
import { Timer, type TimerWheel } from '../wire/timer-wheel.ts';

interface Watched {
  refreshMs: number;
  readonly timer: Timer;
}

/** Looks host names up again and again (STRICT_DNS), through the system's resolver so that its hosts file counts. */
export class NameWatcher {
  readonly #wheel: TimerWheel;
  readonly #tell: (host: string, addresses: readonly string[]) => void;
  readonly #watched = new Map<string, Watched>();

  constructor(wheel: TimerWheel, tell: (host: string, addresses: readonly string[]) => void) {
    this.#wheel = wheel;
    this.#tell = tell;
  }

  /** These names and no others from now on; new ones are looked up at once. */
  watch(names: readonly { readonly host: string; readonly refreshMs: number }[]): void {
    const wanted = new Map(names.map(({ host, refreshMs }) => [host, refreshMs]));
    for (const [host, { timer }] of this.#watched) {
      if (wanted.has(host)) continue;
      this.#wheel.stop(timer);
      this.#watched.delete(host);
    }
    for (const [host, refreshMs] of wanted) this.#watch(host, refreshMs);
  }

  #watch(host: string, refreshMs: number): void {
    const known = this.#watched.get(host);
    if (known) {
      known.refreshMs = refreshMs;
      return;
    }
    const watched: Watched = { refreshMs, timer: new Timer(() => void this.#lookUp(host, watched)) };
    this.#watched.set(host, watched);
    void this.#lookUp(host, watched);
  }

  async #lookUp(host: string, watched: Watched): Promise<void> {
    const addresses = await lookup(host, { all: true, verbatim: true }).then(
      (found) => found.map(({ address }) => address),
      () => [],
    );
    if (this.#watched.get(host) !== watched) return;
    this.#tell(host, addresses);
    this.#wheel.start(watched.timer, watched.refreshMs);
  }

  stop(): void {
    this.watch([]);
  }
}
