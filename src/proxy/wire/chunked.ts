import { CR, HEX, HTAB, LF, SEMICOLON, SP } from './bytes.ts';
import { Fields } from './fields.ts';
import { BAD, HeadReader, MORE } from './head-reader.ts';
import { PROBLEMS, type WireProblem } from './problem.ts';

/** Digits of a chunk size: 16 TiB, far above anything real and exact in a double. */
const MAX_SIZE_DIGITS = 12;
/** Bytes of one chunk extension that are read over. */
const MAX_EXTENSION_BYTES = 256;

const STATES = {
  size: 0,
  afterSize: 1,
  extension: 2,
  sizeEnd: 3,
  data: 4,
  dataCr: 5,
  dataLf: 6,
  trailers: 7,
  done: 8,
} as const;

/** What {@link ChunkedReader.read} tells of the bytes it went over. */
export interface ChunkSink {
  /** Bytes of the body; `from` inclusive, `to` exclusive. Called as data comes, never with an empty range. */
  data(chunk: Buffer, from: number, to: number): void;
}

/**
 * Follows a chunked body through any pieces it comes in (RFC 9112 section 7.1). Extensions are left out, trailers are read as
 * fields, and framing fields among them are refused. Body bytes are handed on as ranges of the buffer they came in.
 */
export class ChunkedReader {
  /** Of the trailer section, once the end was reached; often empty. */
  readonly trailers = new Fields();
  problem: WireProblem | undefined;
  readonly #trailerReader = new HeadReader(this.trailers, 'trailers');
  #state: number = STATES.size;
  #left = 0;
  #digits = 0;
  #extension = 0;

  reset(): void {
    this.problem = undefined;
    this.#state = STATES.size;
    this.#left = 0;
    this.#digits = 0;
    this.#extension = 0;
    this.#trailerReader.reset();
  }

  /** Takes the bytes from `from`. Returns the index after the body when it ended in this chunk, {@link MORE} or {@link BAD}. */
  read(chunk: Buffer, from: number, sink: ChunkSink): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#state === STATES.data) at = this.#data(chunk, at, sink);
      else if (this.#state === STATES.trailers) return this.#readTrailers(chunk, at);
      else at = this.#framing(chunk[at] ?? 0, at);
      if (this.problem) return BAD;
    }
    return MORE;
  }

  #data(chunk: Buffer, at: number, sink: ChunkSink): number {
    const to = Math.min(chunk.length, at + this.#left);
    sink.data(chunk, at, to);
    this.#left -= to - at;
    if (this.#left === 0) this.#state = STATES.dataCr;
    return to;
  }

  #readTrailers(chunk: Buffer, at: number): number {
    const after = this.#trailerReader.read(chunk, at);
    if (after === BAD) this.problem = this.#trailerReader.problem;
    if (after < 0) return after;
    this.#state = STATES.done;
    for (let index = 0; index < this.trailers.count; index++) {
      if (FRAMING_FIELDS.has(this.trailers.name(index))) this.problem = PROBLEMS.trailer;
    }
    return this.problem ? BAD : after;
  }

  #framing(byte: number, at: number): number {
    switch (this.#state) {
      case STATES.size:
        this.#size(byte);
        break;
      case STATES.afterSize:
        this.#afterSize(byte);
        break;
      case STATES.extension:
        this.#inExtension(byte);
        break;
      case STATES.sizeEnd:
        this.#sizeEnd(byte);
        break;
      case STATES.dataCr:
        this.#expect(byte, CR, STATES.dataLf);
        break;
      default:
        this.#expect(byte, LF, STATES.size);
    }
    return at + 1;
  }

  #size(byte: number): void {
    const digit = HEX[byte] ?? 0;
    if (digit === 0) {
      if (this.#digits === 0) this.problem = PROBLEMS.chunkSize;
      else this.#afterSize(byte);
      return;
    }
    this.#digits += 1;
    if (this.#digits > MAX_SIZE_DIGITS) this.problem = PROBLEMS.chunkSize;
    else this.#left = this.#left * 16 + digit - 1;
  }

  /** RFC 9112 7.1.1 tolerates white space before an extension; nothing else may stand there. */
  #afterSize(byte: number): void {
    if (byte === CR) this.#state = STATES.sizeEnd;
    else if (byte === SEMICOLON) this.#state = STATES.extension;
    else if (byte === SP || byte === HTAB) this.#blank();
    else this.problem = PROBLEMS.chunkSize;
  }

  #blank(): void {
    this.#state = STATES.afterSize;
    this.#extension += 1;
    if (this.#extension > MAX_EXTENSION_BYTES) this.problem = PROBLEMS.chunkExtension;
  }

  #inExtension(byte: number): void {
    this.#extension += 1;
    if (byte === CR) this.#state = STATES.sizeEnd;
    else if (byte === LF || byte === 0 || this.#extension > MAX_EXTENSION_BYTES) this.problem = PROBLEMS.chunkExtension;
  }

  #sizeEnd(byte: number): void {
    if (byte !== LF) {
      this.problem = PROBLEMS.chunkSize;
      return;
    }
    this.#state = this.#left === 0 ? STATES.trailers : STATES.data;
    this.#digits = 0;
    this.#extension = 0;
  }

  #expect(byte: number, wanted: number, next: number): void {
    if (byte === wanted) this.#state = next;
    else this.problem = PROBLEMS.chunkEnd;
  }
}

/** RFC 9110 6.5.1: fields that frame or route a message are no trailers. */
const FRAMING_FIELDS: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'upgrade',
  'expect',
]);
