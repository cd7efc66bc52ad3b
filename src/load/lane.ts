/** One target: its connections, and what waits for one of them. */
import type { Answer, Asker, OnAnswer } from './asker.ts';
import { Connection } from './connection.ts';
import type { LoadPlan, Target } from './plan.ts';
import { streamPlaces } from './streams.ts';
import { Tally } from './tally.ts';

/** Requests that wait, in the order they were due. */
class Line {
  #due: number[] = [];
  #at = 0;

  get length(): number {
    return this.#due.length - this.#at;
  }

  /** When the first one was due. */
  get first(): number | undefined {
    return this.#due[this.#at];
  }

  push(due: number): void {
    this.#due.push(due);
  }

  shift(): number | undefined {
    const first = this.first;
    if (first === undefined) return undefined;
    this.#at += 1;
    if (this.#at === this.#due.length) {
      this.#due = [];
      this.#at = 0;
    }
    return first;
  }
}

/** What a lane needs to know of the run. */
export interface LaneOptions {
  readonly plan: LoadPlan;
  /** The time of the run in milliseconds. */
  readonly now: () => number;
  /** Whether a connection that has its answer asks at once again. */
  readonly goesOn: () => boolean;
}

/** The requests to one target. */
export class Lane {
  readonly tally: Tally;
  readonly #options: LaneOptions;
  readonly #connections: readonly Asker[];
  #free: Asker[];
  /** Those whose last request failed: they pause for a moment, or a target that is down would be asked without end. */
  #resting: Asker[] = [];
  readonly #line = new Line();

  constructor(target: Target, options: LaneOptions) {
    const { plan } = options;
    this.tally = new Tally(target.url);
    this.#options = options;
    const onAnswer: OnAnswer = (connection, answer) => this.#onAnswer(connection, answer);
    this.#connections =
      plan.streams === undefined
        ? Array.from({ length: plan.connections }, () => new Connection(target, plan, onAnswer))
        : streamPlaces({ target, plan, onAnswer }, plan.streams);
    this.#free = [...this.#connections];
  }

  /** Whether a request is on its way, or waits. */
  get active(): boolean {
    return this.#line.length > 0 || this.#free.length + this.#resting.length < this.#connections.length;
  }

  /** A request is due; false when it has to wait for a connection. */
  ask(due: number): boolean {
    const connection = this.#free.pop();
    if (connection === undefined) {
      this.#line.push(due);
      return false;
    }
    // How late this machine is says nothing about the target.
    this.#send(connection, this.#options.now());
    return true;
  }

  /** Every connection that has nothing to do asks, as long as that is wanted. */
  askWithAll(): void {
    while (this.#free.length > 0 && this.#options.goesOn()) this.ask(this.#options.now());
  }

  /** Time has passed: what waits for too long is given up, and those that paused go on. */
  tick(): void {
    const now = this.#options.now();
    this.#free.push(...this.#resting);
    this.#resting = [];
    for (let connection = this.#free.at(-1); connection && this.#line.length > 0; connection = this.#free.at(-1)) {
      this.#free.pop();
      this.#send(connection, this.#line.shift() ?? now);
    }
    for (const connection of this.#connections) {
      if (connection.busy && connection.deadline <= now) connection.giveUp('timeout');
    }
    while (this.#line.first !== undefined && this.#line.first + this.#options.plan.timeoutMs <= now) {
      this.#line.shift();
      this.tally.failure('timeout');
    }
  }

  /** Closes all connections; what waits was not sent, and what is on its way is not counted. */
  end(): void {
    while (this.#line.shift() !== undefined) this.tally.failure('unsent');
    for (const connection of this.#connections) connection.end();
  }

  #send(connection: Asker, since: number): void {
    connection.since = since;
    connection.deadline = since + this.#options.plan.timeoutMs;
    connection.ask();
  }

  #onAnswer(connection: Asker, { status, failure, by, bytes }: Answer): void {
    const { now, goesOn } = this.#options;
    if (status === undefined) this.tally.failure(failure ?? 'reset');
    else this.tally.answer({ status, by, bytes, sinceMs: connection.since, atMs: now() });
    const due = this.#line.shift();
    if (due !== undefined) this.#send(connection, due);
    else if (status === undefined) this.#resting.push(connection);
    else if (goesOn()) this.#send(connection, now());
    else this.#free.push(connection);
  }
}
