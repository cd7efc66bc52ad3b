import type { ConnectionInfo } from '../contract.ts';
import type { Endpoint } from '../upstream.ts';
import { NO_CONNECTION } from './nobody.ts';
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

/** Makes pools for HTTP/2. */
export type NewPool = (endpoint: Endpoint, origin: ConnectionInfo) => Pool;

/** The pools of whoever shares connections: by endpoint and protocol. */
class PoolSet {
  readonly http1 = new Map<Endpoint, Pool>();
  readonly http2 = new Map<Endpoint, Pool>();
  /** Nobody asks for connections any more. */
  leaving = false;

  get unused(): boolean {
    return [...this.#all()].every(({ unused }) => unused);
  }

  *#all(): Generator<Pool> {
    yield* this.http1.values();
    yield* this.http2.values();
  }

  /** Ends what is idle for too long, forgets endpoints that are gone. */
  sweep(now: number): void {
    for (const pools of [this.http1, this.http2]) {
      for (const [endpoint, pool] of pools) {
        pool.sweep(now);
        if (endpoint.retired && pool.unused) pools.delete(endpoint);
      }
    }
    if (this.leaving) this.close();
  }

  /** Ends the connections that nobody uses. */
  close(): void {
    for (const pool of this.#all()) pool.close();
  }
}

/**
 * All connections to endpoints. Clients share them, unless the endpoint is told by the PROXY protocol whose a connection is:
 * then each client's connection has its own.
 */
export class UpstreamPools implements Upstreams {
  readonly #context: PoolContext;
  readonly #newHttp2: NewPool;
  readonly #shared = new PoolSet();
  readonly #own = new Map<ConnectionInfo, PoolSet>();

  constructor(context: PoolContext, newHttp2: NewPool) {
    this.#context = context;
    this.#newHttp2 = newHttp2;
  }

  acquire(endpoint: Endpoint, events: UpstreamEvents, http2: boolean, fresh: boolean): void {
    const set = endpoint.proxyProtocol === undefined ? this.#shared : this.#setOf(events.origin);
    const pools = http2 ? set.http2 : set.http1;
    let pool = pools.get(endpoint);
    if (pool === undefined) {
      const origin = set === this.#shared ? NO_CONNECTION : events.origin;
      pool = http2 ? this.#newHttp2(endpoint, origin) : new Http1Pool(this.#context, endpoint, origin);
      pools.set(endpoint, pool);
    }
    pool.acquire(events, fresh);
  }

  #setOf(origin: ConnectionInfo): PoolSet {
    const known = this.#own.get(origin);
    if (known) return known;
    const made = new PoolSet();
    this.#own.set(origin, made);
    return made;
  }

  cancel(endpoint: Endpoint, events: UpstreamEvents): void {
    const set = endpoint.proxyProtocol === undefined ? this.#shared : this.#own.get(events.origin);
    set?.http1.get(endpoint)?.cancel(events);
    set?.http2.get(endpoint)?.cancel(events);
  }

  forget(origin: ConnectionInfo): void {
    const set = this.#own.get(origin);
    if (set === undefined) return;
    // Requests that end with the connection may not have heard of it yet.
    set.leaving = true;
    set.close();
  }

  /** Called every second or so: ends what is idle for too long, forgets endpoints that are gone. */
  sweep(): void {
    const now = this.#context.now();
    this.#shared.sweep(now);
    for (const [origin, set] of this.#own) {
      set.sweep(now);
      if (set.leaving && set.unused) this.#own.delete(origin);
    }
  }

  /** Ends the connections that nobody uses. */
  close(): void {
    for (const set of [this.#shared, ...this.#own.values()]) set.close();
  }
}
