/** A session over saved answers: nothing in it changes by itself. */
import type { ProxyLive } from '../../stats/live/proxy.ts';
import type { LiveState } from '../../tui/session.ts';
import { commonSession, type RunningSession, type SessionParts } from './session.ts';
import { createStore } from './store.ts';

/** Shows proxies as they were saved. */
export function stillSession(proxies: readonly ProxyLive[], parts: SessionParts): RunningSession {
  const store = createStore<LiveState>({
    proxies,
    tickMs: 0,
    paused: false,
    replay: undefined,
    recording: undefined,
    requests: [],
    message: undefined,
    now: parts.host.now(),
  });
  const ended = new AbortController();
  const refuse = (): void => store.set({ message: 'saved answers do not change' });
  return {
    session: {
      ...commonSession(store, parts),
      want: () => undefined,
      pause: refuse,
      setTick: refuse,
      refetch: refuse,
      step: refuse,
      setLevel: refuse,
      record: refuse,
    },
    tell: (message) => store.set({ message }),
    run: () => untilEnd(AbortSignal.any([parts.host.signal, ended.signal])),
    close: () => ended.abort(),
  };
}

/** Nobody looks again, so that a timer has to keep the run open. */
async function untilEnd(signal: AbortSignal): Promise<void> {
  const open = setInterval(() => undefined, LONG_MS);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(open);
}

/** How often a timer that does nothing goes off. */
const LONG_MS = 60_000;
