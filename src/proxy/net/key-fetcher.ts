import type { ProxyRuntime } from '../contract.ts';
import type { KeyRequest } from '../own-request.ts';
import type { WireContext } from '../wire/context.ts';
import { runErrand } from '../wire/errand.ts';
import { Timer } from '../wire/timer-wheel.ts';

/** Keys are asked for again after this long, as the control plane does. */
const REFRESH_MS = 20 * 60_000;
/** After a failure it is tried again sooner: first after this, then after twice that. */
const RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;
/** A place that is not known yet may be in a moment: its name is being looked up. */
const NOWHERE_MS = 100;
/** No issuer has so many keys. */
const MAX_BYTES = 1024 * 1024;

const QUESTION = {
  method: 'GET',
  fields: 'accept: application/json\r\n',
  http2: false,
  body: undefined,
  maxBytes: MAX_BYTES,
} as const;

interface Watched {
  readonly timer: Timer;
  /** Until when nothing is said of a place that is not known. */
  readonly patientUntil: number;
  retryMs: number;
}

/** Fetches the key sets that a runtime wants, now and again and again. */
export class KeyFetcher {
  readonly #context: WireContext;
  readonly #runtime: () => ProxyRuntime;
  readonly #watched = new Map<KeyRequest, Watched>();

  constructor(context: WireContext, runtime: () => ProxyRuntime) {
    this.#context = context;
    this.#runtime = runtime;
  }

  /** These and no others from now on; new ones are fetched at once. */
  watch(wanted: readonly KeyRequest[]): void {
    for (const [keys, { timer }] of this.#watched) {
      if (wanted.includes(keys)) continue;
      this.#context.wheel.stop(timer);
      this.#watched.delete(keys);
    }
    for (const keys of wanted) {
      if (this.#watched.has(keys)) continue;
      const patientUntil = this.#context.now() + keys.place.timeoutMs;
      this.#watched.set(keys, { timer: new Timer(() => this.#fetch(keys)), patientUntil, retryMs: RETRY_MS });
      this.#fetch(keys);
    }
  }

  stop(): void {
    this.watch([]);
  }

  #fetch(keys: KeyRequest): void {
    const watched = this.#watched.get(keys);
    if (watched === undefined) return;
    const now = this.#context.now();
    const { uri, timeoutMs } = keys.place;
    const endpoint = this.#runtime().keyEndpoint(keys, now);
    if (endpoint === undefined) {
      if (now < watched.patientUntil) this.#context.wheel.start(watched.timer, NOWHERE_MS);
      else this.#settle(keys, undefined);
      return;
    }
    const { host: authority, pathname, search } = new URL(uri);
    const request = { ...QUESTION, endpoint, authority, target: pathname + search, timeoutMs };
    runErrand(this.#context, request, (answer) =>
      this.#settle(keys, answer?.status === 200 ? answer.body.toString('utf8') : undefined),
    );
  }

  #settle(keys: KeyRequest, text: string | undefined): void {
    const watched = this.#watched.get(keys);
    if (watched === undefined) return;
    const good = keys.received(text);
    this.#context.wheel.start(watched.timer, good ? REFRESH_MS : watched.retryMs);
    watched.retryMs = good ? RETRY_MS : Math.min(MAX_RETRY_MS, 2 * watched.retryMs);
  }
}
