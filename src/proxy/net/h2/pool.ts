import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';
import type { ConnectionInfo } from '../../contract.ts';
import type { FailureReason } from '../../failure.ts';
import type { Endpoint } from '../../upstream.ts';
import type { PoolContext } from '../../wire/pool.ts';
import type { UpstreamEvents } from '../../wire/stream.ts';
import type { TimerWheel } from '../../wire/timer-wheel.ts';
import type { NewPool, Pool } from '../../wire/upstreams.ts';
import { WaitingLine } from '../../wire/waiting-line.ts';
import { dialSocket } from '../dialer.ts';
import { Http2ClientStream } from './client-stream.ts';
import { keepAlive } from './keep-alive.ts';

interface Connection {
  readonly session: ClientHttp2Session;
  /** `address:port` of our end. */
  readonly localLabel: string;
  readonly openedAt: number;
  streams: number;
  requests: number;
  idleSince: number;
}

export interface Http2PoolContext extends PoolContext {
  readonly wheel: TimerWheel;
}

/** Makes pools of HTTP/2 connections. */
export function http2Pools(context: Http2PoolContext): NewPool {
  return (endpoint, origin) => new Http2Pool(context, endpoint, origin);
}

/** The HTTP/2 connections to one endpoint: usually one, another one when its streams are all in use. */
class Http2Pool implements Pool {
  readonly #context: Http2PoolContext;
  readonly #endpoint: Endpoint;
  readonly #origin: ConnectionInfo;
  readonly #connections = new Set<Connection>();
  readonly #waiting: WaitingLine;
  #dialling = false;

  constructor(context: Http2PoolContext, endpoint: Endpoint, origin: ConnectionInfo) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#origin = origin;
    this.#waiting = new WaitingLine(endpoint);
  }

  get unused(): boolean {
    return this.#connections.size === 0 && this.#waiting.length === 0 && !this.#dialling;
  }

  acquire(events: UpstreamEvents, fresh: boolean): void {
    const connection = fresh ? undefined : this.#free();
    if (connection) {
      this.#take(connection, events);
      return;
    }
    if (this.#waiting.join(events)) this.#dial();
  }

  cancel(events: UpstreamEvents): void {
    this.#waiting.leave(events);
  }

  sweep(now: number): void {
    const { idleTimeoutMs } = this.#endpoint.cluster;
    for (const connection of this.#connections) {
      const { session, streams, idleSince } = connection;
      const unwanted = this.#endpoint.retired || (idleTimeoutMs > 0 && now - idleSince >= idleTimeoutMs);
      // Streams that are open end in peace.
      if ((streams === 0 && unwanted) || this.#isOld(connection, now)) session.close();
    }
  }

  #isOld({ openedAt }: Connection, now: number): boolean {
    const { maxConnectionMs } = this.#endpoint.cluster;
    return maxConnectionMs > 0 && now - openedAt >= maxConnectionMs;
  }

  close(): void {
    for (const { session } of this.#connections) session.close();
  }

  #free(): Connection | undefined {
    for (const connection of this.#connections) if (this.#takesMore(connection)) return connection;
    return undefined;
  }

  #takesMore(connection: Connection): boolean {
    const { maxConcurrentStreams, maxRequestsPerConnection: most, maxConnectionMs } = this.#endpoint.cluster;
    const { session, streams, requests } = connection;
    const allowed = Math.min(maxConcurrentStreams, session.remoteSettings.maxConcurrentStreams ?? maxConcurrentStreams);
    if (session.closed || session.destroyed || streams >= allowed || (most > 0 && requests >= most)) return false;
    return maxConnectionMs === 0 || !this.#isOld(connection, this.#context.now());
  }

  #take(connection: Connection, events: UpstreamEvents): void {
    connection.streams += 1;
    connection.requests += 1;
    const { session, localLabel } = connection;
    const onDone = () => this.#done(connection);
    const { observer } = this.#context;
    const reused = connection.requests > 1;
    const secure = this.#endpoint.tls !== undefined;
    events.onReady(new Http2ClientStream(events, { session, localLabel, reused, secure, observer, onDone }));
  }

  #done(connection: Connection): void {
    connection.streams -= 1;
    connection.idleSince = this.#context.now();
    const { maxRequestsPerConnection: most } = this.#endpoint.cluster;
    if (connection.streams === 0 && most > 0 && connection.requests >= most) connection.session.close();
    this.#serve();
  }

  #serve(): void {
    for (let connection = this.#free(); connection && this.#waiting.length > 0; connection = this.#free()) {
      const events = this.#waiting.next();
      if (events) this.#take(connection, events);
    }
    this.#dial();
  }

  #dial(): void {
    const { limits } = this.#endpoint.cluster;
    if (this.#dialling || this.#waiting.length === 0) return;
    if (limits.connections >= limits.maxConnections && this.#connections.size > 0) return;
    this.#dialling = true;
    limits.connections += 1;
    dialSocket(this.#context, this.#endpoint, {
      origin: this.#origin,
      alpn: 'h2',
      onSocket: (socket) => this.#connected(socket),
      onFailed: (reason, detail) => this.#failed(reason, detail),
    });
  }

  #connected(socket: Socket): void {
    this.#dialling = false;
    // Every request names its own authority; this one is never sent.
    const session = connect('http://upstream', {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: 256 * 1024 },
    });
    const now = this.#context.now();
    const localLabel = `${socket.localAddress ?? ''}:${socket.localPort ?? 0}`;
    const connection = { session, localLabel, streams: 0, requests: 0, idleSince: now, openedAt: now };
    this.#connections.add(connection);
    this.#context.observer.upstreamOpened(this.#endpoint);
    session.on('error', () => session.destroy());
    const { pings } = this.#endpoint.cluster;
    if (pings) keepAlive(session, this.#context.wheel, pings);
    socket.once('close', () => this.#gone(connection, socket));
    this.#serve();
  }

  #failed(reason: FailureReason, detail: string): void {
    this.#dialling = false;
    this.#endpoint.cluster.limits.connections -= 1;
    this.#context.observer.upstreamFailed(this.#endpoint, reason === 'connect-timeout');
    this.#waiting.next()?.onFailure(reason, detail);
    this.#dial();
  }

  #gone(connection: Connection, socket: Socket): void {
    this.#connections.delete(connection);
    this.#endpoint.cluster.limits.connections -= 1;
    const end = { active: connection.streams > 0, received: socket.bytesRead, sent: socket.bytesWritten };
    this.#context.observer.upstreamClosed(this.#endpoint, end);
    this.#dial();
  }
}
