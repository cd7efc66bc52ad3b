import { HeldBytes } from '../../held-bytes.ts';
import { FLAG, FRAME, FRAME_HEADER_BYTES, PREFACE } from './codes.ts';
import type { FrameHandler } from './handler.ts';
import { REFUSALS, type Refusal, refusalOfHeader } from './rules.ts';
import { FrameTeller } from './teller.ts';

/** What a parser is told about its connection. */
export interface FrameLimits {
  /** A server reads the client's preface first (RFC 9113 3.4). */
  readonly role: 'server' | 'client';
  /** The SETTINGS_MAX_FRAME_SIZE we announce; more is FRAME_SIZE_ERROR. */
  readonly frameBytes: number;
  /** Most bytes of one field block over all its frames; more is ENHANCE_YOUR_CALM. */
  readonly blockBytes: number;
}

/** Reads frames from chunks. */
export interface FrameParser {
  /** Whether part of a frame or of a field block has come: the difference between a quiet connection and a slow peer. */
  readonly begun: boolean;
  /** Reads a chunk to its end, calling the handler; not to be called by the handler. */
  push(chunk: Buffer): void;
  /** Reads no more, neither what is left of the chunk at hand nor any other. */
  stop(): void;
}

/** A parser at the beginning of a connection. It copies only what is cut by the end of a chunk; DATA never. */
export function createFrameParser(limits: FrameLimits, handler: FrameHandler): FrameParser {
  return new Parser(limits, handler);
}

/** What the next byte belongs to. */
const STATE = { preface: 0, header: 1, padLength: 2, data: 3, payload: 4 } as const;

class Parser implements FrameParser {
  readonly #limits: FrameLimits;
  readonly #handler: FrameHandler;
  readonly #teller: FrameTeller;
  /** A header or payload whose end has not come. */
  readonly #held = new HeldBytes();
  #state: number;
  /** Bytes of the preface that have come. */
  #greeted = 0;
  #settled = false;
  #type = 0;
  #flags = 0;
  #streamId = 0;
  /** Bytes of the payload to come, those of the padding among them. */
  #left = 0;
  #padding = 0;

  constructor(limits: FrameLimits, handler: FrameHandler) {
    this.#limits = limits;
    this.#handler = handler;
    this.#teller = new FrameTeller(limits, handler);
    this.#state = limits.role === 'server' ? STATE.preface : STATE.header;
  }

  get begun(): boolean {
    return this.#held.length > 0 || this.#state !== STATE.header || this.#teller.block.streamId !== 0;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.#teller.stopped) at = this.#step(chunk, at);
  }

  stop(): void {
    this.#teller.stopped = true;
  }

  #step(chunk: Buffer, at: number): number {
    switch (this.#state) {
      case STATE.header:
        return this.#readHeader(chunk, at);
      case STATE.data:
        return this.#readData(chunk, at, 0);
      case STATE.payload:
        return this.#readPayload(chunk, at);
      case STATE.padLength:
        return this.#readPadLength(chunk, at);
      default:
        return this.#readPreface(chunk, at);
    }
  }

  #readPreface(chunk: Buffer, at: number): number {
    if (chunk[at] !== PREFACE.charCodeAt(this.#greeted)) this.#refuse(REFUSALS.preface);
    else if (++this.#greeted === PREFACE.length) this.#state = STATE.header;
    return at + 1;
  }

  #readHeader(chunk: Buffer, at: number): number {
    const held = this.#held;
    if (held.length === 0 && chunk.length - at >= FRAME_HEADER_BYTES) {
      this.#begin(chunk, at);
      return at + FRAME_HEADER_BYTES;
    }
    const end = Math.min(chunk.length, at + FRAME_HEADER_BYTES - held.length);
    held.add(chunk.subarray(0, end), at);
    if (held.length === FRAME_HEADER_BYTES) {
      held.length = 0;
      this.#begin(held.bytes, 0);
    }
    return end;
  }

  /** Takes a frame's header. A frame without payload is whole with it. */
  #begin(bytes: Buffer, at: number): void {
    const length = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const type = bytes[at + 3] ?? 0;
    const flags = bytes[at + 4] ?? 0;
    const streamId = bytes.readUInt32BE(at + 5) & 0x7fffffff;
    this.#type = type;
    this.#flags = flags;
    this.#streamId = streamId;
    this.#left = length;
    const refusal = this.#refusal(type, flags, streamId, length);
    if (refusal !== undefined) this.#refuse(refusal);
    else if (type === FRAME.data) this.#beginData(bytes);
    else {
      this.#state = STATE.payload;
      if (length === 0) this.#tell(bytes, 0, 0);
    }
  }

  #beginData(bytes: Buffer): void {
    this.#padding = 0;
    this.#state = (this.#flags & FLAG.padded) === 0 ? STATE.data : STATE.padLength;
    if (this.#left > 0) return;
    if (this.#state === STATE.padLength) this.#refuse(REFUSALS.tooShort);
    else this.#readData(bytes, 0, 0);
  }

  #refusal(type: number, flags: number, streamId: number, length: number): Refusal | undefined {
    if (length > this.#limits.frameBytes) return REFUSALS.frameTooLarge;
    if (!this.#settled) {
      if (type !== FRAME.settings || (flags & FLAG.ack) !== 0) return REFUSALS.noSettings;
      this.#settled = true;
    }
    const open = this.#teller.block.streamId;
    if (open !== 0 && (type !== FRAME.continuation || streamId !== open)) return REFUSALS.interleaved;
    if (open === 0 && type === FRAME.continuation) return REFUSALS.noBlock;
    return refusalOfHeader(type, flags, streamId, length);
  }

  #readPadLength(chunk: Buffer, at: number): number {
    this.#padding = chunk[at] ?? 0;
    this.#left -= 1;
    // RFC 9113 6.1: the padding may fill the payload behind its own length, not more.
    if (this.#padding > this.#left) this.#refuse(REFUSALS.padding);
    else {
      this.#state = STATE.data;
      return this.#readData(chunk, at + 1, 1);
    }
    return at + 1;
  }

  /** Passes on what there is of DATA; `before` octets of the frame have come and were not told. */
  #readData(chunk: Buffer, at: number, before: number): number {
    const taken = Math.min(chunk.length - at, this.#left);
    const bytes = Math.min(taken, Math.max(0, this.#left - this.#padding));
    this.#left -= taken;
    const whole = this.#left === 0;
    if (whole) this.#state = STATE.header;
    const endStream = whole && (this.#flags & FLAG.endStream) !== 0;
    this.#handler.onData(this.#streamId, endStream, chunk, at, at + bytes, before + taken);
    return at + taken;
  }

  #readPayload(chunk: Buffer, at: number): number {
    const held = this.#held;
    if (held.length === 0 && chunk.length - at >= this.#left) {
      const end = at + this.#left;
      this.#tell(chunk, at, end);
      return end;
    }
    const end = Math.min(chunk.length, at + this.#left - held.length);
    held.add(chunk.subarray(0, end), at);
    if (held.length === this.#left) {
      held.length = 0;
      this.#tell(held.bytes, 0, this.#left);
    }
    return end;
  }

  /** Tells the handler of a whole frame with the payload [start, end). */
  #tell(bytes: Buffer, start: number, end: number): void {
    this.#state = STATE.header;
    const refusal = this.#teller.tell(this.#type, this.#flags, this.#streamId, bytes, start, end);
    if (refusal !== undefined) this.#refuse(refusal);
  }

  #refuse({ code, reason }: Refusal): void {
    this.#teller.stopped = true;
    this.#handler.onError(code, reason);
  }
}
