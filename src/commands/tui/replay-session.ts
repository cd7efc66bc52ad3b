/** A session over a recording: it shows what was looked at, moment by moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../model/errors.ts';
import type { Tick } from '../../stats/live/pages.ts';
import { advance, newProxy, type ProxyLive } from '../../stats/live/proxy.ts';
import type { LiveState } from '../../tui/session.ts';
import { commonSession, type RunningSession, type SessionParts } from './session.ts';
import { createStore, type Store } from './store.ts';

/** What proxies were after each moment of a recording. */
export interface Moments {
  readonly names: readonly string[];
  readonly count: number;
  /** The proxies after so many moments, 1 to `count`. */
  readonly at: (moment: number) => readonly ProxyLive[];
  /** Milliseconds between a moment and the one after it. */
  readonly gapAfter: (moment: number) => number;
}

/** Puts the looks of a recording together: a moment is one look at every proxy. Throws InputError when there is none. */
export function momentsOf(ticks: readonly Tick[], name: string): Moments {
  const rounds: Tick[][] = [];
  for (const tick of ticks) {
    const last = rounds.at(-1);
    if (last === undefined || last.some(({ proxy }) => proxy === tick.proxy)) rounds.push([tick]);
    else last.push(tick);
  }
  if (rounds.length === 0) {
    throw new InputError('INPUT_RECORDING', `"${name}" has no moment in it`, {
      hint: 'record for longer than one tick',
    });
  }
  const names = [...new Set(ticks.map(({ proxy }) => proxy))];
  const states: (readonly ProxyLive[])[] = [names.map(newProxy)];
  const at = (moment: number): readonly ProxyLive[] => {
    for (let next = states.length; next <= moment; next++) {
      states.push((states[next - 1] ?? []).map((proxy) => after(proxy, rounds[next - 1] ?? [])));
    }
    return states[moment] ?? [];
  };
  const startOf = (moment: number): number => rounds[moment - 1]?.[0]?.atMs ?? 0;
  return { names, count: rounds.length, at, gapAfter: (moment) => Math.max(0, startOf(moment + 1) - startOf(moment)) };
}

function after(proxy: ProxyLive, round: readonly Tick[]): ProxyLive {
  const tick = round.find((each) => each.proxy === proxy.name);
  return tick ? advance(proxy, tick) : proxy;
}

/** A pause in a recording, as over a night, is not waited for. */
const LONGEST_GAP_MS = 10_000;
/** Nobody sees more, and the end of a recording has no gap after it. */
const LEAST_GAP_MS = 50;

/** Plays a recording; `paceMs` is the time between moments where it is not that of the recording. */
export function replaySession(moments: Moments, paceMs: number | undefined, parts: SessionParts): RunningSession {
  const ended = new AbortController();
  const replay = new Replay(moments, paceMs, parts.host.now());
  const { store } = replay;
  const refuse = (): void => store.set({ message: 'a recording cannot be changed' });
  return {
    session: {
      ...commonSession(store, parts),
      want: () => undefined,
      pause: (paused) => store.set({ paused }),
      setTick: (tickMs) => store.set({ tickMs }),
      refetch: () => replay.goTo(1),
      step: (step) => replay.step(step),
      setLevel: refuse,
      record: refuse,
    },
    tell: (message) => store.set({ message }),
    run: () => replay.run(AbortSignal.any([parts.host.signal, ended.signal])),
    close: () => ended.abort(),
  };
}

class Replay {
  readonly store: Store<LiveState>;
  private readonly moments: Moments;
  private readonly paceMs: number | undefined;

  constructor(moments: Moments, paceMs: number | undefined, now: Date) {
    this.moments = moments;
    this.paceMs = paceMs;
    this.store = createStore<LiveState>({
      proxies: moments.at(1),
      replay: { at: 1, of: moments.count },
      tickMs: paceMs ?? moments.gapAfter(1),
      paused: false,
      recording: undefined,
      requests: [],
      message: undefined,
      now,
    });
  }

  private get place(): number {
    return this.store.get().replay?.at ?? 1;
  }

  goTo(moment: number): void {
    const at = Math.max(1, Math.min(this.moments.count, moment));
    this.store.set({ proxies: this.moments.at(at), replay: { at, of: this.moments.count } });
  }

  step(step: 1 | -1): void {
    this.store.set({ paused: true });
    this.goTo(this.place + step);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const gap = this.paceMs ?? Math.min(LONGEST_GAP_MS, this.moments.gapAfter(this.place));
      // The timer keeps the run open: at the end of the recording the screen stays until the user quits.
      await sleep(Math.max(LEAST_GAP_MS, gap), undefined, { signal }).catch(() => undefined);
      if (!this.store.get().paused && this.place < this.moments.count && !signal.aborted) this.goTo(this.place + 1);
    }
  }
}
