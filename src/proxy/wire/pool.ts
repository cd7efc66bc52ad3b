import type { FailureReason } from '../failure.ts';
import type { ProxyObserver } from '../observer.ts';
import type { Endpoint } from '../upstream.ts';
import { type ClientPool, Http1Client } from './h1/client.ts';
import type { UpstreamEvents } from './stream.ts';
import type { Transport, TransportEvents } from './transport.ts';

/** What came of setting up a connection: it is called once, and the transport is told who listens before any byte comes. */
export interface DialEvents {
  onConnected(transport: Transport): TransportEvents;
  onFailed(reason: FailureReason, detail: string): void;
}

/** Opens connections: TCP or a unix socket, with TLS where the endpoint has it. */
export interface Dialer {
  dial(endpoint: Endpoint, events: DialEvents): void;
}

/** What pools of one proxy share. */
export interface PoolContext {
  readonly now: () => number;
  readonly dialer: Dialer;
  readonly observer: ProxyObserver;
}

/**
 * The HTTP/1.1 connections to one endpoint. The one used last is used next, so that the others grow old and go; who finds none
 * waits in the order of coming, with one connection on its way for each (spec 10.1).
 */
export class Http1Pool implements ClientPool {
  readonly #context: PoolContext;
  readonly #endpoint: Endpoint;
  readonly #idle: Http1Client[] = [];
  readonly #waiting: UpstreamEvents[] = [];
  #open = 0;
  #dialling = 0;

  constructor(context: PoolContext, endpoint: Endpoint) {
    this.#context = context;
    this.#endpoint = endpoint;
  }

  /** Whether nobody needs it any more. */
  get unused(): boolean {
    return this.#open === 0 && this.#dialling === 0 && this.#waiting.length === 0;
  }

  acquire(events: UpstreamEvents, fresh: boolean): void {
    const client = fresh || this.#waiting.length > 0 ? undefined : this.#idle.pop();
    if (client) {
      client.take(events);
      return;
    }
    const { limits } = this.#endpoint.cluster;
    if (limits.pending >= limits.maxPending) {
      events.onFailure('overflow', '');
      return;
    }
    limits.pending += 1;
    this.#waiting.push(events);
    this.#dial();
  }

  /** The one that waits does so no longer. */
  cancel(events: UpstreamEvents): void {
    const index = this.#waiting.indexOf(events);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    this.#endpoint.cluster.limits.pending -= 1;
  }

  /** Closes connections that nobody has used since a moment; all idle ones of an endpoint that is gone. */
  sweep(now: number): void {
    const { idleTimeoutMs } = this.#endpoint.cluster;
    const old = this.#endpoint.retired ? Number.POSITIVE_INFINITY : now - (idleTimeoutMs || Number.POSITIVE_INFINITY);
    // The oldest stand first.
    while (this.#idle[0] && this.#idle[0].idleSince <= old) this.#idle[0].cancel();
  }

  close(): void {
    while (this.#idle.length > 0) this.#idle[0]?.cancel();
  }

  /** One connection for each that waits, as far as the cluster's limit goes; an endpoint always gets one. */
  #dial(): void {
    const { limits } = this.#endpoint.cluster;
    while (this.#dialling < this.#waiting.length) {
      if (limits.connections >= limits.maxConnections && this.#open + this.#dialling > 0) return;
      limits.connections += 1;
      this.#dialling += 1;
      this.#context.dialer.dial(this.#endpoint, {
        onConnected: (transport) => this.#connected(transport),
        onFailed: (reason, detail) => this.#failed(reason, detail),
      });
    }
  }

  #connected(transport: Transport): TransportEvents {
    this.#dialling -= 1;
    this.#open += 1;
    this.#context.observer.upstreamOpened(this.#endpoint);
    const client = new Http1Client(this.#endpoint, transport, this);
    this.onIdle(client);
    this.onFree();
    return client;
  }

  #failed(reason: FailureReason, detail: string): void {
    this.#dialling -= 1;
    this.#endpoint.cluster.limits.connections -= 1;
    this.#context.observer.upstreamFailed(this.#endpoint, reason === 'connect-timeout');
    this.#nextWaiting()?.onFailure(reason, detail);
    this.#dial();
  }

  #nextWaiting(): UpstreamEvents | undefined {
    const events = this.#waiting.shift();
    if (events) this.#endpoint.cluster.limits.pending -= 1;
    return events;
  }

  onIdle(client: Http1Client): void {
    client.idleSince = this.#context.now();
    this.#idle.push(client);
  }

  onFree(): void {
    while (this.#waiting.length > 0 && this.#idle.length > 0) {
      const client = this.#idle.pop();
      const events = this.#nextWaiting();
      if (client && events) client.take(events);
    }
    this.#dial();
  }

  onGone(client: Http1Client, active: boolean): void {
    const index = this.#idle.indexOf(client);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#open -= 1;
    this.#endpoint.cluster.limits.connections -= 1;
    const { bytesRead: received, bytesWritten: sent } = client.transport;
    this.#context.observer.upstreamClosed(this.#endpoint, { active, received, sent });
    this.#dial();
  }

  onSurplus(): void {
    this.#context.observer.event('upstream-surplus', this.#endpoint);
  }
}
