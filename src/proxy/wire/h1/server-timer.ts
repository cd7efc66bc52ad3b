import type { HttpSettings } from '../../contract.ts';
import type { WireContext } from '../context.ts';
import { Timer } from '../timer-wheel.ts';

/** A body may start slowly: its rate is looked at after so long, and again. */
const RATE_WINDOW_MS = 30_000;
/** How long a client may take to read an answer after which the connection ends (Envoy's delayed close). */
const LINGER_MS = 1000;

/** What is done when a time is over. */
export interface ServerTimerEvents {
  /** No request for too long; `busy` postpones. */
  onIdle(): void;
  /** A head, or a body, comes too slowly. */
  onSlow(): void;
  onLingered(): void;
}

const MODES = { idle: 0, head: 1, body: 2, linger: 3 } as const;

/** The time limits of a client's connection in one timer; the frequent changes of state move no timer at all. */
export class ServerTimer {
  readonly #context: WireContext;
  readonly #events: ServerTimerEvents;
  readonly #timer: Timer;
  #settings: HttpSettings;
  #mode: number = MODES.idle;
  #quietSince: number;
  #received = 0;
  #excused = false;

  constructor(context: WireContext, settings: HttpSettings, events: ServerTimerEvents) {
    this.#context = context;
    this.#settings = settings;
    this.#events = events;
    this.#quietSince = context.now();
    this.#timer = new Timer(() => this.#fire());
    this.#wait(settings.idleTimeoutMs);
  }

  /** Settings of a new snapshot. */
  use(settings: HttpSettings): void {
    this.#settings = settings;
  }

  /** A head has begun and is not complete. */
  awaitHead(): void {
    if (this.#mode === MODES.head) return;
    this.#mode = MODES.head;
    this.#wait(this.#settings.headersTimeoutMs);
  }

  /** A body has begun and is not complete. */
  awaitBody(): void {
    if (this.#mode === MODES.body || this.#settings.minBodyRate === 0) return;
    this.#mode = MODES.body;
    this.#received = 0;
    this.#excused = false;
    this.#context.wheel.start(this.#timer, RATE_WINDOW_MS);
  }

  received(bytes: number): void {
    this.#received += bytes;
  }

  /** We made the client wait: its rate says nothing. */
  excuse(): void {
    this.#excused = true;
  }

  /** A request is complete, or its answer is. */
  quiet(): void {
    this.#mode = MODES.idle;
    this.#quietSince = this.#context.now();
    if (!this.#timer.running) this.#wait(this.#settings.idleTimeoutMs);
  }

  linger(): void {
    this.#mode = MODES.linger;
    this.#context.wheel.start(this.#timer, LINGER_MS);
  }

  stop(): void {
    this.#context.wheel.stop(this.#timer);
  }

  #wait(ms: number): void {
    if (ms > 0) this.#context.wheel.start(this.#timer, ms);
    else this.#context.wheel.stop(this.#timer);
  }

  #fire(): void {
    if (this.#mode === MODES.linger) this.#events.onLingered();
    else if (this.#mode === MODES.head) this.#events.onSlow();
    else if (this.#mode === MODES.body) this.#checkRate();
    else this.#checkIdle();
  }

  #checkRate(): void {
    if (!this.#excused && this.#received < (this.#settings.minBodyRate * RATE_WINDOW_MS) / 1000) {
      this.#events.onSlow();
      return;
    }
    this.#received = 0;
    this.#excused = false;
    this.#context.wheel.start(this.#timer, RATE_WINDOW_MS);
  }

  #checkIdle(): void {
    const left = this.#quietSince + this.#settings.idleTimeoutMs - this.#context.now();
    if (left > 0) this.#wait(left);
    else {
      this.#wait(this.#settings.idleTimeoutMs);
      this.#events.onIdle();
    }
  }
}
