import { ERROR, type ErrorCode, MAX_31_BITS } from '../frames/codes.ts';
import type { FrameHandler } from '../frames/handler.ts';
import { createHpackDecoder, type HpackResult } from '../hpack/decoder.ts';
import { ControlFrames } from './control-frames.ts';
import { COST } from './guard.ts';
import { HEADER_TABLE_BYTES, MAX_HEADER_LIST_BYTES } from './limits.ts';
import type { Http2Stream } from './stream.ts';

/** What the frames of streams do (RFC 9113 sections 5 and 6). */
export class Inbound extends ControlFrames implements FrameHandler {
  readonly #decoder = createHpackDecoder({ tableBytes: HEADER_TABLE_BYTES, listBytes: MAX_HEADER_LIST_BYTES });
  /** Streams that are owed the end of this read. */
  readonly #touched: Http2Stream[] = [];

  /** All bytes of a read were looked at. */
  settle(): void {
    for (const stream of this.#touched) {
      stream.touched = false;
      if (stream.id !== 0) this.connection.tell(stream, pause);
    }
    this.#touched.length = 0;
  }

  onData(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number, octets: number): void {
    this.frames += 1;
    const connection = this.connection;
    connection.receiveWindow -= octets;
    if (connection.receiveWindow < 0) {
      connection.fail(ERROR.flowControl, 'more than the window of the connection');
      return;
    }
    const stream = connection.streams.get(streamId);
    const eager = connection.role === 'client';
    if (eager || stream === undefined || stream.remoteEnded) connection.giveBack(octets);
    if (stream === undefined || stream.remoteEnded) {
      this.#stray(streamId, endStream, octets);
      return;
    }
    stream.receiveWindow -= octets;
    if (stream.receiveWindow < 0) {
      if (!eager) connection.giveBack(octets);
      this.connection.refuse(stream, ERROR.flowControl);
      return;
    }
    // Padding alone is nothing, however much of it there is.
    if (end > start) connection.guard.earn(1);
    else if (!endStream && !this.pay(COST.emptyData)) return;
    this.#deliver(stream, bytes, start, end, octets);
    if (endStream && stream.id === streamId) this.#remoteEnd(stream);
  }

  #deliver(stream: Http2Stream, bytes: Buffer, start: number, end: number, octets: number): void {
    const { id } = stream;
    if (end > start) {
      this.#touch(stream);
      try {
        stream.events.onData(bytes, start, end);
      } catch (error) {
        this.connection.defect(stream, id, error);
      }
    }
    if (stream.id === id) stream.received(octets);
    else this.connection.used(octets);
  }

  #touch(stream: Http2Stream): void {
    if (stream.touched) return;
    stream.touched = true;
    this.#touched.push(stream);
  }

  #remoteEnd(stream: Http2Stream): void {
    const { id } = stream;
    stream.remoteEnded = true;
    this.connection.tell(stream, finish);
    if (stream.id === id && stream.localEnded) this.connection.close(stream);
  }

  /** DATA that nobody wants. */
  #stray(streamId: number, endStream: boolean, octets: number): void {
    const { streams, sender } = this.connection;
    if (streams.isIdle(streamId)) {
      this.connection.fail(ERROR.protocol, 'DATA on an idle stream');
      return;
    }
    const stream = streams.get(streamId);
    if (stream) this.connection.refuse(stream, ERROR.streamClosed);
    else if (this.#isLate(streamId)) {
      if (octets === 0 && !endStream) this.pay(COST.emptyData);
    } else if (this.#payStray()) sender.reset(streamId, ERROR.streamClosed);
  }

  /**
   * Whether a closed stream may still have frames under way. Requests are given up in great numbers when an upstream is slow: what it
   * says of them later is never held against it.
   */
  #isLate(streamId: number): boolean {
    return this.connection.role === 'client' || this.connection.streams.wasGivenUp(streamId);
  }

  #payStray(): boolean {
    return this.connection.role === 'client' || this.pay(COST.strayFrame);
  }

  onHeaders(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number): void {
    this.frames += 1;
    const connection = this.connection;
    const result = this.#decoder.decode(bytes, start, end);
    if (result.kind === 'error') {
      connection.fail(ERROR.compression, result.reason);
      return;
    }
    const stream = connection.streams.get(streamId) ?? this.#newStream(streamId);
    if (stream === undefined) return;
    if (stream.remoteEnded) {
      this.connection.refuse(stream, ERROR.streamClosed);
      return;
    }
    connection.guard.earn(1);
    this.#touch(stream);
    if (endStream) stream.remoteEnded = true;
    this.#tellHeaders(stream, result, endStream);
    if (endStream && stream.id === streamId && stream.localEnded) connection.close(stream);
  }

  #tellHeaders(stream: Http2Stream, result: Exclude<HpackResult, { kind: 'error' }>, ended: boolean): void {
    const { id } = stream;
    try {
      if (result.kind === 'fields') stream.events.onHeaders(result.fields, result.wellFormed, ended);
      else stream.events.onTooLarge(ended);
    } catch (error) {
      this.connection.defect(stream, id, error);
    }
  }

  /** HEADERS on a stream that is not open: a new one of the client's, or nothing. */
  #newStream(streamId: number): Http2Stream | undefined {
    const connection = this.connection;
    const { streams, guard, sender } = connection;
    const { accepts } = connection.options;
    if (!streams.isIdle(streamId)) {
      if (this.#isLate(streamId)) this.#payStray();
      else connection.fail(ERROR.streamClosed, 'HEADERS on a closed stream');
      return undefined;
    }
    if (accepts === undefined || streamId % 2 === 0) {
      connection.fail(ERROR.protocol, 'a stream that is not the client’s');
      return undefined;
    }
    guard.opened();
    if (connection.refusing) {
      streams.highest = streamId;
      streams.giveUp(streamId);
      if (this.pay(COST.strayFrame)) sender.reset(streamId, ERROR.refusedStream);
      return undefined;
    }
    const stream = accepts.next();
    connection.accept(stream, streamId);
    return stream;
  }

  onReset(streamId: number, code: number): void {
    this.frames += 1;
    const connection = this.connection;
    const stream = connection.streams.get(streamId);
    if (stream === undefined) {
      if (connection.streams.isIdle(streamId)) connection.fail(ERROR.protocol, 'RST_STREAM on an idle stream');
      else this.#payStray();
      return;
    }
    if (connection.role === 'server' && !connection.guard.reset()) {
      connection.fail(ERROR.enhanceYourCalm, 'too many streams are reset');
      return;
    }
    connection.breakOff(stream, code);
  }

  onStreamError(streamId: number, code: ErrorCode, reason: string): void {
    const { streams, sender } = this.connection;
    const stream = streams.get(streamId);
    if (stream) this.connection.refuse(stream, code);
    else if (streams.isIdle(streamId)) this.connection.fail(code, reason);
    else if (this.#payStray()) sender.reset(streamId, code);
  }

  onWindowUpdate(streamId: number, increment: number): void {
    this.frames += 1;
    const { streams, sender } = this.connection;
    if (!this.pay(COST.windowUpdate)) return;
    if (streamId === 0) {
      if (!sender.widen(increment)) this.connection.fail(ERROR.flowControl, 'a window beyond what there can be');
      return;
    }
    const stream = streams.get(streamId);
    if (stream === undefined) {
      if (streams.isIdle(streamId)) this.connection.fail(ERROR.protocol, 'WINDOW_UPDATE on an idle stream');
      return;
    }
    stream.sendWindow += increment;
    if (stream.sendWindow > MAX_31_BITS) this.connection.refuse(stream, ERROR.flowControl);
    else if (stream.queued > 0) sender.pump();
  }
}

function pause({ events }: Http2Stream): void {
  events.onPause();
}

function finish({ events }: Http2Stream): void {
  events.onEnd();
}
