import { Timer, type TimerWheel } from './timer-wheel.ts';

/** How bytes are held up in one direction; 0 leaves each of them alone. */
export interface LaneFaults {
  readonly bytesPerSecond: number;
  /** Bytes come in pieces of this size at most. */
  readonly sliceBytes: number;
  /** Every piece waits for up to this long. */
  readonly jitterMs: number;
  /** The end waits for this long. */
  readonly slowCloseMs: number;
}

/** Where bytes go that have waited long enough. */
export interface LaneSink {
  pass(piece: Buffer): void;
  end(): void;
}

/** Time and chance of the run. */
export interface LaneContext {
  readonly now: () => number;
  readonly wheel: TimerWheel;
  /** Evenly spread over 0 to 1. */
  readonly random: () => number;
}

interface Waiting {
  /** `undefined` for the end. */
  readonly piece: Buffer | undefined;
  readonly due: number;
}

const MS_PER_SECOND = 1000;

/** One direction of a connection whose bytes come late, slowly, or in small pieces; never in another order. */
export class FaultyLane {
  /** Bytes on their way. */
  held = 0;
  readonly #faults: LaneFaults;
  readonly #sink: LaneSink;
  readonly #context: LaneContext;
  readonly #timer = new Timer(() => this.#release());
  readonly #waiting: Waiting[] = [];
  #lastDue = 0;

  constructor(faults: LaneFaults, sink: LaneSink, context: LaneContext) {
    this.#faults = faults;
    this.#sink = sink;
    this.#context = context;
  }

  /** Takes bytes, which it keeps. */
  push(chunk: Buffer): void {
    const size = this.#faults.sliceBytes || chunk.length;
    for (let from = 0; from < chunk.length; from += size) {
      const piece = chunk.subarray(from, from + size);
      this.held += piece.length;
      this.#line(piece, this.#delay(piece.length));
    }
    this.#release();
  }

  end(): void {
    this.#line(undefined, this.#faults.slowCloseMs);
    this.#release();
  }

  /** Nothing more is passed on. */
  stop(): void {
    this.#waiting.length = 0;
    this.held = 0;
    this.#context.wheel.stop(this.#timer);
  }

  #delay(bytes: number): number {
    const { bytesPerSecond: rate, jitterMs } = this.#faults;
    return (rate > 0 ? (MS_PER_SECOND * bytes) / rate : 0) + jitterMs * this.#context.random();
  }

  #line(piece: Buffer | undefined, delay: number): void {
    this.#lastDue = Math.max(this.#lastDue, this.#context.now()) + delay;
    this.#waiting.push({ piece, due: this.#lastDue });
  }

  #release(): void {
    const now = this.#context.now();
    for (let next = this.#waiting[0]; next !== undefined && next.due <= now; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.held -= next.piece?.length ?? 0;
      if (next.piece) this.#sink.pass(next.piece);
      else this.#sink.end();
    }
    const [next] = this.#waiting;
    if (next) this.#context.wheel.start(this.#timer, Math.max(1, next.due - now));
  }
}
