/** Frames to be sent (RFC 9113 section 6). What they say is the caller's business; that they are frames is this file's. */
import type { HpackEncoder } from '../hpack/encoder.ts';
import { type ErrorCode, FLAG, FRAME, FRAME_HEADER_BYTES, PREFACE } from './codes.ts';
import { GOAWAY_BYTES, SETTING_BYTES } from './rules.ts';
import type { Writer } from './writer.ts';

const PING_BYTES = 8;

/** Writes a frame's header and makes room for its payload, maybe in another block; returns where that begins. */
function begin(out: Writer, type: number, flags: number, streamId: number, length: number): number {
  out.reserve(FRAME_HEADER_BYTES + length);
  const at = out.at;
  header(out.bytes, at, type, flags, streamId, length);
  out.at = at + FRAME_HEADER_BYTES + length;
  return at + FRAME_HEADER_BYTES;
}

function header(bytes: Buffer, at: number, type: number, flags: number, streamId: number, length: number): void {
  bytes[at] = length >>> 16;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length;
  bytes[at + 3] = type;
  bytes[at + 4] = flags;
  put32(bytes, at + 5, streamId);
}

function put32(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** The client's preface (3.4). */
export function writePreface(out: Writer): void {
  out.reserve(PREFACE.length);
  out.at += out.bytes.write(PREFACE, out.at, 'latin1');
}

/** SETTINGS: parameter, value, parameter, value. */
export function writeSettings(out: Writer, settings: readonly number[]): void {
  let at = begin(out, FRAME.settings, 0, 0, (settings.length / 2) * SETTING_BYTES);
  for (let index = 0; index + 1 < settings.length; index += 2) {
    out.bytes.writeUInt16BE(settings[index] ?? 0, at);
    put32(out.bytes, at + 2, settings[index + 1] ?? 0);
    at += SETTING_BYTES;
  }
}

/** The acknowledgement of SETTINGS. */
export function writeSettingsAck(out: Writer): void {
  begin(out, FRAME.settings, FLAG.ack, 0, 0);
}

/** PING with the eight bytes that begin at `start`. */
export function writePing(out: Writer, ack: boolean, bytes: Uint8Array, start: number): void {
  const at = begin(out, FRAME.ping, ack ? FLAG.ack : 0, 0, PING_BYTES);
  for (let index = 0; index < PING_BYTES; index++) out.bytes[at + index] = bytes[start + index] ?? 0;
}

/** GOAWAY; `debug` is latin-1 text for whoever reads the peer's log. */
export function writeGoaway(out: Writer, lastStreamId: number, code: ErrorCode, debug = ''): void {
  const at = begin(out, FRAME.goaway, 0, 0, GOAWAY_BYTES + debug.length);
  put32(out.bytes, at, lastStreamId);
  put32(out.bytes, at + 4, code);
  out.bytes.write(debug, at + GOAWAY_BYTES, 'latin1');
}

/** RST_STREAM. */
export function writeReset(out: Writer, streamId: number, code: ErrorCode): void {
  const at = begin(out, FRAME.reset, 0, streamId, 4);
  put32(out.bytes, at, code);
}

/** WINDOW_UPDATE. */
export function writeWindowUpdate(out: Writer, streamId: number, increment: number): void {
  const at = begin(out, FRAME.windowUpdate, 0, streamId, 4);
  put32(out.bytes, at, increment);
}

/** One DATA frame with a copy of the range; that the peer's frame size and windows allow it is the caller's business. */
export function writeData(
  out: Writer,
  streamId: number,
  endStream: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const at = begin(out, FRAME.data, endStream ? FLAG.endStream : 0, streamId, end - start);
  if (end > start) out.bytes.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), at);
}

/** HEADERS, and CONTINUATIONs when the block is larger than the peer's frame size. Fields: name, value, name, value. */
export function writeHeaders(
  out: Writer,
  encoder: HpackEncoder,
  streamId: number,
  endStream: boolean,
  fields: readonly string[],
  frameBytes: number,
): void {
  const frame = begin(out, FRAME.headers, 0, streamId, 0);
  encoder.encode(fields, out);
  const length = out.at - frame;
  const flags = endStream ? FLAG.endStream : 0;
  if (length <= frameBytes) {
    header(out.bytes, frame - FRAME_HEADER_BYTES, FRAME.headers, flags | FLAG.endHeaders, streamId, length);
    return;
  }
  header(out.bytes, frame - FRAME_HEADER_BYTES, FRAME.headers, flags, streamId, frameBytes);
  continueBlock(out, streamId, frame + frameBytes, frameBytes);
}

/** Makes CONTINUATIONs of the block's bytes from `from` on, the last one first: each moves behind the headers of those before it. */
function continueBlock(out: Writer, streamId: number, from: number, frameBytes: number): void {
  const rest = out.at - from;
  const frames = Math.ceil(rest / frameBytes);
  out.reserve(frames * FRAME_HEADER_BYTES);
  out.at += frames * FRAME_HEADER_BYTES;
  for (let index = frames - 1; index >= 0; index--) {
    const start = from + index * frameBytes;
    const length = Math.min(frameBytes, rest - index * frameBytes);
    const to = start + (index + 1) * FRAME_HEADER_BYTES;
    out.bytes.copyWithin(to, start, start + length);
    const flags = index === frames - 1 ? FLAG.endHeaders : 0;
    header(out.bytes, to - FRAME_HEADER_BYTES, FRAME.continuation, flags, streamId, length);
  }
}
