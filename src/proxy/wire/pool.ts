import type { ConnectionInfo } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import type { ProxyObserver } from '../observer.ts';
import type { Endpoint } from '../upstream.ts';
import { type ClientPool, Http1Client } from './h1/client.ts';
import type { UpstreamEvents } from './stream.ts';
import type { Transport, TransportEvents } from './transport.ts';
import { WaitingLine } from './waiting-line.ts';

/** What came of setting up a connection: it is called once, and the transport is told who listens before any byte comes. */
export interface DialEvents {
  /** What is offered by ALPN where the endpoint's TLS names nothing; absent: nothing. */
  readonly alpn?: string;
  onConnected(transport: Transport): TransportEvents;
  onFailed(reason: FailureReason, detail: string): void;
}

/** Opens connections: TCP or a unix socket, with TLS where the endpoint has it. */
export interface Dialer {
  /** `origin`: the client's connection it is opened for, which endpoints may want to be told. */
  dial(endpoint: Endpoint, events: DialEvents, origin: ConnectionInfo): void;
}

/** What pools of one proxy share. */
export interface PoolContext {
  readonly now: () => number;
  readonly dialer: Dialer;
  readonly observer: ProxyObserver;
}

/**
 * The HTTP/1.1 connections to one endpoint. The one used last is used next, so that the others grow old and go; who finds none
 * waits in the order of coming, with one connection on its way for each.
 */
export class Http1Pool implements ClientPool {
  readonly #context: PoolContext;
  readonly #endpoint: Endpoint;
  readonly #origin: ConnectionInfo;
  readonly #idle: Http1Client[] = [];
  readonly #waiting: WaitingLine;
  #open = 0;
  #dialling = 0;

  constructor(context: PoolContext, endpoint: Endpoint, origin: ConnectionInfo) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#origin = origin;
    this.#waiting = new WaitingLine(endpoint);
  }

  /** Whether nobody needs it any more. */
  get unused(): boolean {
    return this.#open === 0 && this.#dialling === 0 && this.#waiting.length === 0;
  }

  acquire(events: UpstreamEvents, fresh: boolean): void {
    const client = fresh || this.#waiting.length > 0 ? undefined : this.#lastIdle();
    if (client) {
      client.take(events);
      return;
    }
    if (this.#waiting.join(events)) this.#dial();
  }

  /** The one that was used last, unless it is too old: then it goes. */
  #lastIdle(): Http1Client | undefined {
    const { maxConnectionMs } = this.#endpoint.cluster;
    if (maxConnectionMs > 0) this.#endOld(this.#context.now() - maxConnectionMs);
    return this.#idle.pop();
  }

  #endOld(before: number): void {
    for (const client of this.#idle.filter(({ openedAt }) => openedAt <= before)) client.cancel();
  }

  /** The one that waits does so no longer. */
  cancel(events: UpstreamEvents): void {
    this.#waiting.leave(events);
  }

  /** Closes connections that nobody has used since a moment or that are too old; all idle ones of an endpoint that is gone. */
  sweep(now: number): void {
    const { idleTimeoutMs, maxConnectionMs } = this.#endpoint.cluster;
    if (maxConnectionMs > 0) this.#endOld(now - maxConnectionMs);
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
      this.#context.dialer.dial(
        this.#endpoint,
        {
          alpn: 'http/1.1',
          onConnected: (transport) => this.#connected(transport),
          onFailed: (reason, detail) => this.#failed(reason, detail),
        },
        this.#origin,
      );
    }
  }

  #connected(transport: Transport): TransportEvents {
    this.#dialling -= 1;
    this.#open += 1;
    this.#context.observer.upstreamOpened(this.#endpoint);
    const client = new Http1Client(this.#endpoint, transport, this);
    client.openedAt = this.#context.now();
    this.onIdle(client);
    this.onFree();
    return client;
  }

  #failed(reason: FailureReason, detail: string): void {
    this.#dialling -= 1;
    this.#endpoint.cluster.limits.connections -= 1;
    this.#context.observer.upstreamFailed(this.#endpoint, reason === 'connect-timeout');
    this.#waiting.next()?.onFailure(reason, detail);
    this.#dial();
  }

  onIdle(client: Http1Client): void {
    const { maxConnectionMs } = this.#endpoint.cluster;
    client.idleSince = this.#context.now();
    this.#idle.push(client);
    if (maxConnectionMs > 0 && client.idleSince - client.openedAt >= maxConnectionMs) client.cancel();
  }

  onFree(): void {
    while (this.#waiting.length > 0 && this.#idle.length > 0) {
      const client = this.#idle.pop();
      const events = this.#waiting.next();
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
