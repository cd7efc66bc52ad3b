/** Bytes of HTTP/2 put together by hand: right ones, and wrong ones that no encoder would make. */
import { FLAG, FRAME } from '../../../../src/proxy/wire/h2/frames/codes.ts';

/** Hexadecimal digits, with spaces where they help the eye. */
export const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');

/** What a frame's header says, and what follows it. */
export interface RawFrame {
  readonly type: number;
  readonly flags?: number;
  readonly streamId?: number;
  readonly payload?: Buffer;
  /** What the header says of the length; the payload's by itself. */
  readonly length?: number;
}

export function frame({ type, flags = 0, streamId = 0, payload = Buffer.alloc(0), length }: RawFrame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length ?? payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

/** Literals without indexing and without the Huffman code (RFC 7541 6.2.2): no state, nothing clever. */
export function block(fields: readonly string[]): Buffer {
  const parts = fields.flatMap((text, index) => {
    const bytes = Buffer.from(text, 'latin1');
    return [index % 2 === 0 ? Buffer.of(0) : Buffer.alloc(0), lengthOf(bytes.length), bytes];
  });
  return Buffer.concat(parts);
}

/** An integer with a prefix of seven bits (RFC 7541 5.1). */
function lengthOf(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const octets = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) | 128);
  return Buffer.from([...octets, rest]);
}

/** The fields every request here has, and more. */
export function get(path = '/', ...more: string[]): string[] {
  return [':method', 'GET', ':scheme', 'http', ':path', path, ':authority', 'a.test', ...more];
}

export function post(path = '/', ...more: string[]): string[] {
  return [':method', 'POST', ...get(path, ...more).slice(2)];
}

/** A request whose head is all of it. */
export const request = (streamId: number, fields: readonly string[] = get()): Buffer =>
  headers(streamId, block(fields), FLAG.endHeaders | FLAG.endStream);

/** The head of a request whose body is to come. */
export const begin = (streamId: number, fields: readonly string[] = post()): Buffer =>
  headers(streamId, block(fields), FLAG.endHeaders);

export const headers = (streamId: number, payload: Buffer, flags: number): Buffer =>
  frame({ type: FRAME.headers, flags, streamId, payload });

export const continuation = (streamId: number, payload: Buffer, flags = 0): Buffer =>
  frame({ type: FRAME.continuation, flags, streamId, payload });

export const data = (streamId: number, text = '', flags = 0): Buffer =>
  frame({ type: FRAME.data, flags, streamId, payload: Buffer.from(text, 'latin1') });

export const reset = (streamId: number, code = 8): Buffer =>
  frame({ type: FRAME.reset, streamId, payload: word(code) });

export const priority = (streamId: number, on = 0): Buffer =>
  frame({ type: FRAME.priority, streamId, payload: Buffer.concat([word(on), Buffer.of(15)]) });

export const windowUpdate = (streamId: number, increment: number): Buffer =>
  frame({ type: FRAME.windowUpdate, streamId, payload: word(increment) });

export const ping = (payload = 'h2 check', flags = 0): Buffer =>
  frame({ type: FRAME.ping, flags, payload: Buffer.from(payload, 'latin1') });

/** SETTINGS: parameter, value, parameter, value. */
export function settings(...list: number[]): Buffer {
  const payload = Buffer.alloc(list.length * 3);
  for (let index = 0; index + 1 < list.length; index += 2) {
    payload.writeUInt16BE(list[index] ?? 0, index * 3);
    payload.writeUInt32BE(list[index + 1] ?? 0, index * 3 + 2);
  }
  return frame({ type: FRAME.settings, payload });
}

export const settingsAck = (): Buffer => frame({ type: FRAME.settings, flags: FLAG.ack });

export const goaway = (code = 0, lastStreamId = 0): Buffer =>
  frame({ type: FRAME.goaway, payload: Buffer.concat([word(lastStreamId), word(code)]) });

export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
