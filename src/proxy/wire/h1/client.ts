import type { FailureReason } from '../../failure.ts';
import type { Endpoint } from '../../upstream.ts';
import type { Fields } from '../fields.ts';
import type { RequestHead } from '../request-head.ts';
import type { ResponseBody, ResponseHead } from '../response-head.ts';
import type { UpstreamEvents, UpstreamStream, WireBytes } from '../stream.ts';
import type { Transport, TransportEvents } from '../transport.ts';
import { type ResponseEvents, ResponseReader } from './response-reader.ts';
import { chunkStart, lastChunk, requestText } from './text.ts';

/** Who keeps a connection between requests. */
export interface ClientPool {
  /** The request is over, and the connection can take another one. */
  onIdle(client: Http1Client): void;
  /** Whoever waits for a connection may have this one. */
  onFree(): void;
  /** The connection is gone; `active`: with a request. */
  onGone(client: Http1Client, active: boolean): void;
  /** Bytes came that nobody asked for. */
  onSurplus(client: Http1Client): void;
}

/** A connection to an endpoint that speaks HTTP/1.1: one request at a time. */
export class Http1Client implements UpstreamStream, TransportEvents, ResponseEvents {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  /** When it was last used, for the idle limit. */
  idleSince = 0;
  openedAt = 0;
  readonly #pool: ClientPool;
  readonly #responses = new ResponseReader(this);
  #owner: UpstreamEvents | undefined;
  #requests = 0;
  #chunked = false;
  #sentBytes = 0;
  #sent = false;
  #closed = false;

  constructor(endpoint: Endpoint, transport: Transport, pool: ClientPool) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.#pool = pool;
  }

  get backlog(): number {
    return this.transport.backlog;
  }

  get localLabel(): string {
    return this.transport.localLabel;
  }

  get wire(): WireBytes {
    return { received: this.#responses.bytes, sent: this.#sentBytes };
  }

  get reused(): boolean {
    return this.#requests > 1;
  }

  /** Takes the next request; its owner is told everything from now on. */
  take(owner: UpstreamEvents): void {
    this.#owner = owner;
    this.#requests += 1;
    this.#sent = false;
    owner.onReady(this);
  }

  sendHead(head: RequestHead, extra: string): void {
    this.#responses.start(head);
    this.#chunked = head.framing.chunked;
    const text = requestText(head, extra);
    this.#sentBytes = text.length;
    this.transport.write(text);
  }

  sendData(chunk: Buffer, from: number, to: number): void {
    const chunked = this.#chunked && !this.#responses.piping;
    this.#sentBytes += to - from;
    if (chunked) {
      const start = chunkStart(to - from);
      this.#sentBytes += start.length + 2;
      this.transport.write(start);
    }
    this.transport.writeBytes(chunk, from, to);
    if (chunked) this.transport.write('\r\n');
  }

  sendEnd(trailers: Fields | undefined): void {
    if (this.#responses.piping) this.transport.end();
    else if (this.#chunked && !this.#sent) {
      const last = lastChunk(trailers);
      this.#sentBytes += last.length;
      this.transport.write(last);
    }
    this.#sent = true;
  }

  /** A request that was cut must not look complete: the connection goes with it. */
  cancel(): void {
    this.#close();
  }

  /** Ends the connection at once. */
  #close(): void {
    if (this.#closed) return;
    const active = this.#owner !== undefined;
    this.#closed = true;
    this.#owner = undefined;
    this.#responses.stop();
    this.transport.destroy();
    this.#pool.onGone(this, active);
  }

  flush(): void {
    this.transport.flush();
  }

  pause(): void {
    this.transport.pause();
  }

  resume(): void {
    this.transport.resume();
  }

  onData(chunk: Buffer): void {
    const owner = this.#owner;
    if (owner === undefined) {
      this.#pool.onSurplus(this);
      this.#close();
      return;
    }
    this.#responses.read(chunk);
    owner.onPause();
  }

  onInterim(response: ResponseHead): void {
    this.#owner?.onInterim(response);
  }

  onHead(response: ResponseHead, body: ResponseBody): void {
    this.#owner?.onHead(response, body);
  }

  data(chunk: Buffer, from: number, to: number): void {
    this.#owner?.onData(chunk, from, to);
  }

  onBad(): void {
    this.#fail('protocol-error', '');
  }

  onComplete(trailers: Fields | undefined, clean: boolean): void {
    const owner = this.#owner;
    if (owner === undefined) return;
    if (!clean) this.#pool.onSurplus(this);
    if (clean && this.#sent && this.#reusable()) {
      this.#owner = undefined;
      this.#pool.onIdle(this);
    } else this.#close();
    // Before anybody else gets the connection: the head belongs to it.
    owner.onEnd(trailers);
    this.#pool.onFree();
  }

  #reusable(): boolean {
    const most = this.endpoint.cluster.maxRequestsPerConnection;
    return this.#responses.response.persistent && !this.endpoint.retired && (most === 0 || this.#requests < most);
  }

  #fail(reason: FailureReason, detail: string): void {
    const owner = this.#owner;
    this.#close();
    owner?.onFailure(reason, detail);
  }

  onEnd(): void {
    if (this.#responses.untilClose || this.#responses.piping) {
      const owner = this.#owner;
      this.#close();
      owner?.onEnd(undefined);
    } else this.#fail('connection-termination', '');
  }

  onClose(detail: string): void {
    this.#fail('connection-termination', detail);
  }

  onDrain(): void {
    this.#owner?.onDrain();
  }
}
