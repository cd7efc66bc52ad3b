import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ConnectionInfo, HttpService, ListenerPlan, TcpService } from '../contract.ts';
import type { ProxyObserver } from '../observer.ts';
import { Http1Server } from '../wire/h1/server.ts';
import { Http2Server } from '../wire/h2/server/server.ts';
import type { ServerHost } from '../wire/server-host.ts';
import { TcpRelay } from '../wire/tcp-relay.ts';
import type { TimerWheel } from '../wire/timer-wheel.ts';
import type { Drainable, ProxyContext } from './context.ts';
import { type Door, type DoorEvents, MAX_CONNECTIONS, openDoors } from './door.ts';
import { guarded } from './guard.ts';
import { type Accepted, type Meant, type Receiver, takeIn } from './intake.ts';
import { SocketTransport } from './socket-transport.ts';

/** One listener: accepts connections for as long as a plan has it, whatever plan that is. */
export class ListenerSocket implements Receiver, ServerHost {
  generation = 0;
  #plan: ListenerPlan;
  readonly #context: ProxyContext;
  #doors: readonly Door[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #open = new Set<Drainable>();
  #onEmpty: () => void = () => undefined;

  constructor(context: ProxyContext, plan: ListenerPlan) {
    this.#context = context;
    this.#plan = plan;
  }

  get plan(): ListenerPlan {
    return this.#plan;
  }

  get listener(): ListenerPlan {
    return this.#plan;
  }

  get observer(): ProxyObserver {
    return this.#context.observer;
  }

  get wheel(): TimerWheel {
    return this.#context.wheel;
  }

  /** The port it has, also when the plan asked for any. */
  get port(): number {
    return this.#doors[0]?.port ?? this.#plan.port;
  }

  /** Resolves when no connection is left; at once when there is none. */
  emptied(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /** Starts to accept. @throws as {@link openDoors}, by its promise. */
  async bind(): Promise<void> {
    const events: DoorEvents = {
      onConnection: (socket, meant) => this.#onConnection(socket, meant),
      onError: (error) => this.#context.observer.internalError(error),
    };
    this.#doors = await openDoors(this.#plan, events, this.#context.interceptor);
  }

  /** A reload: new connections and new requests follow this plan. */
  use(plan: ListenerPlan): void {
    this.#plan = plan;
    this.generation += 1;
  }

  serviceFor(connection: ConnectionInfo): HttpService | undefined {
    const chain = this.#plan.chain(connection);
    return chain?.kind === 'http' ? chain.service : undefined;
  }

  /** Accepts nobody any more; connections end when their requests do. */
  close(): void {
    for (const door of this.#doors) door.close();
    for (const connection of this.#open) connection.drain();
  }

  /** Ends every connection at once. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connections that were meant for another listener are its, and not this one's. */
  #onConnection(socket: Socket, meant: Meant | undefined): void {
    const other = meant && this.#plan.capture?.handsOver ? this.#context.listenerAt(meant) : undefined;
    (other ?? this).#accept(socket, meant);
  }

  #accept(socket: Socket, meant: Meant | undefined): void {
    const listener = this.#plan;
    if (this.#sockets.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    this.#context.observer.clientOpened(listener);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#onEmpty();
      this.#context.observer.clientClosed(listener);
    });
    guarded(this.observer, socket, () => takeIn(this, socket, meant));
  }

  startTcp({ socket, connection, service }: Accepted<TcpService>): void {
    const transport = new SocketTransport(socket, this.#context.observer);
    const relay = new TcpRelay({ context: this.#context, listener: this.#plan, connection, service, transport });
    transport.attach(relay);
    if (service.tunnel) socket.once('close', () => this.#context.upstreams.forget(connection));
    relay.start();
  }

  startHttp1({ socket, connection, service }: Accepted<HttpService>): void {
    const transport = new SocketTransport(socket, this.#context.observer);
    const server = new Http1Server({ context: this.#context, host: this, connection, service, transport });
    transport.attach(server);
    this.#track(socket, server, connection);
    socket.resume();
  }

  startHttp2({ socket, connection, service }: Accepted<HttpService>): void {
    const context = this.#context;
    const transport = new SocketTransport(socket, context.observer);
    const { atTurnEnd } = context;
    const server = new Http2Server({ context, host: this, connection, service, transport, atTurnEnd, websocketKey });
    transport.attach(server);
    this.#track(socket, server, connection);
    socket.resume();
  }

  #track(socket: Socket, server: Drainable, connection: ConnectionInfo): void {
    this.#open.add(server);
    socket.once('close', () => {
      this.#open.delete(server);
      this.#context.upstreams.forget(connection);
    });
  }
}

/** RFC 6455 4.1: 16 random bytes. */
function websocketKey(): string {
  return randomBytes(16).toString('base64');
}
