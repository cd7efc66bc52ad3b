import type { Random } from './chance.ts';
import type { Metrics } from './limiter/metrics.ts';

/** How a runtime behaves besides what the snapshot says. */
export interface RuntimeOptions {
  readonly random: Random;
  /** Milliseconds since 1970, for what certificates and tokens say about time. */
  readonly wallClock: () => number;
  /** Text of a file the snapshot names; `undefined` when it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  /** Callers of gateways are believed, too (`--trust-internal`). */
  readonly trustsInternal: boolean;
  /** Upstreams are told how much time is left (`--propagate-deadline`). */
  readonly propagatesDeadline: boolean;
  /** 5xx responses count as slow ones for peak EWMA (`--ewma-penalty`). */
  readonly penalisesErrors: boolean;
  /** Bytes of a body that are kept for another try (`--retry-buffer`). */
  readonly retryBufferBytes: number;
  /** Bytes a second that a body has to come with; 0 for none (`--min-body-rate`). */
  readonly minBodyRate: number;
  /** `--http10` and `--lenient-lf`. */
  readonly acceptsHttp10: boolean;
  readonly lenientLineEnds: boolean;
  /** Key sets that policies name by a URI are fetched (`--allow-jwks-fetch`). */
  readonly fetchesKeys: boolean;
  /** Nobody is asked to authorize requests: whoever would be is taken to agree. For those who only ask what would happen. */
  readonly believesAuthorizers?: boolean;
  /** Processes that share quotas (`--concurrency`). */
  readonly workers: number;
  /** Numbers for the quotas of SmartLimiters, besides those the runtime knows. */
  readonly limiterMetrics: () => Metrics;
}

/** What nobody asked to be otherwise. */
export const DEFAULT_OPTIONS: Omit<RuntimeOptions, 'random' | 'wallClock' | 'readFile'> = {
  trustsInternal: false,
  propagatesDeadline: false,
  penalisesErrors: false,
  retryBufferBytes: 65_536,
  minBodyRate: 100,
  acceptsHttp10: false,
  lenientLineEnds: false,
  fetchesKeys: false,
  workers: 1,
  limiterMetrics: () => ({}),
};
