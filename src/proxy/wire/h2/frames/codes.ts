/** The numbers of HTTP/2 on the wire (RFC 9113 sections 6, 7 and 11, RFC 8441 section 3). */

/** Octets of a frame's header (RFC 9113 4.1). */
export const FRAME_HEADER_BYTES = 9;

/** Most octets of a frame's payload before SETTINGS_MAX_FRAME_SIZE says otherwise; also the least that it may say (6.5.2). */
export const DEFAULT_FRAME_BYTES = 16 * 1024;

/** The highest SETTINGS_MAX_FRAME_SIZE (6.5.2). */
export const MAX_FRAME_BYTES = 2 ** 24 - 1;

/** The highest stream identifier, and the most octets a flow-control window may have (5.1.1, 6.9.1). */
export const MAX_31_BITS = 2 ** 31 - 1;

/** A window's size before anything changes it (6.9.2). */
export const DEFAULT_WINDOW_BYTES = 65_535;

/** What a client sends first (3.4). */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Types of frames (section 6). */
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags of frames; `ack` and `endStream` are the same bit of different types. */
export const FLAG = { ack: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** Parameters of SETTINGS (6.5.2; `enableConnect`: RFC 8441 3). */
export const SETTING = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
  enableConnect: 8,
} as const;

/** Error codes of RST_STREAM and GOAWAY (section 7). */
export const ERROR = {
  none: 0x0,
  protocol: 0x1,
  internal: 0x2,
  flowControl: 0x3,
  settingsTimeout: 0x4,
  streamClosed: 0x5,
  frameSize: 0x6,
  refusedStream: 0x7,
  cancel: 0x8,
  compression: 0x9,
  connect: 0xa,
  enhanceYourCalm: 0xb,
  inadequateSecurity: 0xc,
  http11Required: 0xd,
} as const;

/** One of {@link ERROR}. */
export type ErrorCode = (typeof ERROR)[keyof typeof ERROR];
