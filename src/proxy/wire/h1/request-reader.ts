import { ChunkedReader, type ChunkSink } from '../chunked.ts';
import type { Fields } from '../fields.ts';
import { BAD, HeadReader, MORE } from '../head-reader.ts';
import type { WireProblem } from '../problem.ts';
import { RequestHead } from '../request-head.ts';

const STATES = { head: 0, length: 1, chunked: 2, complete: 3 } as const;

/** What comes out of a {@link RequestReader}. */
export interface RequestEvents extends ChunkSink {
  /** A head that was accepted; whether a body follows is known by then. */
  onRequest(head: RequestHead): void;
  /** The body is complete, or there is none. */
  onComplete(trailers: Fields | undefined): void;
  onRefused(problem: WireProblem): void;
}

/** The requests of one connection: takes bytes as they come, gives heads and bodies. Stops after each request. */
export class RequestReader {
  readonly head = new RequestHead();
  /** Of the request at hand, as far as it was read. */
  bytes = 0;
  readonly #events: RequestEvents;
  readonly #reader: HeadReader;
  readonly #chunks = new ChunkedReader();
  #state: number = STATES.head;
  #left = 0;

  constructor(events: RequestEvents) {
    this.#events = events;
    this.#reader = new HeadReader(this.head.fields, 'request');
  }

  /** Part of a head has come. */
  get begun(): boolean {
    return this.#state === STATES.head && this.#reader.begun;
  }

  /** Nothing of a request has come. */
  get idle(): boolean {
    return this.#state === STATES.head && !this.#reader.begun;
  }

  /** The rest of a body is still to come. */
  get inBody(): boolean {
    return this.#state === STATES.length || this.#state === STATES.chunked;
  }

  /** Bytes of the body that are still to come; as good as endless for a chunked one. */
  get left(): number {
    return this.#state === STATES.chunked ? Number.POSITIVE_INFINITY : this.#left;
  }

  /** Bare line feeds end lines too. */
  set lenient(allowed: boolean) {
    this.#reader.lenient = allowed;
  }

  /** Makes it ready for the next request. */
  next(): void {
    this.#state = STATES.head;
    this.bytes = 0;
    this.#reader.reset();
    this.head.clear();
  }

  /** Reads from `from` on, to the end of the request at most. Returns where it stopped. */
  read(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#state === STATES.head) at = this.#readHead(chunk, at);
    if (this.#state === STATES.length) return this.#readLength(chunk, at);
    return this.#state === STATES.chunked ? this.#readChunked(chunk, at) : at;
  }

  #readHead(chunk: Buffer, from: number): number {
    const after = this.#reader.read(chunk, from);
    this.bytes += (after < 0 ? chunk.length : after) - from;
    if (after === MORE) return chunk.length;
    const { head } = this;
    const problem = after === BAD ? this.#reader.problem : head.take(this.#reader.line);
    if (problem) {
      this.#state = STATES.complete;
      this.#events.onRefused(problem);
      return chunk.length;
    }
    this.#left = Math.max(0, head.framing.contentLength);
    this.#state = STATES.complete;
    if (head.framing.chunked) {
      this.#state = STATES.chunked;
      this.#chunks.reset();
    } else if (this.#left > 0) this.#state = STATES.length;
    this.#events.onRequest(head);
    return after;
  }

  #readLength(chunk: Buffer, from: number): number {
    const to = Math.min(chunk.length, from + this.#left);
    if (to === from) return from;
    this.#left -= to - from;
    this.bytes += to - from;
    this.#events.data(chunk, from, to);
    if (this.#left === 0) this.#end(undefined);
    return to;
  }

  #readChunked(chunk: Buffer, from: number): number {
    if (from === chunk.length) return from;
    const after = this.#chunks.read(chunk, from, this.#events);
    this.bytes += (after < 0 ? chunk.length : after) - from;
    if (after === MORE) return chunk.length;
    if (after === BAD) {
      this.#state = STATES.complete;
      if (this.#chunks.problem) this.#events.onRefused(this.#chunks.problem);
      return chunk.length;
    }
    this.#end(this.#chunks.trailers);
    return after;
  }

  #end(trailers: Fields | undefined): void {
    this.#state = STATES.complete;
    this.#events.onComplete(trailers);
  }
}
