import type { ErrorCode } from './codes.ts';

/**
 * What a connection is told of the frames that come. `bytes` are the chunk itself or the parser's own memory: valid during the
 * call, to be copied by whoever keeps them. Ranges exclude their end. Nothing is called behind {@link FrameHandler.onError} or
 * once the parser was told to stop.
 */
export interface FrameHandler {
  /**
   * A piece of a DATA frame. `octets` is what the piece takes from both flow-control windows: its bytes and the padding that came
   * with them (RFC 9113 6.1). `endStream` is true for the last piece of a frame that has the flag. A frame without payload is one
   * call with no octets; a call without bytes but with octets is padding.
   */
  onData(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number, octets: number): void;
  /** A whole field block: HEADERS with its CONTINUATIONs (4.3), padding and priority taken away. To be decoded in any case. */
  onHeaders(streamId: number, endStream: boolean, bytes: Buffer, start: number, end: number): void;
  /** A PRIORITY frame; what it says has no meaning any more (5.3.2), but it may not come without end. */
  onPriority(streamId: number): void;
  /** RST_STREAM; the code may be one that nobody has defined. */
  onReset(streamId: number, code: number): void;
  /** One parameter of a SETTINGS frame, its value within the bounds of 6.5.2; also those nobody has defined. */
  onSetting(id: number, value: number): void;
  /** All parameters of a SETTINGS frame were told: it is to be acknowledged. */
  onSettingsEnd(): void;
  /** The peer has taken our SETTINGS. */
  onSettingsAck(): void;
  /** PING: its eight bytes begin at `start`, and go back with the acknowledgement when `ack` is false. */
  onPing(ack: boolean, bytes: Buffer, start: number): void;
  /** GOAWAY: streams above `lastStreamId` were not looked at; the range is the debug data. */
  onGoaway(lastStreamId: number, code: number, bytes: Buffer, start: number, end: number): void;
  /** WINDOW_UPDATE; `increment` is above 0, stream 0 is the connection. */
  onWindowUpdate(streamId: number, increment: number): void;
  /** A frame of a type nobody has defined: to be ignored (4.1), but it may not come without end. */
  onUnknown(type: number, streamId: number): void;
  /** A frame that concerns one stream alone is wrong (5.4.2): the stream is reset with the code. */
  onStreamError(streamId: number, code: ErrorCode, reason: string): void;
  /** The connection is at its end (5.4.1): GOAWAY with the code, then close. Called once; no more bytes are read. */
  onError(code: ErrorCode, reason: string): void;
}
