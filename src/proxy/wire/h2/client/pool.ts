import type { ConnectionInfo } from '../../../contract.ts';
import type { FailureReason } from '../../../failure.ts';
import type { Endpoint } from '../../../upstream.ts';
import type { UpstreamEvents } from '../../stream.ts';
import type { Transport, TransportEvents } from '../../transport.ts';
import type { NewPool, Pool } from '../../upstreams.ts';
import { WaitingLine } from '../../waiting-line.ts';
import { Http2Client, type Http2ClientPool, type Http2PoolContext } from './client.ts';

/** Makes pools of HTTP/2 connections. */
export function http2Pools(context: Http2PoolContext): NewPool {
  return (endpoint, origin) => new Http2Pool(context, endpoint, origin);
}

/** The HTTP/2 connections to one endpoint: usually one, another one when its streams are all in use. */
class Http2Pool implements Pool, Http2ClientPool {
  readonly #context: Http2PoolContext;
  readonly #endpoint: Endpoint;
  readonly #origin: ConnectionInfo;
  readonly #clients = new Set<Http2Client>();
  readonly #waiting: WaitingLine;
  #dialling = false;

  constructor(context: Http2PoolContext, endpoint: Endpoint, origin: ConnectionInfo) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#origin = origin;
    this.#waiting = new WaitingLine(endpoint);
  }

  get unused(): boolean {
    return this.#clients.size === 0 && this.#waiting.length === 0 && !this.#dialling;
  }

  acquire(events: UpstreamEvents, fresh: boolean): void {
    const client = fresh ? undefined : this.#free();
    if (client) client.take(events);
    else if (this.#waiting.join(events)) this.#dial();
  }

  cancel(events: UpstreamEvents): void {
    this.#waiting.leave(events);
  }

  sweep(now: number): void {
    const { idleTimeoutMs } = this.#endpoint.cluster;
    for (const client of this.#clients) {
      const unwanted = this.#endpoint.retired || (idleTimeoutMs > 0 && now - client.idleSince >= idleTimeoutMs);
      // Requests that are under way end in peace.
      if ((client.active === 0 && unwanted) || this.#isOld(client, now)) client.close();
    }
  }

  #isOld({ openedAt }: Http2Client, now: number): boolean {
    const { maxConnectionMs } = this.#endpoint.cluster;
    return maxConnectionMs > 0 && now - openedAt >= maxConnectionMs;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  #free(): Http2Client | undefined {
    const { maxConnectionMs } = this.#endpoint.cluster;
    for (const client of this.#clients) {
      if (client.takesMore && (maxConnectionMs === 0 || !this.#isOld(client, this.#context.now()))) return client;
    }
    return undefined;
  }

  onFree(): void {
    while (this.#waiting.length > 0) {
      const client = this.#free();
      const events = client && this.#waiting.next();
      if (events === undefined) break;
      client?.take(events);
    }
    this.#dial();
  }

  #dial(): void {
    const { limits } = this.#endpoint.cluster;
    if (this.#dialling || this.#waiting.length === 0) return;
    if (limits.connections >= limits.maxConnections && this.#clients.size > 0) return;
    this.#dialling = true;
    limits.connections += 1;
    this.#context.dialer.dial(
      this.#endpoint,
      {
        alpn: 'h2',
        onConnected: (transport) => this.#connected(transport),
        onFailed: (reason, detail) => this.#failed(reason, detail),
      },
      this.#origin,
    );
  }

  #connected(transport: Transport): TransportEvents {
    this.#dialling = false;
    const client = new Http2Client(this.#context, this.#endpoint, transport, this);
    this.#clients.add(client);
    this.#context.observer.upstreamOpened(this.#endpoint);
    this.onFree();
    return client;
  }

  #failed(reason: FailureReason, detail: string): void {
    this.#dialling = false;
    this.#endpoint.cluster.limits.connections -= 1;
    this.#context.observer.upstreamFailed(this.#endpoint, reason === 'connect-timeout');
    this.#waiting.next()?.onFailure(reason, detail);
    this.#dial();
  }

  onGone(client: Http2Client, active: boolean): void {
    this.#clients.delete(client);
    this.#endpoint.cluster.limits.connections -= 1;
    const { bytesRead: received, bytesWritten: sent } = client.transport;
    this.#context.observer.upstreamClosed(this.#endpoint, { active, received, sent });
    this.#dial();
  }
}
