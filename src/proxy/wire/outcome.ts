import type { ConnectionInfo, Exchange, ListenerPlan } from '../contract.ts';
import type { RequestRecord } from '../observer.ts';
import type { Fields } from './fields.ts';
import { MessageCounter } from './message-counter.ts';
import { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';
import type { ClientSide, UpstreamStream, WireBytes } from './stream.ts';

/** How the wire ends a request by itself; the status is 0 when there is no answer. */
export interface Ending {
  readonly status: number;
  readonly flags: number;
  readonly details: string;
}

const NO_HEAD = new RequestHead();
const NOTHING: WireBytes = { received: 0, sent: 0 };

/** What is known of a request while it runs; the observer reads it at the end. One object serves all requests of a connection. */
export class Outcome implements RequestRecord {
  head: RequestHead = NO_HEAD;
  exchange: Exchange | undefined;
  response: ResponseHead | undefined;
  status = 0;
  flags = 0;
  details = '';
  bytesReceived = 0;
  bytesSent = 0;
  startedAt = 0;
  respondedAt = 0;
  endedAt = 0;
  upstreamLocalAddress = '';
  /** The last try. */
  upstream: UpstreamStream | undefined;
  grpcStatus = -1;
  trailers: Fields | undefined;
  readonly #client: ClientSide;

  /** Made for the first body of gRPC on the connection; the others are not looked into. */
  #messages: { readonly request: MessageCounter; readonly response: MessageCounter } | undefined;
  #isGrpc = false;

  constructor(client: ClientSide) {
    this.#client = client;
  }

  get requestMessages(): number {
    return this.#isGrpc ? (this.#messages?.request.count ?? 0) : 0;
  }

  get responseMessages(): number {
    return this.#isGrpc ? (this.#messages?.response.count ?? 0) : 0;
  }

  /** Bytes of the request's body. */
  received(chunk: Buffer, from: number, to: number): void {
    if (this.bytesReceived === 0) this.#beginBody();
    this.bytesReceived += to - from;
    if (this.#isGrpc) this.#messages?.request.read(chunk, from, to);
  }

  /** Bytes of the response's body. A call of gRPC begins with a message of the caller. */
  sent(chunk: Buffer, from: number, to: number): void {
    this.bytesSent += to - from;
    if (this.#isGrpc) this.#messages?.response.read(chunk, from, to);
  }

  #beginBody(): void {
    this.#isGrpc = this.head.fields.get('content-type')?.startsWith('application/grpc') === true;
    if (!this.#isGrpc) return;
    this.#messages ??= { request: new MessageCounter(), response: new MessageCounter() };
    this.#messages.request.reset();
    this.#messages.response.reset();
  }

  get listener(): ListenerPlan {
    return this.#client.listener;
  }

  get connection(): ConnectionInfo {
    return this.#client.connection;
  }

  get protocol(): RequestRecord['protocol'] {
    return this.#client.protocol;
  }

  start(head: RequestHead, exchange: Exchange | undefined, now: number): void {
    this.head = head;
    this.exchange = exchange;
    this.response = undefined;
    this.status = 0;
    this.flags = 0;
    this.details = '';
    this.bytesReceived = 0;
    this.bytesSent = 0;
    this.startedAt = now;
    this.respondedAt = 0;
    this.endedAt = 0;
    this.upstreamLocalAddress = '';
    this.upstream = undefined;
    this.grpcStatus = -1;
    this.trailers = undefined;
    this.#isGrpc = false;
  }

  get clientWire(): WireBytes | undefined {
    const { wire } = this.#client;
    if (wire === undefined) return undefined;
    const { received } = wire;
    if (this.response) return { received, sent: wire.sentWith(this.trailers) };
    // The observer is told before an answer of our own is written.
    return { received, sent: this.exchange && this.status > 0 ? wire.sizeOf(this.exchange.reply) : 0 };
  }

  get upstreamWire(): WireBytes | undefined {
    return this.upstream === undefined ? NOTHING : this.upstream.wire;
  }

  /** A request that nobody looks at. */
  refused(head: RequestHead, ending: Ending, now: number): void {
    this.start(head, undefined, now);
    this.endBy(ending, false);
  }

  responded(response: ResponseHead, now: number): void {
    this.response = response;
    this.status = response.status;
    this.respondedAt = now;
  }

  /** The wire ends the request; `begun`: the client has a status already. */
  endBy(ending: Ending, begun: boolean): void {
    if (!begun) this.status = ending.status;
    this.flags |= ending.flags;
    this.details = ending.details;
  }

  /** gRPC's status stands in the trailers, or in the head of a response that has nothing else. */
  completed(trailers: Fields | undefined): void {
    this.trailers = trailers;
    const text = trailers?.get('grpc-status') ?? this.response?.fields.get('grpc-status');
    this.grpcStatus = text !== undefined && /^[0-9]{1,3}$/.test(text) ? Number(text) : -1;
  }
}
