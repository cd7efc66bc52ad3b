import { createServer, type Server, type Socket } from 'node:net';
import { PermissionError, UnavailableError } from '../../model/errors.ts';
import type { ConnectionInfo, HttpService, ListenerPlan, TcpService } from '../contract.ts';
import type { ProxyObserver } from '../observer.ts';
import { Http1Server } from '../wire/h1/server.ts';
import type { ServerHost } from '../wire/server-host.ts';
import { TcpRelay } from '../wire/tcp-relay.ts';
import type { TimerWheel } from '../wire/timer-wheel.ts';
import type { Drainable, ProxyContext } from './context.ts';
import { guarded } from './guard.ts';
import { type Accepted, type Receiver, takeIn } from './intake.ts';
import { SocketTransport } from './socket-transport.ts';

/** Connections of one listener (spec 10.1). */
const MAX_CONNECTIONS = 10_000;

/** One bound address: accepts connections for as long as a plan has it, whatever plan that is. */
export class ListenerSocket implements Receiver, ServerHost {
  generation = 0;
  #plan: ListenerPlan;
  readonly #context: ProxyContext;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #open = new Set<Drainable>();
  #onEmpty: () => void = () => undefined;

  constructor(context: ProxyContext, plan: ListenerPlan) {
    this.#context = context;
    this.#plan = plan;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
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
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#plan.port;
  }

  /** Resolves when no connection is left; at once when there is none. */
  emptied(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /**
   * Starts to accept.
   * @throws UnavailableError when the address is in use or not this machine's, PermissionError when it is not allowed.
   */
  bind(): Promise<void> {
    const { address, port } = this.#plan;
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) => reject(bindError(error, `${address}:${port}`));
      this.#server.once('error', fail);
      this.#server.listen({ host: address, port, exclusive: false }, () => {
        this.#server.off('error', fail);
        this.#server.on('error', (error) => this.#context.observer.internalError(error));
        resolve();
      });
    });
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
    this.#server.close();
    for (const connection of this.#open) connection.drain();
  }

  /** Ends every connection at once. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    const listener = this.#plan;
    this.#sockets.add(socket);
    this.#context.observer.clientOpened(listener);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#onEmpty();
      this.#context.observer.clientClosed(listener);
    });
    guarded(this.observer, socket, () => takeIn(this, socket));
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

  startHttp2(accepted: Accepted<HttpService>): void {
    const server = this.#context.startHttp2({ ...accepted, host: this, context: this.#context });
    this.#track(accepted.socket, server, accepted.connection);
  }

  #track(socket: Socket, server: Drainable, connection: ConnectionInfo): void {
    this.#open.add(server);
    socket.once('close', () => {
      this.#open.delete(server);
      this.#context.upstreams.forget(connection);
    });
  }
}

function bindError(error: NodeJS.ErrnoException, address: string): Error {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new PermissionError('NO_PERM_LISTEN', `not allowed to listen on ${address}`, { cause: error });
  }
  const what = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${error.code ?? error.message})`;
  return new UnavailableError('UNAVAILABLE_ADDRESS', `${address} ${what}`, { cause: error });
}
