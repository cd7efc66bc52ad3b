/** Width of a slot in milliseconds: how late a timer may be. */
const SLOT_MS = 4;
/** Slots of one turn: 4 s. Timers of a later turn wait in their slot until it comes round. */
const SLOTS = 1024;

/** One thing to do later, made once and started again and again. */
export class Timer {
  /** The slot's number counted from the clock's zero; -1 while it does not run. */
  due = -1;
  next: Timer | undefined;
  previous: Timer | undefined;
  readonly fire: () => void;

  constructor(fire: () => void) {
    this.fire = fire;
  }

  /** Whether it runs. */
  get running(): boolean {
    return this.due >= 0;
  }
}

/**
 * A hashed wheel for all time limits of a process: starting and stopping is a few assignments, whatever the number of timers. It
 * has no clock of its own and no way to wait: whoever holds it calls {@link TimerWheel.advance}, after {@link TimerWheel.delay}.
 */
export class TimerWheel {
  readonly #now: () => number;
  readonly #earlier: () => void;
  readonly #onDefect: (error: unknown) => void;
  readonly #slots: (Timer | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  #reached: number;
  #size = 0;
  /** No timer is due before this slot. */
  #soonest = Number.POSITIVE_INFINITY;

  /**
   * `now` is the monotonic clock in milliseconds; `earlier` is called when a timer is due before all others, `onDefect` when one
   * has thrown: the others go on.
   */
  constructor(now: () => number, earlier: () => void, onDefect: (error: unknown) => void) {
    this.#now = now;
    this.#earlier = earlier;
    this.#onDefect = onDefect;
    this.#reached = Math.floor(now() / SLOT_MS);
  }

  /** Runs the timer after so many milliseconds, never before; one that runs already is put off or brought forward. */
  start(timer: Timer, ms: number): void {
    this.stop(timer);
    const due = Math.max(this.#reached + 1, Math.ceil((this.#now() + ms) / SLOT_MS));
    timer.due = due;
    const slot = due % SLOTS;
    const first = this.#slots[slot];
    timer.next = first;
    if (first) first.previous = timer;
    this.#slots[slot] = timer;
    this.#size += 1;
    if (due < this.#soonest) {
      this.#soonest = due;
      this.#earlier();
    }
  }

  /** Does nothing to a timer that does not run. */
  stop(timer: Timer): void {
    if (timer.due < 0) return;
    const { next, previous } = timer;
    if (next) next.previous = previous;
    if (previous) previous.next = next;
    else this.#slots[timer.due % SLOTS] = next;
    timer.next = undefined;
    timer.previous = undefined;
    timer.due = -1;
    this.#size -= 1;
  }

  /** Milliseconds until {@link TimerWheel.advance} has something to do at the earliest; -1 when nothing runs. */
  delay(): number {
    if (this.#size === 0) return -1;
    return Math.max(0, this.#soonest * SLOT_MS - this.#now());
  }

  /** Fires what is due, in the order of slots. A timer may start and stop any other, itself included. */
  advance(): void {
    const to = Math.floor(this.#now() / SLOT_MS);
    const from = Math.max(this.#reached + 1, to - SLOTS + 1);
    this.#reached = Math.max(this.#reached, to);
    for (let slot = from; slot <= to; slot++) this.#fireSlot(slot % SLOTS, to);
    this.#soonest = this.#findSoonest();
  }

  #fireSlot(slot: number, to: number): void {
    let timer = this.#slots[slot];
    while (timer) {
      if (timer.due > to) {
        timer = timer.next;
        continue;
      }
      this.stop(timer);
      this.#fire(timer);
      // Whatever it did to the list, the head is right; those that wait for a later turn are few.
      timer = this.#slots[slot];
    }
  }

  #fire(timer: Timer): void {
    try {
      timer.fire();
    } catch (error) {
      this.#onDefect(error);
    }
  }

  /** Looks one turn ahead; timers further away are looked for again then. */
  #findSoonest(): number {
    if (this.#size === 0) return Number.POSITIVE_INFINITY;
    const end = this.#reached + SLOTS;
    for (let due = this.#reached + 1; due < end; due++) {
      for (let timer = this.#slots[due % SLOTS]; timer; timer = timer.next) if (timer.due === due) return due;
    }
    return end;
  }
}
