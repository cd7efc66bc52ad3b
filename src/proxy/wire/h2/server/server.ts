import type { HttpService } from '../../../contract.ts';
import { ServerTimer } from '../../h1/server-timer.ts';
import type { ServerOptions } from '../../server-host.ts';
import { Timer } from '../../timer-wheel.ts';
import type { TransportEvents } from '../../transport.ts';
import { Http2Connection } from '../connection/connection.ts';
import { MAX_HEADER_LIST_BYTES, STREAM_WINDOW_BYTES } from '../connection/limits.ts';
import type { ConnectionEvents } from '../connection/options.ts';
import type { Http2Stream } from '../connection/stream.ts';
import { RequestFields } from '../fields/request.ts';
import type { ResponseExtras } from '../fields/response.ts';
import { ERROR, MAX_31_BITS, SETTING } from '../frames/codes.ts';
import { Http2ServerStream } from './stream.ts';

/** Objects of streams that are kept for later ones. */
const MAX_SPARE = 128;

/** A client that does not answer a PING in this time is not waited for any longer when the connection is to end. */
const FAREWELL_MS = 1000;

/** What an HTTP/2 connection from a client is made from. */
export interface Http2ServerOptions extends ServerOptions {
  /** Does something once all events that came at once have been seen to. */
  readonly atTurnEnd: (act: () => void) => void;
  /** What a WebSocket asks for with HTTP/1.1 (RFC 6455 4.1): 16 random bytes in base64. */
  readonly websocketKey: () => string;
}

/** A client's HTTP/2 connection: a relay for each stream. */
export class Http2Server implements TransportEvents, ConnectionEvents {
  readonly options: Http2ServerOptions;
  readonly requests: RequestFields;
  readonly #connection: Http2Connection;
  readonly #timer: ServerTimer;
  /** Of the connection's age, then of the wait for the client to know that it ends. */
  readonly #farewell = new Timer(() => this.#aged());
  readonly #spare: Http2ServerStream[] = [];
  /** One object for all heads: there are many of them. */
  readonly #extras: { -readonly [Key in keyof ResponseExtras]: ResponseExtras[Key] };
  #service: HttpService;
  #generation: number;
  #count = 0;
  #frames = 0;
  #draining = false;
  #leaving = false;
  #closing = false;

  constructor(options: Http2ServerOptions) {
    const { context, host, service, transport, atTurnEnd } = options;
    const { now, wheel, observer, httpDate } = context;
    const { serverName, maxConcurrentStreams, maxConnectionMs } = service.settings;
    this.options = options;
    this.requests = new RequestFields(options.websocketKey);
    this.#service = service;
    this.#generation = host.generation;
    this.#extras = { serverName, httpDate, serviceMs: 0 };
    const maxStreams = maxConcurrentStreams || MAX_31_BITS;
    this.#connection = new Http2Connection({
      transport,
      events: this,
      settings: [
        [SETTING.maxConcurrentStreams, maxStreams],
        [SETTING.initialWindowSize, STREAM_WINDOW_BYTES],
        [SETTING.maxHeaderListSize, MAX_HEADER_LIST_BYTES],
        [SETTING.enableConnect, 1],
      ],
      accepts: { most: maxStreams, next: () => this.#next() },
      now,
      wheel,
      observer,
      atTurnEnd,
    });
    this.#timer = new ServerTimer(context, service.settings, {
      onIdle: () => this.#idle(),
      onSlow: () => this.#connection.fail(ERROR.enhanceYourCalm, 'a frame comes too slowly'),
      onLingered: () => transport.destroy(),
    });
    if (maxConnectionMs > 0) wheel.start(this.#farewell, maxConnectionMs);
    this.#connection.start();
  }

  /**
   * RFC 9113 6.8: says first that the end is near without refusing anything, and after a round trip, when the client has heard of
   * it, which stream was the last. Streams end; no new one begins.
   */
  drain(): void {
    if (this.#draining || this.#closing || this.#connection.over) return;
    this.#draining = true;
    this.#connection.announceEnd();
    this.#connection.ping();
    this.options.context.wheel.start(this.#farewell, FAREWELL_MS);
  }

  #aged(): void {
    if (this.#draining) this.onPong();
    else this.drain();
  }

  onPong(): void {
    if (!this.#draining || this.#leaving) return;
    this.#leaving = true;
    this.options.context.wheel.stop(this.#farewell);
    this.#connection.refuseMore();
    if (this.#connection.streams.size === 0) this.#close();
  }

  /** Who decides for the next request: after a reload the new snapshot does. */
  service(): HttpService {
    const { host, connection } = this.options;
    if (this.#generation === host.generation) return this.#service;
    this.#generation = host.generation;
    const service = host.serviceFor(connection);
    // A connection that has no place any more ends with the requests under way.
    if (service === undefined) this.drain();
    else {
      this.#service = service;
      this.#timer.use(service.settings);
      this.#extras.serverName = service.settings.serverName;
    }
    return this.#service;
  }

  /** What a head says of our own. */
  extras(serviceMs: number): ResponseExtras {
    this.#extras.serviceMs = serviceMs;
    return this.#extras;
  }

  #next(): Http2Stream {
    const { maxRequestsPerConnection: most } = this.#service.settings;
    this.#count += 1;
    if (this.options.context.draining || (most > 0 && this.#count >= most)) this.drain();
    return (this.#spare.pop() ?? new Http2ServerStream(this, this.#connection)).stream;
  }

  /** The object can serve another stream. */
  freed(stream: Http2ServerStream): void {
    if (this.#spare.length < MAX_SPARE) this.#spare.push(stream);
  }

  onSettings(): void {
    // Windows were seen to; a server asks for nothing else.
  }

  onGoaway(): void {
    this.#leaving = true;
    if (this.#connection.streams.size === 0) this.#close();
  }

  onIdle(): void {
    this.#timer.quiet();
    if (this.#leaving) this.#close();
  }

  #idle(): void {
    if (this.#closing) this.options.transport.destroy();
    else if (this.#connection.streams.size === 0) this.drain();
  }

  onError(): void {
    this.#close();
  }

  /** Says good-bye; what the client still sends is read over, so that it can read our last words. */
  #close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.options.context.wheel.stop(this.#farewell);
    this.#connection.sender.flush();
    this.#connection.end();
    this.options.transport.end();
    this.#timer.linger();
  }

  onData(chunk: Buffer): void {
    this.#connection.read(chunk);
    if (this.#closing) return;
    const { frames, begun } = this.#connection;
    if (this.#frames !== frames) this.#timer.quiet();
    this.#frames = frames;
    if (begun) this.#timer.awaitHead();
  }

  onDrain(): void {
    if (!this.#closing) this.#connection.onDrain();
  }

  onEnd(): void {
    if (this.#closing) return;
    this.#connection.end();
    this.options.transport.destroy();
  }

  onClose(): void {
    this.#closing = true;
    this.#timer.stop();
    this.options.context.wheel.stop(this.#farewell);
    this.#connection.end();
  }
}
