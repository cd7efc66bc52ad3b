import type { FrameHandler } from '../../../../../src/proxy/wire/h2/frames/handler.ts';
import {
  createFrameParser,
  type FrameLimits,
  type FrameParser,
} from '../../../../../src/proxy/wire/h2/frames/parse.ts';
import { hex, frame as rawFrame } from '../../../net/h2spec/bytes.ts';

const PROXY_LIMITS: FrameLimits = { role: 'client', frameBytes: 16_384, blockBytes: 65_536 };

/** One call of a parser: the method's name and what it was given, bytes in hexadecimal digits. */
export type Call = readonly [method: string, ...given: (string | number | boolean)[]];

/** Notes what a parser tells; {@link Recorder.parser} is the parser. */
export class Recorder implements FrameHandler {
  readonly calls: Call[] = [];
  readonly parser: FrameParser;
  /** The parser is stopped behind so many calls. */
  stopAfter = Number.POSITIVE_INFINITY;

  constructor(limits: Partial<FrameLimits> = {}) {
    this.parser = createFrameParser({ ...PROXY_LIMITS, ...limits }, this);
  }

  onData(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number, octets: number): void {
    this.#note('data', streamId, endStream, bytes.toString('hex', start, end), octets);
  }

  onHeaders(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number): void {
    this.#note('headers', streamId, endStream, bytes.toString('hex', start, end));
  }

  onPriority(streamId: number): void {
    this.#note('priority', streamId);
  }

  onReset(streamId: number, code: number): void {
    this.#note('reset', streamId, code);
  }

  onSetting(id: number, value: number): void {
    this.#note('setting', id, value);
  }

  onSettingsEnd(): void {
    this.#note('settingsEnd');
  }

  onSettingsAck(): void {
    this.#note('settingsAck');
  }

  onPing(ack: boolean, bytes: Buffer, start: number): void {
    this.#note('ping', ack, bytes.toString('hex', start, start + 8));
  }

  onGoaway(lastStreamId: number, code: number, bytes: Buffer, start: number, end: number): void {
    this.#note('goaway', lastStreamId, code, bytes.toString('latin1', start, end));
  }

  onWindowUpdate(streamId: number, increment: number): void {
    this.#note('windowUpdate', streamId, increment);
  }

  onUnknown(type: number, streamId: number): void {
    this.#note('unknown', type, streamId);
  }

  onStreamError(streamId: number, code: number): void {
    this.#note('streamError', streamId, code);
  }

  onError(code: number): void {
    this.#note('error', code);
  }

  #note(...call: Call): void {
    this.calls.push(call);
    if (this.calls.length === this.stopAfter) this.parser.stop();
  }
}

/** The bytes of a frame whose header says what is given, right or wrong; the payload in hexadecimal digits. */
export function frame(type: number, flags: number, streamId: number, payload = '', length?: number): Buffer {
  return rawFrame({ type, flags, streamId, payload: hex(payload), ...(length === undefined ? {} : { length }) });
}

/** An empty SETTINGS frame, the first of every connection. */
export const SETTINGS: Buffer = frame(4, 0, 0);

/** What a parser tells of some bytes behind SETTINGS, in one chunk. */
export function callsOf(bytes: readonly Buffer[], limits: Partial<FrameLimits> = {}): readonly Call[] {
  const recorder = new Recorder(limits);
  recorder.parser.push(Buffer.concat([SETTINGS, ...bytes]));
  return recorder.calls.slice(1);
}

/** The same with pieces of DATA put together: what does not depend on where chunks end. */
export function whole(calls: readonly Call[]): readonly Call[] {
  const out: Call[] = [];
  for (const call of calls) {
    const last = out.at(-1);
    const continues = call[0] === 'data' && last?.[0] === 'data' && last[1] === call[1] && last[2] === false;
    if (!continues) out.push(call);
    else
      out[out.length - 1] = [
        'data',
        call[1] ?? 0,
        call[2] ?? false,
        `${last[3]}${call[3]}`,
        Number(last[4]) + Number(call[4]),
      ];
  }
  return out;
}
