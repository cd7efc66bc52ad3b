import type { Endpoint } from '../upstream.ts';
import { Http1Pool, type PoolContext } from './pool.ts';
import type { UpstreamEvents, Upstreams } from './stream.ts';

/** Pools of the other protocol have the same shape. */
export interface Pool {
  acquire(events: UpstreamEvents, fresh: boolean): void;
  cancel(events: UpstreamEvents): void;
  sweep(now: number): void;
  /** Ends the connections that nobody uses. */
  close(): void;
  readonly unused: boolean;
}

/** All connections to endpoints, by endpoint and protocol. */
export class UpstreamPools implements Upstreams {
  readonly #context: PoolContext;
  readonly #newHttp2: (endpoint: Endpoint) => Pool;
  readonly #http1 = new Map<Endpoint, Pool>();
  readonly #http2 = new Map<Endpoint, Pool>();

  constructor(context: PoolContext, newHttp2: (endpoint: Endpoint) => Pool) {
    this.#context = context;
    this.#newHttp2 = newHttp2;
  }

  acquire(endpoint: Endpoint, events: UpstreamEvents, http2: boolean, fresh: boolean): void {
    const pools = http2 ? this.#http2 : this.#http1;
    let pool = pools.get(endpoint);
    if (pool === undefined) {
      pool = http2 ? this.#newHttp2(endpoint) : new Http1Pool(this.#context, endpoint);
      pools.set(endpoint, pool);
    }
    pool.acquire(events, fresh);
  }

  cancel(endpoint: Endpoint, events: UpstreamEvents): void {
    this.#http1.get(endpoint)?.cancel(events);
    this.#http2.get(endpoint)?.cancel(events);
  }

  /** Called every second or so: ends what is idle for too long, forgets endpoints that are gone. */
  sweep(): void {
    const now = this.#context.now();
    for (const pools of [this.#http1, this.#http2]) {
      for (const [endpoint, pool] of pools) {
        pool.sweep(now);
        if (endpoint.retired && pool.unused) pools.delete(endpoint);
      }
    }
  }

  /** Ends the connections that nobody uses. */
  close(): void {
    for (const pool of this.#http1.values()) pool.close();
    for (const pool of this.#http2.values()) pool.close();
  }
}
