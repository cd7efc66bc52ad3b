/** What the proxy asks for itself while it serves others; the words of contract.ts hold here too. */
import type { Endpoint } from './upstream.ts';
import type { Fields } from './wire/fields.ts';

/** A request of the proxy's own. */
export interface OwnRequest {
  readonly endpoint: Endpoint;
  /** Whether it has to go by HTTP/2. */
  readonly http2: boolean;
  readonly method: string;
  readonly authority: string;
  /** Path and query. */
  readonly target: string;
  /** `name: value\r\n` lines, without those of the body's length. */
  readonly fields: string;
  readonly body: Buffer | undefined;
  readonly timeoutMs: number;
  /** A longer answer is as good as none. */
  readonly maxBytes: number;
}

/** What came back. */
export interface OwnAnswer {
  readonly status: number;
  readonly fields: Fields;
  readonly body: Buffer;
  /** gRPC's status; -1 without one. */
  readonly grpcStatus: number;
}

/** Something that somebody else decides about a request or connection. */
export interface Question {
  readonly request: OwnRequest;
  /** Once, unless the request it is about has ended before. `undefined`: there is no whole answer in time. */
  answered(answer: OwnAnswer | undefined, now: number): void;
  /** Instead of it: nobody waits for the answer any more. */
  dropped(): void;
}

/** The body of a request, which somebody wants to see before the request goes on. */
export interface BodyWish {
  /** No more of it is needed. */
  readonly maxBytes: number;
  /** `body` has no more than that; `complete`: there is no more of it. */
  heard(body: Buffer, complete: boolean): void;
}

/** What a request waits for that says so. */
export interface Wants {
  readonly bodyWish: BodyWish | undefined;
  readonly question: Question | undefined;
}

/** Keys that tokens are checked with, and that have to be fetched. */
export interface KeyRequest {
  readonly place: { readonly uri: string; readonly cluster: string; readonly timeoutMs: number };
  /** What came of it: a text, or nothing. Returns whether it can be used; what cannot leaves the keys from before. */
  received(text: string | undefined): boolean;
}
