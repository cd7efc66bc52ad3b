import type { ConnectionInfo, ListenerPlan, TcpService, TcpSession } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import { FLAGS } from '../flags.ts';
import type { ProxyObserver, TcpRecord } from '../observer.ts';
import { runErrand } from './errand.ts';
import type { DialEvents, Dialer } from './pool.ts';
import type { Upstreams } from './stream.ts';
import { Timer, type TimerWheel } from './timer-wheel.ts';
import { HIGH_WATER_BYTES, type Transport, type TransportEvents } from './transport.ts';
import { openTunnel } from './tunnel.ts';

/** What all proxied connections share. */
export interface TcpContext {
  readonly now: () => number;
  readonly wheel: TimerWheel;
  readonly dialer: Dialer;
  readonly upstreams: Upstreams;
  readonly observer: ProxyObserver;
}

/** One connection, and what is to become of it. */
export interface TcpRelayOptions {
  readonly context: TcpContext;
  readonly listener: ListenerPlan;
  readonly connection: ConnectionInfo;
  readonly service: TcpService;
  readonly transport: Transport;
}

/** One proxied connection: bytes go both ways as they come, and so do the ends of the two directions. */
export class TcpRelay implements TransportEvents, TcpRecord {
  readonly listener: ListenerPlan;
  readonly connection: ConnectionInfo;
  readonly session: TcpSession;
  readonly startedAt: number;
  flags = 0;
  endedAt = 0;
  upstreamLocalAddress = '';
  readonly #context: TcpContext;
  readonly #service: TcpService;
  readonly #client: Transport;
  readonly #idle: Timer;
  readonly #life: Timer;
  #upstream: Transport | undefined;
  /** Ends the wait for an answer. */
  #callOff: (() => void) | undefined;
  #early: Buffer[] = [];
  #touched: number;
  /** Directions that may still bring bytes. */
  #halves = 2;
  /** Sockets that are open. */
  #open = 1;
  #clientEnded = false;
  #ended = false;

  constructor({ context, listener, connection, service, transport }: TcpRelayOptions) {
    this.listener = listener;
    this.connection = connection;
    this.session = service.session(connection);
    this.startedAt = context.now();
    this.#context = context;
    this.#service = service;
    this.#client = transport;
    this.#touched = this.startedAt;
    this.#idle = new Timer(() => this.#checkIdle());
    this.#life = new Timer(() => this.#end(FLAGS.DT));
  }

  get bytesReceived(): number {
    return this.#client.bytesRead;
  }

  get bytesSent(): number {
    return this.#client.bytesWritten;
  }

  /** Looks for an endpoint; nothing is read from the client until there is one. */
  start(): void {
    const { maxConnectionMs, idleTimeoutMs } = this.#service;
    this.#context.observer.tcpStarted(this.listener);
    this.#client.pause();
    if (maxConnectionMs > 0) this.#context.wheel.start(this.#life, maxConnectionMs);
    if (idleTimeoutMs > 0) this.#context.wheel.start(this.#idle, idleTimeoutMs);
    this.#admit();
  }

  /** Lets others decide whether there is to be a connection at all. */
  #admit(): void {
    const question = this.session.question?.(this.#context.now());
    if (question === undefined) {
      this.#connect();
      return;
    }
    let over = false;
    const callOff = runErrand(this.#context, question.request, (answer) => {
      over = true;
      this.#callOff = undefined;
      question.answered(answer, this.#context.now());
      this.#admit();
    });
    if (over) return;
    this.#callOff = () => {
      callOff();
      question.dropped();
    };
  }

  #connect(): void {
    const endpoint = this.session.pick(this.#context.now());
    if (endpoint === undefined) {
      this.#end(0);
      return;
    }
    const events: DialEvents = {
      onConnected: (transport) => this.#connected(transport),
      onFailed: (reason, detail) => this.#failed(reason, detail),
    };
    const { tunnel } = this.#service;
    if (tunnel) openTunnel(this.#context.upstreams, { endpoint, tunnel, origin: this.connection }, events);
    else this.#context.dialer.dial(endpoint, events, this.connection);
  }

  #failed(reason: FailureReason, detail: string): void {
    const again = this.session.failed(reason, detail, this.#context.now());
    if (again && !this.#ended) this.#connect();
    else this.#end(0);
  }

  #connected(transport: Transport): TransportEvents {
    if (this.#ended) {
      transport.destroy();
      return NOTHING;
    }
    this.#upstream = transport;
    this.#open += 1;
    this.upstreamLocalAddress = transport.localLabel;
    this.session.connected(this.#context.now());
    for (const chunk of this.#early) transport.send(chunk);
    this.#early = [];
    if (this.#clientEnded) transport.end();
    this.#client.resume();
    return {
      onData: (chunk) => this.#pass(chunk, transport, this.#client),
      onEnd: () => this.#endHalf(this.#client),
      onClose: () => this.#closed(FLAGS.UC),
      onDrain: () => this.#client.resume(),
    };
  }

  #pass(chunk: Buffer, from: Transport, to: Transport): void {
    this.#touched = this.#context.now();
    to.send(chunk);
    if (to.backlog > HIGH_WATER_BYTES) from.pause();
  }

  /** One side has said everything: the other learns it, and may still answer. */
  #endHalf(to: Transport): void {
    this.#touched = this.#context.now();
    this.#halves -= 1;
    to.end();
  }

  onData(chunk: Buffer): void {
    if (this.#upstream) this.#pass(chunk, this.#client, this.#upstream);
    else if (!this.#ended) this.#early.push(chunk);
  }

  onEnd(): void {
    this.#clientEnded = true;
    if (this.#upstream) this.#endHalf(this.#upstream);
    else this.#halves -= 1;
  }

  onClose(): void {
    this.#closed(FLAGS.DC);
  }

  /** With both ends said, the other side may still have to send what waits; else nothing can be done for it. */
  #closed(flags: number): void {
    this.#open -= 1;
    if (this.#halves > 0) this.#end(flags);
    else if (this.#open === 0) this.#end(0);
  }

  onDrain(): void {
    this.#upstream?.resume();
  }

  /** The proxy has no more time. */
  stop(): void {
    this.#end(0);
  }

  #checkIdle(): void {
    const left = this.#touched + this.#service.idleTimeoutMs - this.#context.now();
    if (left > 0) this.#context.wheel.start(this.#idle, left);
    else this.#end(FLAGS.SI);
  }

  #end(flags: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.flags |= flags;
    this.endedAt = this.#context.now();
    this.#context.wheel.stop(this.#idle);
    this.#context.wheel.stop(this.#life);
    this.#callOff?.();
    this.session.ended(this.endedAt);
    this.#upstream?.destroy();
    this.#client.destroy();
    this.#context.observer.tcpEnded(this);
  }
}

const NOTHING: TransportEvents = {
  onData: () => undefined,
  onEnd: () => undefined,
  onClose: () => undefined,
  onDrain: () => undefined,
};
