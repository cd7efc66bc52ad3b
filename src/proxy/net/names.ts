import { Timer, type TimerWheel } from '../wire/timer-wheel.ts';
import type { Found } from './look-up.ts';

/** No name is looked up more often, whatever its records say. */
const MIN_REFRESH_MS = 1000;

interface Watched {
  refreshMs: number;
  readonly timer: Timer;
}

/** Looks host names up again and again: when their records have expired, or as often as is asked where they say nothing. */
export class NameWatcher {
  readonly #wheel: TimerWheel;
  readonly #lookUpName: (host: string) => Promise<Found>;
  readonly #tell: (host: string, addresses: readonly string[]) => void;
  readonly #watched = new Map<string, Watched>();

  /** `lookUp` never rejects. */
  constructor(
    wheel: TimerWheel,
    lookUp: (host: string) => Promise<Found>,
    tell: (host: string, addresses: readonly string[]) => void,
  ) {
    this.#wheel = wheel;
    this.#lookUpName = lookUp;
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
    const { addresses, ttlMs } = await this.#lookUpName(host);
    if (this.#watched.get(host) !== watched) return;
    this.#tell(host, addresses);
    this.#wheel.start(watched.timer, ttlMs > 0 ? Math.max(MIN_REFRESH_MS, ttlMs) : watched.refreshMs);
  }

  stop(): void {
    this.watch([]);
  }
}
