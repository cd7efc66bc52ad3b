import type { HpackEncoder } from '../hpack/encoder.ts';
import type { ErrorCode } from './codes.ts';
import type { Writer } from './writer.ts';

/** The client's preface (RFC 9113 3.4). */
export declare function writePreface(out: Writer): void;

/** SETTINGS: parameter, value, parameter, value. */
export declare function writeSettings(out: Writer, settings: readonly number[]): void;

/** The acknowledgement of SETTINGS. */
export declare function writeSettingsAck(out: Writer): void;

/** PING with the eight bytes at `start`. */
export declare function writePing(out: Writer, ack: boolean, bytes: Uint8Array, start: number): void;

/** GOAWAY; `debug` is latin-1 text. */
export declare function writeGoaway(out: Writer, lastStreamId: number, code: ErrorCode, debug?: string): void;

/** RST_STREAM. */
export declare function writeReset(out: Writer, streamId: number, code: ErrorCode): void;

/** WINDOW_UPDATE. */
export declare function writeWindowUpdate(out: Writer, streamId: number, increment: number): void;

/** One DATA frame with a copy of the range; that it is within the peer's frame size and windows is the caller's business. */
export declare function writeData(
  out: Writer,
  streamId: number,
  endStream: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): void;

/** HEADERS, and CONTINUATIONs when the block is larger than the peer's frame size. Fields: name, value, name, value. */
export declare function writeHeaders(
  out: Writer,
  encoder: HpackEncoder,
  streamId: number,
  endStream: boolean,
  fields: readonly string[],
  frameBytes: number,
): void;
