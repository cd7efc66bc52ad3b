import { performance } from 'node:perf_hooks';
import type { ProxyObserver } from '../observer.ts';
import { TimerWheel } from '../wire/timer-wheel.ts';

/** The longest sleep: Node takes no delay over 2^31 - 1 ms. */
const MAX_SLEEP_MS = 2 ** 30;

/** The process's time: a monotonic clock, the text of the Date field, and a wheel that turns by itself. */
export interface Clock {
  readonly now: () => number;
  readonly httpDate: () => string;
  readonly wheel: TimerWheel;
  stop(): void;
}

/** Starts the clock. It does not keep the process alive. */
export function startClock(observer: Pick<ProxyObserver, 'internalError'>): Clock {
  const now = () => performance.now();
  let handle: NodeJS.Timeout | undefined;
  let wakeAt = Number.POSITIVE_INFINITY;
  const turn = () => {
    wakeAt = Number.POSITIVE_INFINITY;
    wheel.advance();
    arm();
  };
  const arm = () => {
    const delay = wheel.delay();
    if (delay < 0 || now() + delay >= wakeAt) return;
    clearTimeout(handle);
    wakeAt = now() + delay;
    handle = setTimeout(turn, Math.min(Math.ceil(delay), MAX_SLEEP_MS)).unref();
  };
  const wheel = new TimerWheel(now, arm, (error) => observer.internalError(error));
  return { now, wheel, httpDate: datesBySecond(now), stop: () => clearTimeout(handle) };
}

/** RFC 9110 5.6.7; made once a second. */
function datesBySecond(now: () => number): () => string {
  let text = '';
  let until = 0;
  return () => {
    if (now() >= until) {
      const date = new Date();
      text = date.toUTCString();
      until = now() + 1000 - date.getMilliseconds();
    }
    return text;
  };
}
