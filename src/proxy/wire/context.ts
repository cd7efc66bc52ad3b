import type { ProxyObserver } from '../observer.ts';
import type { Upstreams } from './stream.ts';
import type { TimerWheel } from './timer-wheel.ts';

/** What all connections of one proxy share. */
export interface WireContext {
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** The value of a Date field; changes once a second. */
  readonly httpDate: () => string;
  readonly wheel: TimerWheel;
  readonly upstreams: Upstreams;
  readonly observer: ProxyObserver;
  /** Set when the proxy is about to end: answers say so. */
  readonly draining: boolean;
}
