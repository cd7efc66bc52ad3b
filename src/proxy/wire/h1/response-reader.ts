import { ChunkedReader, type ChunkSink } from '../chunked.ts';
import type { Fields } from '../fields.ts';
import { BAD, HeadReader, MORE } from '../head-reader.ts';
import type { RequestHead } from '../request-head.ts';
import { type ResponseBody, ResponseHead } from '../response-head.ts';

const STATES = { complete: 0, head: 1, length: 2, chunked: 3, untilClose: 4, piping: 5 } as const;

const BODY_STATES = {
  none: STATES.complete,
  length: STATES.length,
  chunked: STATES.chunked,
  close: STATES.untilClose,
} as const satisfies Record<ResponseBody, number>;

/** Interim responses to one request before it is given up. */
const MAX_INTERIM = 100;

/** What comes out of a {@link ResponseReader}. The response given up meanwhile, nothing more is told. */
export interface ResponseEvents extends ChunkSink {
  onInterim(response: ResponseHead): void;
  onHead(response: ResponseHead, body: ResponseBody): void;
  /** `clean`: the bytes at hand ended with the response. */
  onComplete(trailers: Fields | undefined, clean: boolean): void;
  /** No valid response. */
  onBad(): void;
}

/** The responses of one connection, one at a time: takes bytes as they come, gives heads and bodies. */
export class ResponseReader {
  readonly response = new ResponseHead();
  /** Of the response at hand, as far as it was read. */
  bytes = 0;
  readonly #events: ResponseEvents;
  readonly #reader: HeadReader;
  readonly #chunks = new ChunkedReader();
  #state: number = STATES.complete;
  #method = '';
  #upgrade = '';
  #left = 0;
  #interim = 0;

  constructor(events: ResponseEvents) {
    this.#events = events;
    this.#reader = new HeadReader(this.response.fields, 'response');
  }

  /** Bytes go both ways as they are. */
  get piping(): boolean {
    return this.#state === STATES.piping;
  }

  /** The end of the connection ends the response. */
  get untilClose(): boolean {
    return this.#state === STATES.untilClose;
  }

  /** The response to this request is awaited. */
  start(head: RequestHead): void {
    this.#method = head.method;
    this.#upgrade = head.framing.upgrade;
    this.#interim = 0;
    this.bytes = 0;
    this.#state = STATES.head;
    this.#reader.reset();
  }

  /** Nothing more is awaited. */
  stop(): void {
    this.#state = STATES.complete;
  }

  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#state !== STATES.complete) at = this.#step(chunk, at);
  }

  #step(chunk: Buffer, at: number): number {
    switch (this.#state) {
      case STATES.head:
        return this.#readHead(chunk, at);
      case STATES.length:
        return this.#readLength(chunk, at);
      case STATES.chunked:
        return this.#readChunked(chunk, at);
      default:
        this.bytes += chunk.length - at;
        this.#events.data(chunk, at, chunk.length);
        return chunk.length;
    }
  }

  #readHead(chunk: Buffer, from: number): number {
    const after = this.#reader.read(chunk, from);
    this.bytes += (after < 0 ? chunk.length : after) - from;
    if (after === MORE) return chunk.length;
    const { response } = this;
    if (after === BAD || response.take(this.#reader.line) || !this.#expected(response)) return this.#bad(chunk);
    if (response.interim) {
      this.#events.onInterim(response);
      this.#reader.reset();
    } else this.#begin(response, after === chunk.length);
    return after;
  }

  /** RFC 9110 15.2.2: nobody switches protocols unasked. Interim responses have an end. */
  #expected(response: ResponseHead): boolean {
    if (response.status === 101) return this.#upgrade !== '' && response.framing.upgrade === this.#upgrade;
    if (response.interim) this.#interim += 1;
    return this.#interim <= MAX_INTERIM;
  }

  #begin(response: ResponseHead, clean: boolean): void {
    const body = response.bodyFor(this.#method);
    const pipes = response.status === 101 || (this.#method === 'CONNECT' && response.status < 300);
    this.#state = pipes ? STATES.piping : BODY_STATES[body];
    this.#left = response.framing.contentLength;
    this.#chunks.reset();
    this.#events.onHead(response, body);
    if (body === 'none' && !pipes) this.#events.onComplete(undefined, clean);
  }

  #readLength(chunk: Buffer, from: number): number {
    const to = Math.min(chunk.length, from + this.#left);
    this.#left -= to - from;
    this.bytes += to - from;
    if (this.#left === 0) this.#state = STATES.complete;
    this.#events.data(chunk, from, to);
    if (this.#left === 0) this.#events.onComplete(undefined, to === chunk.length);
    return to;
  }

  #readChunked(chunk: Buffer, from: number): number {
    const after = this.#chunks.read(chunk, from, this.#events);
    this.bytes += (after < 0 ? chunk.length : after) - from;
    if (after === MORE) return chunk.length;
    if (after === BAD) return this.#bad(chunk);
    this.#state = STATES.complete;
    this.#events.onComplete(this.#chunks.trailers, after === chunk.length);
    return after;
  }

  #bad(chunk: Buffer): number {
    this.#state = STATES.complete;
    this.#events.onBad();
    return chunk.length;
  }
}
