import type { Exchange } from '../contract.ts';
import type { BodyWish } from '../own-request.ts';
import type { Fields } from './fields.ts';
import type { ClientSide, UpstreamStream } from './stream.ts';
import { HIGH_WATER_BYTES } from './transport.ts';

/**
 * The body of a request on its way: bytes that no stream has taken yet, and those that another try may need. The client is
 * told to wait when there is nowhere to put more.
 */
export class RequestBody {
  /** Nothing more comes from the client. */
  complete = false;
  trailers: Fields | undefined;
  readonly #client: ClientSide;
  #pieces: Buffer[] = [];
  #held = 0;
  #paused = false;
  /** Somebody who wants to see the body before it goes on, and what is called then. */
  #awaited: { readonly wish: BodyWish; readonly heard: () => void } | undefined;
  /** The bytes are for whoever accepts the upgrade, and for nobody else. */
  #reserved = false;

  constructor(client: ClientSide) {
    this.#client = client;
  }

  /** Bytes that are held. */
  get held(): number {
    return this.#held;
  }

  /** `reserved`: what comes is no body but the first bytes of a pipe; an upstream that wants none must not see them. */
  start(complete: boolean, reserved = false): void {
    this.complete = complete;
    this.#reserved = reserved;
    this.trailers = undefined;
    this.#paused = false;
    this.drop();
  }

  /** A copy of a complete body; the bytes are shared. */
  copy(other: RequestBody): void {
    this.start(true);
    this.trailers = other.trailers;
    this.#pieces = [...other.#pieces];
    this.#held = other.#held;
  }

  /** Lets go of what is held. */
  drop(): void {
    if (this.#pieces.length > 0) this.#pieces = [];
    this.#held = 0;
    this.#awaited = undefined;
  }

  /** Lets somebody see the body, as far as they want, once it is there; calls back then, perhaps before it returns. */
  await(wish: BodyWish, heard: () => void): void {
    this.#awaited = { wish, heard };
    this.#fulfil();
  }

  #fulfil(): void {
    const awaited = this.#awaited;
    if (awaited === undefined || (!this.complete && this.#held < awaited.wish.maxBytes)) return;
    const { wish, heard } = awaited;
    this.#awaited = undefined;
    const body = Buffer.concat(this.#pieces, Math.min(this.#held, wish.maxBytes));
    wish.heard(body, this.complete && this.#held <= wish.maxBytes);
    heard();
  }

  /** Takes a piece, and hands it on when there is a stream. */
  receive(piece: Buffer, taker: UpstreamStream | undefined, exchange: Exchange): void {
    const stream = this.#reserved ? undefined : taker;
    if (stream === undefined || exchange.replayable) {
      this.#pieces.push(piece);
      this.#held += piece.length;
    }
    if (stream === undefined) {
      if (this.#held > Math.max(HIGH_WATER_BYTES, this.#awaited?.wish.maxBytes ?? 0)) this.pause();
      this.#fulfil();
      return;
    }
    stream.sendData(piece, 0, piece.length);
    this.#forget(exchange);
  }

  /** Nothing more comes from the client. */
  end(trailers: Fields | undefined, stream: UpstreamStream | undefined): void {
    this.complete = true;
    this.trailers = trailers;
    if (!this.#reserved) stream?.sendEnd(trailers);
    this.#fulfil();
  }

  /** The upgrade was accepted: what was reserved is for this stream. */
  release(stream: UpstreamStream | undefined): void {
    const reserved = this.#reserved;
    this.#reserved = false;
    if (stream === undefined || !reserved) return;
    for (const piece of this.#pieces) stream.sendData(piece, 0, piece.length);
    if (this.complete) stream.sendEnd(undefined);
    stream.flush();
    this.resume();
  }

  /** Gives a new stream everything so far. */
  sendTo(stream: UpstreamStream, exchange: Exchange): void {
    if (this.#reserved) return;
    for (const piece of this.#pieces) stream.sendData(piece, 0, piece.length);
    this.#forget(exchange);
    if (this.complete) stream.sendEnd(this.trailers);
    else if (stream.backlog < HIGH_WATER_BYTES) this.resume();
  }

  /** What was sent is kept for another try; once it is too much, nothing of it. */
  #forget(exchange: Exchange): void {
    if (this.#held <= exchange.bufferLimit) return;
    exchange.replayable = false;
    this.drop();
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#client.pauseRequest();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#client.resumeRequest();
  }
}
