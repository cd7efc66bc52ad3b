import type { ConnectionInfo, Exchange } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import type { Endpoint } from '../upstream.ts';
import type { WireContext } from './context.ts';
import type { Fields } from './fields.ts';
import type { Outcome } from './outcome.ts';
import type { RelayTimers } from './relay-timers.ts';
import type { RequestBody } from './request-body.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseBody, ResponseHead } from './response-head.ts';
import type { ClientSide, UpstreamEvents, UpstreamStream } from './stream.ts';
import { HIGH_WATER_BYTES } from './transport.ts';

/** Methods that may be sent again when it is not known whether they arrived (RFC 9110 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** What a try tells its relay; the names are those of {@link UpstreamEvents}. */
export interface AttemptOwner extends Pick<UpstreamEvents, 'onHead' | 'onEnd' | 'onFailure'> {
  /** The request is on its way, as far as it has come. */
  onSent(): void;
}

interface AttemptOptions {
  readonly context: WireContext;
  readonly client: ClientSide;
  readonly owner: AttemptOwner;
  readonly body: RequestBody;
  readonly timers: RelayTimers;
  readonly outcome: Outcome;
}

/**
 * One try after the other to get a request to an endpoint: the connection, what is sent on it, the bytes that come back, and
 * the silent second chance. A side that is slower than the other makes it wait.
 */
export class Attempt implements UpstreamEvents {
  /** When the request was sent as far as it is known, for the time the upstream takes. */
  sentAt = 0;
  stream: UpstreamStream | undefined;
  readonly #context: WireContext;
  readonly #client: ClientSide;
  readonly #owner: AttemptOwner;
  readonly #body: RequestBody;
  readonly #timers: RelayTimers;
  readonly #outcome: Outcome;
  #exchange: Exchange | undefined;
  #head: RequestHead | undefined;
  /** Set while a connection is waited for. */
  #awaited: Endpoint | undefined;
  #http2 = false;
  /** Something has come back: the request has met somebody. */
  #answered = false;
  /** It has been sent again on another connection already. */
  #repeated = false;
  /** The response waits for the client. */
  #paused = false;

  constructor({ context, client, owner, body, timers, outcome }: AttemptOptions) {
    this.#context = context;
    this.#client = client;
    this.#owner = owner;
    this.#body = body;
    this.#timers = timers;
    this.#outcome = outcome;
  }

  get origin(): ConnectionInfo {
    return this.#client.connection;
  }

  start(exchange: Exchange, head: RequestHead, clientHttp2: boolean): void {
    const { endpoint } = exchange;
    if (endpoint === undefined) return;
    this.#exchange = exchange;
    this.#head = head;
    const { protocol } = endpoint.cluster;
    this.#http2 = protocol === 'http2' || (protocol === 'client' && clientHttp2);
    this.#repeated = false;
    this.#acquire(endpoint, false);
  }

  #acquire(endpoint: Endpoint, fresh: boolean): void {
    this.#awaited = endpoint;
    this.#answered = false;
    this.#paused = false;
    this.#context.upstreams.acquire(endpoint, this, this.#http2, fresh);
  }

  /** Gives the try up, wherever it stands. */
  drop(): void {
    this.stream?.cancel();
    this.stream = undefined;
    if (this.#awaited) this.#context.upstreams.cancel(this.#awaited, this);
    this.#awaited = undefined;
  }

  /** The try has ended by itself. */
  forget(): void {
    this.stream = undefined;
    this.#awaited = undefined;
    this.#exchange = undefined;
    this.#head = undefined;
  }

  onReady(stream: UpstreamStream): void {
    const exchange = this.#exchange;
    const head = this.#head;
    this.#awaited = undefined;
    if (exchange === undefined || head === undefined) {
      stream.cancel();
      return;
    }
    const now = this.#context.now();
    this.stream = stream;
    this.sentAt = now;
    stream.sendHead(head, exchange.tryFields(now));
    this.#body.sendTo(stream, exchange);
    this.#outcome.upstreamLocalAddress = stream.localLabel;
    this.#outcome.upstream = stream;
    this.#owner.onSent();
    this.flush();
  }

  /** Sends what was written; a client that is faster than the upstream has to wait. */
  flush(): void {
    const { stream } = this;
    if (stream === undefined) return;
    stream.flush();
    if (stream.backlog > HIGH_WATER_BYTES) this.#body.pause();
  }

  /** The client has taken everything. */
  clientDrained(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.stream?.resume();
  }

  onFailure(reason: FailureReason, detail: string): void {
    const { stream } = this;
    this.stream = undefined;
    this.#awaited = undefined;
    const endpoint = this.#exchange?.endpoint;
    if (endpoint && stream?.reused && reason === 'connection-termination' && this.#mayRepeat()) {
      this.#context.observer.event('reused-reset', endpoint);
      this.#repeated = true;
      this.#acquire(endpoint, true);
    } else this.#owner.onFailure(reason, detail);
  }

  /** RFC 9112 9.3.1: that an idle connection was closed says nothing about the request that met it. */
  #mayRepeat(): boolean {
    // Once: on a busy pool the connection after it may be a used one, too.
    if (this.#repeated || this.#exchange?.replayable !== true || this.#answered) return false;
    return !this.#body.complete || IDEMPOTENT.has(this.#head?.method ?? '');
  }

  onInterim(response: ResponseHead): void {
    this.#answered = true;
    this.#timers.touch();
    this.#client.sendInterim(response);
  }

  onHead(response: ResponseHead, body: ResponseBody): void {
    this.#answered = true;
    this.#owner.onHead(response, body);
  }

  onData(chunk: Buffer, from: number, to: number): void {
    this.#outcome.sent(chunk, from, to);
    this.#timers.touch();
    this.#client.sendData(chunk, from, to);
  }

  onEnd(trailers: Fields | undefined): void {
    try {
      this.#owner.onEnd(trailers);
    } catch (error) {
      // The connection upstream is not ours any more: the client has to learn it here.
      this.#client.abort();
      throw error;
    }
  }

  onDrain(): void {
    this.#body.resume();
  }

  onPause(): void {
    this.#client.flush();
    if (this.#paused || this.stream === undefined || this.#client.backlog <= HIGH_WATER_BYTES) return;
    this.#paused = true;
    this.stream.pause();
  }
}
