/** Requests go out, answers are counted. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lane } from './lane.ts';
import type { LoadPlan } from './plan.ts';
import { Schedule } from './schedule.ts';
import type { Counted } from './tally.ts';

/** What a run came to. */
export interface LoadResult {
  readonly targets: readonly Counted[];
  /** From the first request to the last answer. */
  readonly elapsedMs: number;
  /** The longest that this machine was late with a request for which a connection was free. */
  readonly lateMs: number;
}

/** Requests that are due are looked for this often. */
const TICK_MS = 1;

/** One run under way. */
class LoadRun {
  readonly #plan: LoadPlan;
  readonly #lanes: readonly Lane[];
  readonly #started = performance.now();
  readonly #schedule: Schedule | undefined;
  #asked = 0;
  #lateMs = 0;
  #over = false;

  constructor(plan: LoadPlan) {
    const { rate, durationMs, requests } = plan;
    this.#plan = plan;
    this.#schedule = rate === undefined ? undefined : new Schedule({ rate, durationMs, requests });
    const now = (): number => performance.now() - this.#started;
    this.#lanes = plan.targets.map((target) => new Lane(target, { plan, now, goesOn: () => this.#goesOn() }));
  }

  async run(signal: AbortSignal): Promise<LoadResult> {
    while (!signal.aborted) {
      const now = this.#now();
      if (this.#schedule) this.#askDue(this.#schedule, now);
      else this.#askAll(now);
      for (const lane of this.#lanes) lane.tick();
      if (this.#over && this.#lanes.every((lane) => !lane.active)) break;
      // Interrupted, it looks at the signal itself.
      await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
    }
    const elapsedMs = this.#now();
    for (const lane of this.#lanes) lane.end();
    return { targets: this.#lanes.map(({ tally }) => tally.counted()), elapsedMs, lateMs: this.#lateMs };
  }

  #now(): number {
    return performance.now() - this.#started;
  }

  #askDue(schedule: Schedule, now: number): void {
    for (let due = schedule.take(now); due !== undefined; due = schedule.take(now)) {
      const lane = this.#lanes[this.#asked % this.#lanes.length];
      this.#asked += 1;
      if (lane?.ask(due)) this.#lateMs = Math.max(this.#lateMs, now - due);
    }
    this.#over = schedule.over;
  }

  #askAll(now: number): void {
    if (now >= this.#plan.durationMs) this.#over = true;
    for (const lane of this.#lanes) lane.askWithAll();
  }

  /** In a closed loop, whether another request may go out; it is counted as gone. */
  #goesOn(): boolean {
    if (this.#schedule || this.#over) return false;
    this.#asked += 1;
    if (this.#asked >= (this.#plan.requests ?? Number.POSITIVE_INFINITY)) this.#over = true;
    return true;
  }
}

/**
 * Runs a plan to its end, or until the signal, and gives what was counted until then. With a rate the loop is open: a request that
 * has to wait for a connection counts from when it was due, so that a slow answer does not hide those it holds up.
 */
export function runLoad(plan: LoadPlan, signal: AbortSignal): Promise<LoadResult> {
  return new LoadRun(plan).run(signal);
}
