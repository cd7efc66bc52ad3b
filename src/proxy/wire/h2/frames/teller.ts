import { FLAG, FRAME } from './codes.ts';
import { FieldBlock } from './field-block.ts';
import type { FrameHandler } from './handler.ts';
import type { FrameLimits } from './parse.ts';
import { GOAWAY_BYTES, PRIORITY_BYTES, REFUSALS, type Refusal, refusalOfSetting, SETTING_BYTES } from './rules.ts';

/** Tells a handler of the frames that come whole: all but DATA. Their headers were found right. */
export class FrameTeller {
  /** Nothing more is to be told. */
  stopped = false;
  readonly block: FieldBlock;
  readonly #role: FrameLimits['role'];
  readonly #handler: FrameHandler;

  constructor(limits: FrameLimits, handler: FrameHandler) {
    this.block = new FieldBlock(limits.blockBytes, handler);
    this.#role = limits.role;
    this.#handler = handler;
  }

  /** A frame with its payload at [start, end); returns what is wrong with it. */
  tell(type: number, flags: number, streamId: number, bytes: Buffer, start: number, end: number): Refusal | undefined {
    switch (type) {
      case FRAME.headers:
        return this.block.open(flags, streamId, bytes, start, end);
      case FRAME.continuation:
        return this.block.continue(flags, bytes, start, end);
      case FRAME.windowUpdate:
        return this.#increment(streamId, bytes.readUInt32BE(start) & 0x7fffffff);
      case FRAME.settings:
        return this.#settings((flags & FLAG.ack) !== 0, bytes, start, end);
      case FRAME.ping:
        this.#handler.onPing((flags & FLAG.ack) !== 0, bytes, start);
        return undefined;
      case FRAME.goaway:
        this.#goaway(bytes, start, end);
        return undefined;
      default:
        this.#streamFrame(type, streamId, bytes, start, end);
        return undefined;
    }
  }

  #streamFrame(type: number, streamId: number, bytes: Buffer, start: number, end: number): void {
    const handler = this.#handler;
    const { code, reason } = REFUSALS.prioritySize;
    if (type === FRAME.reset) handler.onReset(streamId, bytes.readUInt32BE(start));
    else if (type !== FRAME.priority) handler.onUnknown(type, streamId);
    else if (end - start === PRIORITY_BYTES) handler.onPriority(streamId);
    else handler.onStreamError(streamId, code, reason);
  }

  #increment(streamId: number, increment: number): Refusal | undefined {
    const { code, reason } = REFUSALS.noIncrement;
    if (increment > 0) this.#handler.onWindowUpdate(streamId, increment);
    else if (streamId === 0) return REFUSALS.noIncrement;
    else this.#handler.onStreamError(streamId, code, reason);
    return undefined;
  }

  #settings(ack: boolean, bytes: Buffer, start: number, end: number): Refusal | undefined {
    if (ack) {
      this.#handler.onSettingsAck();
      return undefined;
    }
    for (let at = start; at < end && !this.stopped; at += SETTING_BYTES) {
      const id = bytes.readUInt16BE(at);
      const value = bytes.readUInt32BE(at + 2);
      const refusal = refusalOfSetting(this.#role, id, value);
      if (refusal !== undefined) return refusal;
      this.#handler.onSetting(id, value);
    }
    if (!this.stopped) this.#handler.onSettingsEnd();
    return undefined;
  }

  #goaway(bytes: Buffer, start: number, end: number): void {
    const last = bytes.readUInt32BE(start) & 0x7fffffff;
    this.#handler.onGoaway(last, bytes.readUInt32BE(start + 4), bytes, start + GOAWAY_BYTES, end);
  }
}
