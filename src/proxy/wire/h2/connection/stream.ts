import { ERROR, type ErrorCode } from '../frames/codes.ts';
import type { Http2Connection } from './connection.ts';
import { STREAM_WINDOW_BYTES } from './limits.ts';

/** What a stream tells whoever has it. Fields: name, value, name, value. */
export interface StreamEvents {
  /** A head or the trailers; `wellFormed` says that each field by itself is one (RFC 9113 8.2.1). */
  onHeaders(fields: readonly string[], wellFormed: boolean, ended: boolean): void;
  /** Fields that are over the limit. */
  onTooLarge(ended: boolean): void;
  /** The bytes are there until the call returns; whoever keeps them makes a copy or hands them to a transport. */
  onData(bytes: Buffer, start: number, end: number): void;
  /** Nothing more comes; not called when a head has said so. */
  onEnd(): void;
  /** The stream broke off: the peer reset it, or said something wrong. The last call but {@link StreamEvents.onClosed}. */
  onReset(code: number): void;
  /** The connection ended; `code` is not 0 when it was for something wrong. The last call but {@link StreamEvents.onClosed}. */
  onLost(code: number): void;
  /** Everything that waited has left. */
  onDrain(): void;
  /** The bytes that came at once are used up. */
  onPause(): void;
  /** Both directions are at their end: the stream can be opened again, as another one. */
  onClosed(): void;
}

/**
 * One stream of a connection: its windows, and what waits for them. The object is used for stream after stream; `id` is 0 while it
 * is none.
 */
export class Http2Stream {
  id = 0;
  readonly connection: Http2Connection;
  readonly events: StreamEvents;
  /** Octets that may still be sent; below 0 after the peer has made its window smaller (RFC 9113 6.9.2). */
  sendWindow = 0;
  /** Octets that may still come. */
  receiveWindow = 0;
  /** We have said everything; the peer has. */
  localEnded = false;
  remoteEnded = false;
  /** Whether {@link StreamEvents.onPause} is owed. */
  touched = false;
  /** Bytes that wait. */
  queued = 0;
  /** Used up, and not yet given back to the peer. */
  #credit = 0;
  /** Come while the reader was paused: given back when it goes on. */
  #unused = 0;
  #paused = false;
  readonly #pieces: Buffer[] = [];
  /** Of the first piece. */
  #sent = 0;
  /** What is behind the pieces: the end, perhaps with trailers. */
  #ends = false;
  #trailers: readonly string[] | undefined;

  constructor(connection: Http2Connection, events: StreamEvents) {
    this.connection = connection;
    this.events = events;
  }

  /** Becomes the stream with this number. */
  open(id: number, sendWindow: number, receiveWindow: number): void {
    this.id = id;
    this.sendWindow = sendWindow;
    this.receiveWindow = receiveWindow;
    this.localEnded = false;
    this.remoteEnded = false;
    this.#credit = 0;
    this.#unused = 0;
    this.#paused = false;
  }

  /** Sends a head. */
  sendHeaders(fields: readonly string[]): void {
    if (this.id !== 0 && !this.localEnded) this.connection.sender.headers(this, fields);
  }

  /** Sends bytes, as far as the windows go; a copy of the others waits. */
  sendData(bytes: Buffer, start: number, end: number): void {
    if (this.id === 0 || this.localEnded || this.#ends) return;
    const at = this.queued > 0 ? start : this.connection.sender.data(this, bytes, start, end);
    if (at >= end) return;
    const piece = Buffer.allocUnsafe(end - at);
    bytes.copy(piece, 0, at, end);
    this.#pieces.push(piece);
    this.queued += end - at;
    this.connection.sender.wait(this);
  }

  /** Ends our direction behind everything that was sent. */
  sendEnd(trailers: readonly string[] | undefined): void {
    if (this.id === 0 || this.localEnded || this.#ends) return;
    if (this.queued === 0) {
      this.connection.sendEnd(this, trailers);
      return;
    }
    this.#ends = true;
    this.#trailers = trailers;
  }

  /** Sends one frame of what waits; false when the windows or the transport take nothing. */
  pump(): boolean {
    const [piece] = this.#pieces;
    if (piece === undefined) return false;
    const { sender } = this.connection;
    const from = this.#sent;
    const to = sender.data(this, piece, from, Math.min(piece.length, from + sender.frameBytes));
    if (to === from) return false;
    this.queued -= to - from;
    this.#sent = to;
    if (to === piece.length) {
      this.#pieces.shift();
      this.#sent = 0;
    }
    if (this.queued > 0) return true;
    if (this.#ends) this.connection.sendEnd(this, this.#trailers);
    else this.connection.tell(this, drained);
    return true;
  }

  /** What came is no message (RFC 9113 8.1.1): {@link StreamEvents.onReset} is told. */
  refuse(): void {
    if (this.id !== 0) this.connection.refuse(this, ERROR.protocol);
  }

  /** Gives the stream up. Nothing more is told of it but that it is closed. */
  reset(code: ErrorCode): void {
    if (this.id !== 0) this.connection.reset(this, code);
  }

  /** Octets came; what the reader does not want yet is not given back. */
  received(octets: number): void {
    if (this.#paused) this.#unused += octets;
    else this.#giveBack(octets);
  }

  /** The peer may send what its window allows, and no more. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    const octets = this.#unused;
    this.#unused = 0;
    if (this.id !== 0) this.#giveBack(octets);
  }

  #giveBack(octets: number): void {
    this.connection.used(octets);
    this.#credit += octets;
    if (this.remoteEnded || this.#credit * 2 < STREAM_WINDOW_BYTES) return;
    this.connection.widen(this, this.#credit);
    this.#credit = 0;
  }

  /** Forgets what waits, and what was not used: there is nobody who would. */
  clear(): void {
    if (this.#unused > 0) this.connection.used(this.#unused);
    this.#unused = 0;
    this.#pieces.length = 0;
    this.#sent = 0;
    this.#ends = false;
    this.#trailers = undefined;
    this.queued = 0;
    this.id = 0;
  }
}

function drained({ events }: Http2Stream): void {
  events.onDrain();
}
