import { HIGH_WATER_BYTES, type Transport } from '../../transport.ts';
import { DEFAULT_FRAME_BYTES, DEFAULT_WINDOW_BYTES, type ErrorCode, FLAG, MAX_31_BITS } from '../frames/codes.ts';
import { writeData, writeGoaway, writeHeaders, writePing, writeReset, writeWindowUpdate } from '../frames/write.ts';
import { Writer } from '../frames/writer.ts';
import { createHpackEncoder } from '../hpack/encoder.ts';
import { MAX_BACKLOG_BYTES } from './limits.ts';
import type { Http2Stream } from './stream.ts';

/** Where the flags stand in a frame's header. */
const FLAGS_AT = 4;

/** What sending depends on. */
export interface SenderOptions {
  readonly transport: Pick<Transport, 'send' | 'backlog'>;
  /** Does something once all events that came at once have been seen to. */
  readonly atTurnEnd: (act: () => void) => void;
  /** The peer reads nothing of what it makes us say. */
  readonly onStuffed: () => void;
}

/**
 * The sending half of a connection: everything that one turn has to say leaves with one write. Bodies wait for the peer's windows,
 * and for the transport; heads and answers to control frames do not.
 */
export class Sender {
  readonly out = new Writer();
  readonly encoder = createHpackEncoder();
  /** Most octets of a frame that the peer takes, and that others do not have to wait for too long. */
  frameBytes = DEFAULT_FRAME_BYTES;
  /** Of new streams. */
  streamWindow = DEFAULT_WINDOW_BYTES;
  /** DATA frames that were sent, for whoever counts them. */
  dataFrames = 0;
  /** Octets that all streams together may still send. */
  #window = DEFAULT_WINDOW_BYTES;
  readonly #options: SenderOptions;
  readonly #flush = () => this.flush();
  /** Streams with bytes that wait, the one served last at the end. */
  readonly #waiting = new Set<Http2Stream>();
  #scheduled = false;
  #congested = false;
  #stopped = false;
  /** The HEADERS or DATA written last, while nothing stands behind it: its stream, where its flags are, where it ends. */
  #last: Http2Stream | undefined;
  #lastFlags = 0;
  #lastEnd = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** What was written leaves at the end of the turn; a lot of it at once. */
  schedule(): void {
    if (this.out.length >= HIGH_WATER_BYTES) this.flush();
    else if (!this.#scheduled && !this.#stopped) {
      this.#scheduled = true;
      this.#options.atTurnEnd(this.#flush);
    }
  }

  /** Sends what was written. */
  flush(): void {
    this.#scheduled = false;
    this.#last = undefined;
    if (this.out.length === 0) return;
    const bytes = this.out.take();
    if (this.#stopped) return;
    const { transport } = this.#options;
    transport.send(bytes);
    const { backlog } = transport;
    // A transport that has made an end of the memory itself leaves none of it.
    if (backlog === 0 && bytes.length > 0) this.out.giveBack();
    this.#congested = backlog > HIGH_WATER_BYTES;
    if (backlog > MAX_BACKLOG_BYTES) this.#options.onStuffed();
  }

  /** Nothing leaves any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  /** Sends a head; that the stream ends with it is told by {@link Sender.end}. */
  headers(stream: Http2Stream, fields: readonly string[]): void {
    const start = this.out.at;
    writeHeaders(this.out, this.encoder, stream.id, false, fields, this.frameBytes);
    this.#remember(stream, start);
    this.schedule();
  }

  #remember(stream: Http2Stream, start: number): void {
    this.#last = stream;
    this.#lastFlags = start + FLAGS_AT;
    this.#lastEnd = this.out.at;
  }

  /** Sends as much as the windows and the transport take; gives where it stopped. */
  data(stream: Http2Stream, bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && !this.#congested) {
      const count = Math.min(end - at, this.frameBytes, this.#window, stream.sendWindow);
      if (count <= 0) break;
      const start = this.out.at;
      writeData(this.out, stream.id, false, bytes, at, at + count);
      this.#remember(stream, start);
      at += count;
      this.dataFrames += 1;
      this.#window -= count;
      stream.sendWindow -= count;
      this.schedule();
    }
    return at;
  }

  /** Ends a stream, with the frame before where that has not left yet. */
  end(stream: Http2Stream, trailers: readonly string[] | undefined): void {
    const { out } = this;
    if (trailers) writeHeaders(out, this.encoder, stream.id, true, trailers, this.frameBytes);
    else if (this.#last === stream && this.#lastEnd === out.at) {
      out.bytes[this.#lastFlags] = (out.bytes[this.#lastFlags] ?? 0) | FLAG.endStream;
      return;
    } else writeData(out, stream.id, true, out.bytes, 0, 0);
    this.schedule();
  }

  /** The stream has bytes that could not be sent. */
  wait(stream: Http2Stream): void {
    this.#waiting.add(stream);
  }

  /** The stream has none any more. */
  leave(stream: Http2Stream): void {
    this.#waiting.delete(stream);
  }

  /** The peer takes so much more of all streams; false when that is more than there can be. */
  widen(octets: number): boolean {
    this.#window += octets;
    if (this.#window > MAX_31_BITS) return false;
    this.pump();
    return true;
  }

  /** The transport has taken everything. */
  onDrain(): void {
    this.#congested = false;
    this.pump();
  }

  /** Sends what waits, a frame of each stream in turn. */
  pump(): void {
    for (const stream of this.#waiting) {
      if (this.#window <= 0 || this.#congested) return;
      if (!stream.pump()) continue;
      this.#waiting.delete(stream);
      // A set is walked in the order of joining: it comes again behind the others.
      if (stream.queued > 0) this.#waiting.add(stream);
    }
  }

  reset(stream: number, code: ErrorCode): void {
    writeReset(this.out, stream, code);
    this.schedule();
  }

  ping(ack: boolean, bytes: Buffer, start: number): void {
    writePing(this.out, ack, bytes, start);
    this.schedule();
  }

  goaway(lastStream: number, code: ErrorCode, reason: string): void {
    writeGoaway(this.out, lastStream, code, reason);
    this.schedule();
  }

  /** The peer may send so much more, on a stream or (0) on all together. */
  grant(stream: number, octets: number): void {
    writeWindowUpdate(this.out, stream, octets);
    this.schedule();
  }
}
