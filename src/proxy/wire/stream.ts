/** The two sides of one request, whatever protocol each of them speaks. */
import type { ConnectionInfo, ListenerPlan, LocalReply } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import type { Endpoint } from '../upstream.ts';
import type { Fields } from './fields.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseBody, ResponseHead } from './response-head.ts';

/** Bytes as they are on a connection, heads and framing included. */
export interface WireBytes {
  readonly received: number;
  readonly sent: number;
}

/** What a client's connection knows of the request at hand. */
export interface ClientWire {
  readonly received: number;
  /** What has been sent, with the end of the body that is about to be. */
  sentWith(trailers: Fields | undefined): number;
  /** What an answer of our own is going to be. */
  sizeOf(reply: LocalReply): number;
}

/** The client of a request; what is written leaves with `flush`. */
export interface ClientSide {
  readonly listener: ListenerPlan;
  readonly connection: ConnectionInfo;
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';
  /** Absent where nobody counts. */
  readonly wire?: ClientWire;
  sendInterim(response: ResponseHead): void;
  /** The final head; `serviceMs` is how long the upstream took. */
  sendHead(response: ResponseHead, body: ResponseBody, serviceMs: number): void;
  sendData(chunk: Buffer, from: number, to: number): void;
  /** The response is complete; of a byte pipe: the upstream sends nothing more. */
  sendEnd(trailers: Fields | undefined): void;
  /** A whole answer of our own. */
  sendReply(reply: LocalReply): void;
  /** The response breaks off, and the client must be able to see it. */
  abort(): void;
  /** From here on bytes go both ways as they are: the head said so. */
  pipe(): void;
  flush(): void;
  readonly backlog: number;
  pauseRequest(): void;
  resumeRequest(): void;
}

/** One try at an upstream; what is written leaves with `flush`. */
export interface UpstreamStream {
  /** `extra`: field lines of this try. */
  sendHead(head: RequestHead, extra: string): void;
  sendData(chunk: Buffer, from: number, to: number): void;
  /** The request is complete; of a byte pipe: the client sends nothing more. */
  sendEnd(trailers: Fields | undefined): void;
  /** Gives the try up; nothing more is told of it. */
  cancel(): void;
  flush(): void;
  readonly backlog: number;
  pause(): void;
  resume(): void;
  /** Whether the connection has served before: the peer may have closed it while the request was under way. */
  readonly reused: boolean;
  /** Of the request at hand; absent where nobody counts. */
  readonly wire?: WireBytes;
  readonly localLabel: string;
}

/** What a try tells whoever asked for it. */
export interface UpstreamEvents {
  /** The client's connection it is for. */
  readonly origin: ConnectionInfo;
  onReady(stream: UpstreamStream): void;
  onInterim(response: ResponseHead): void;
  onHead(response: ResponseHead, body: ResponseBody): void;
  onData(chunk: Buffer, from: number, to: number): void;
  onEnd(trailers: Fields | undefined): void;
  /** The last event of a try. */
  onFailure(reason: FailureReason, detail: string): void;
  onDrain(): void;
  /** The bytes that came at once are used up. */
  onPause(): void;
}

/** Where connections to endpoints come from. */
export interface Upstreams {
  /** Answers with `onReady` or `onFailure`, perhaps before it returns. `fresh` wants a connection that was never used. */
  acquire(endpoint: Endpoint, events: UpstreamEvents, http2: boolean, fresh: boolean): void;
  /** The one that waits does so no longer. */
  cancel(endpoint: Endpoint, events: UpstreamEvents): void;
  /** A client's connection has gone; those that were opened in its name go, too. */
  forget(origin: ConnectionInfo): void;
}
