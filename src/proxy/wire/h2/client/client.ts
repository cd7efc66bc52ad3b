import type { Endpoint } from '../../../upstream.ts';
import type { PoolContext } from '../../pool.ts';
import type { UpstreamEvents } from '../../stream.ts';
import { Timer, type TimerWheel } from '../../timer-wheel.ts';
import type { Transport, TransportEvents } from '../../transport.ts';
import { Http2Connection } from '../connection/connection.ts';
import { MAX_HEADER_LIST_BYTES, STREAM_WINDOW_BYTES } from '../connection/limits.ts';
import type { ConnectionEvents } from '../connection/options.ts';
import { SETTING } from '../frames/codes.ts';
import { Http2ClientStream } from './stream.ts';

/** Objects of streams that are kept for later ones. */
const MAX_SPARE = 128;

/** What connections to endpoints share. */
export interface Http2PoolContext extends PoolContext {
  readonly wheel: TimerWheel;
  /** Does something once all events that came at once have been seen to. */
  readonly atTurnEnd: (act: () => void) => void;
}

/** Who keeps a connection. */
export interface Http2ClientPool {
  /** It may take a stream more than before. */
  onFree(): void;
  /** The connection is gone; `active`: with requests. */
  onGone(client: Http2Client, active: boolean): void;
}

/** A connection to an endpoint that speaks HTTP/2: many requests at a time. */
export class Http2Client implements TransportEvents, ConnectionEvents {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly openedAt: number;
  /** When its last request ended. */
  idleSince: number;
  /** The system's word for what ended the connection. */
  detail = '';
  readonly #context: Http2PoolContext;
  readonly #pool: Http2ClientPool;
  readonly #connection: Http2Connection;
  readonly #spare: Http2ClientStream[] = [];
  readonly #ask = new Timer(() => this.#askForLife());
  readonly #missing = new Timer(() => this.transport.destroy());
  #settled: (() => void)[] = [];
  #active = 0;
  #requests = 0;
  #leaving = false;
  #gone = false;

  constructor(context: Http2PoolContext, endpoint: Endpoint, transport: Transport, pool: Http2ClientPool) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.openedAt = context.now();
    this.idleSince = this.openedAt;
    this.#context = context;
    this.#pool = pool;
    const { now, wheel, observer, atTurnEnd } = context;
    this.#connection = new Http2Connection({
      transport,
      events: this,
      settings: [
        [SETTING.enablePush, 0],
        [SETTING.initialWindowSize, STREAM_WINDOW_BYTES],
        [SETTING.maxHeaderListSize, MAX_HEADER_LIST_BYTES],
      ],
      now,
      wheel,
      observer,
      atTurnEnd,
    });
    this.#connection.start();
    const { pings } = endpoint.cluster;
    if (pings) wheel.start(this.#ask, pings.intervalMs);
  }

  /** Requests under way. */
  get active(): number {
    return this.#active;
  }

  /** Whether a request more can be sent. */
  get takesMore(): boolean {
    const { maxConcurrentStreams, maxRequestsPerConnection: most } = this.endpoint.cluster;
    const { over, exhausted } = this.#connection;
    if (this.#leaving || this.#gone || over || exhausted || (most > 0 && this.#requests >= most)) return false;
    return this.#active < Math.min(maxConcurrentStreams, this.#connection.peer.streams);
  }

  /** Whether the requests go over TLS. */
  get secure(): boolean {
    return this.endpoint.tls !== undefined;
  }

  /** Takes a request. */
  take(events: UpstreamEvents): void {
    this.#active += 1;
    this.#requests += 1;
    const stream = this.#spare.pop() ?? new Http2ClientStream(this, this.#connection);
    stream.take(events, this.#requests > 1);
  }

  /** The object's request is over. */
  freed(stream: Http2ClientStream): void {
    this.#active -= 1;
    this.idleSince = this.#context.now();
    if (this.#spare.length < MAX_SPARE) this.#spare.push(stream);
    const { maxRequestsPerConnection: most } = this.endpoint.cluster;
    if (most > 0 && this.#requests >= most) this.close();
    if (this.#leaving && this.#active === 0) this.#finish();
    this.#pool.onFree();
  }

  /** Does something when whoever asks now is done. */
  later(act: () => void): void {
    this.#context.atTurnEnd(act);
  }

  /** Does something when it is known what the peer allows. */
  onceSettled(act: () => void): void {
    this.#settled.push(act);
  }

  /** Takes no more requests, and ends with those there are. */
  close(): void {
    if (this.#leaving || this.#gone) return;
    this.#leaving = true;
    this.#connection.refuseMore();
    if (this.#active === 0) this.#finish();
  }

  /** Asks for a sign of life, and ends the connection when none comes in time (RFC 9113 6.7). */
  #askForLife(): void {
    const { pings } = this.endpoint.cluster;
    if (pings === undefined || this.#gone) return;
    this.#connection.ping();
    this.#context.wheel.start(this.#missing, pings.timeoutMs);
  }

  onPong(): void {
    const { pings } = this.endpoint.cluster;
    this.#context.wheel.stop(this.#missing);
    if (pings && !this.#gone) this.#context.wheel.start(this.#ask, pings.intervalMs);
  }

  onSettings(): void {
    const waiting = this.#settled;
    this.#settled = [];
    for (const act of waiting) act();
    this.#pool.onFree();
  }

  onGoaway(): void {
    this.#leaving = true;
    if (this.#active === 0) this.#finish();
  }

  onIdle(): void {
    // Requests are counted here from when they are taken on.
  }

  onError(): void {
    this.#finish();
  }

  /** The connection ends, with whatever is left on it. */
  #finish(): void {
    if (this.#gone) return;
    this.#gone = true;
    const active = this.#active > 0;
    const { wheel } = this.#context;
    wheel.stop(this.#ask);
    wheel.stop(this.#missing);
    this.#connection.sender.flush();
    this.#connection.end();
    this.transport.destroy();
    this.#pool.onGone(this, active);
  }

  onData(chunk: Buffer): void {
    this.#connection.read(chunk);
  }

  onDrain(): void {
    this.#connection.onDrain();
  }

  onEnd(): void {
    this.#finish();
  }

  onClose(detail: string): void {
    this.detail = detail;
    this.#finish();
  }
}
