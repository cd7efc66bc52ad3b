import { HeldBytes } from '../../held-bytes.ts';
import { FLAG } from './codes.ts';
import type { FrameHandler } from './handler.ts';
import { PRIORITY_BYTES, REFUSALS, type Refusal } from './rules.ts';

/**
 * Most CONTINUATIONs of one block. The default frame size and 60 KiB of fields make three of them; a peer with smaller frames and
 * more of them wants to keep us busy (CVE-2024-27316).
 */
const MAX_CONTINUATIONS = 8;

/** Puts the frames of a field block together (RFC 9113 4.3). A block that comes in one frame is not copied. */
export class FieldBlock {
  /** The stream whose block is not at its end; 0 without one. */
  streamId = 0;
  readonly #maxBytes: number;
  readonly #handler: FrameHandler;
  /** Only there while a block is open: few have more than one frame, and those are large. */
  #held: HeldBytes | undefined;
  #endStream = false;
  #continuations = 0;

  constructor(maxBytes: number, handler: FrameHandler) {
    this.#maxBytes = maxBytes;
    this.#handler = handler;
  }

  /** HEADERS with the payload [start, end); returns what is wrong with it. */
  open(flags: number, streamId: number, bytes: Buffer, start: number, end: number): Refusal | undefined {
    const padded = (flags & FLAG.padded) !== 0;
    const from = start + (padded ? 1 : 0) + ((flags & FLAG.priority) === 0 ? 0 : PRIORITY_BYTES);
    if (from > end) return REFUSALS.tooShort;
    const to = padded ? end - (bytes[start] ?? 0) : end;
    if (to < from) return REFUSALS.padding;
    if (to - from > this.#maxBytes) return REFUSALS.blockTooLarge;
    const endStream = (flags & FLAG.endStream) !== 0;
    if ((flags & FLAG.endHeaders) !== 0) {
      this.#handler.onHeaders(streamId, endStream, bytes, from, to);
      return undefined;
    }
    this.streamId = streamId;
    this.#endStream = endStream;
    this.#continuations = 0;
    this.#held = new HeldBytes();
    this.#held.add(bytes.subarray(0, to), from);
    return undefined;
  }

  /** CONTINUATION of the open block with the payload [start, end); returns what is wrong with it. */
  continue(flags: number, bytes: Buffer, start: number, end: number): Refusal | undefined {
    const held = this.#held;
    if (held === undefined) return REFUSALS.noBlock;
    this.#continuations += 1;
    if (this.#continuations > MAX_CONTINUATIONS) return REFUSALS.tooManyContinuations;
    if (held.length + end - start > this.#maxBytes) return REFUSALS.blockTooLarge;
    held.add(bytes.subarray(0, end), start);
    if ((flags & FLAG.endHeaders) === 0) return undefined;
    const streamId = this.streamId;
    this.streamId = 0;
    this.#held = undefined;
    this.#handler.onHeaders(streamId, this.#endStream, held.bytes, 0, held.length);
    return undefined;
  }
}
