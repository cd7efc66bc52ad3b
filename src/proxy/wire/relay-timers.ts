import type { FailureReason } from '../failure.ts';
import type { WireContext } from './context.ts';
import { Timer } from './timer-wheel.ts';

/** What is done when a time is over. */
export interface RelayTimerEvents {
  onDelayOver(): void;
  onDeadline(): void;
  /** One try has had its time, or nothing has happened for too long. */
  onTimeLimit(reason: FailureReason): void;
}

/** The time limits of one request. Made once per connection; 0 milliseconds mean no limit. */
export class RelayTimers {
  readonly #context: WireContext;
  readonly #delay: Timer;
  readonly #deadline: Timer;
  readonly #try: Timer;
  readonly #idle: Timer;
  #idleMs = 0;
  #touched = 0;

  constructor(context: WireContext, events: RelayTimerEvents) {
    this.#context = context;
    this.#delay = new Timer(() => events.onDelayOver());
    this.#deadline = new Timer(() => events.onDeadline());
    this.#try = new Timer(() => events.onTimeLimit('try-timeout'));
    this.#idle = new Timer(() => {
      const left = this.#touched + this.#idleMs - this.#context.now();
      if (left > 0) this.#context.wheel.start(this.#idle, left);
      else events.onTimeLimit('idle-timeout');
    });
  }

  delay(ms: number): void {
    this.#context.wheel.start(this.#delay, ms);
  }

  deadline(ms: number): void {
    if (ms > 0) this.#context.wheel.start(this.#deadline, ms);
  }

  tryLimit(ms: number): void {
    if (ms > 0) this.#context.wheel.start(this.#try, ms);
  }

  idle(ms: number): void {
    this.#idleMs = ms;
    if (ms === 0) return;
    this.touch();
    this.#context.wheel.start(this.#idle, ms);
  }

  /** Something happened. The timer itself is not moved: it looks when it fires. */
  touch(): void {
    if (this.#idleMs > 0) this.#touched = this.#context.now();
  }

  /** The try is over, or has its response. */
  endTry(): void {
    this.#context.wheel.stop(this.#try);
  }

  stop(): void {
    const { wheel } = this.#context;
    wheel.stop(this.#delay);
    wheel.stop(this.#deadline);
    wheel.stop(this.#try);
    wheel.stop(this.#idle);
    this.#idleMs = 0;
  }
}
