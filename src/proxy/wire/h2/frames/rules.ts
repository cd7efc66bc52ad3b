/** What can be wrong with a frame before its payload is looked at, and with the parameters of SETTINGS. */
import {
  DEFAULT_FRAME_BYTES,
  ERROR,
  type ErrorCode,
  FLAG,
  FRAME,
  MAX_31_BITS,
  MAX_FRAME_BYTES,
  SETTING,
} from './codes.ts';

/** Why a connection or a stream ends. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
}

const refusal = (code: ErrorCode, reason: string): Refusal => ({ code, reason });

/** Refusals that more than one place gives. */
export const REFUSALS = {
  preface: refusal(ERROR.protocol, 'the connection does not begin with the preface of HTTP/2'),
  noSettings: refusal(ERROR.protocol, 'the first frame is not SETTINGS'),
  frameTooLarge: refusal(ERROR.frameSize, 'a frame is larger than SETTINGS_MAX_FRAME_SIZE'),
  interleaved: refusal(ERROR.protocol, 'a frame comes within a field block'),
  noBlock: refusal(ERROR.protocol, 'CONTINUATION without a field block to continue'),
  blockTooLarge: refusal(ERROR.enhanceYourCalm, 'a field block is too large'),
  tooManyContinuations: refusal(ERROR.enhanceYourCalm, 'a field block comes in too many frames'),
  padding: refusal(ERROR.protocol, 'a frame has more padding than payload'),
  tooShort: refusal(ERROR.frameSize, 'a frame is too short for what its flags say'),
  push: refusal(ERROR.protocol, 'PUSH_PROMISE, which nobody was allowed to send'),
  prioritySize: refusal(ERROR.frameSize, 'PRIORITY with other than 5 octets'),
  noIncrement: refusal(ERROR.protocol, 'WINDOW_UPDATE by nothing'),
} as const;

/** What is known of a frame by its type. */
interface Rule {
  /** The stream it has to be about: none (0), one, or either. */
  readonly stream: 'none' | 'one' | 'either';
  readonly wrongStream: Refusal;
  /** The size it has to have; -1 for one that differs. */
  readonly bytes: number;
  readonly wrongSize: Refusal;
}

function rule(name: string, stream: Rule['stream'], bytes = -1): Rule {
  const place = stream === 'none' ? 'on a stream' : 'without a stream';
  return {
    stream,
    wrongStream: refusal(ERROR.protocol, `${name} ${place}`),
    bytes,
    wrongSize: refusal(ERROR.frameSize, `${name} with a wrong size`),
  };
}

/** By type; RFC 9113 sections 6.1 to 6.10. A wrong size of PRIORITY concerns its stream alone (6.3), so it is not here. */
const RULES: readonly Rule[] = [
  rule('DATA', 'one'),
  rule('HEADERS', 'one'),
  rule('PRIORITY', 'one'),
  rule('RST_STREAM', 'one', 4),
  rule('SETTINGS', 'none'),
  rule('PUSH_PROMISE', 'either'),
  rule('PING', 'none', 8),
  rule('GOAWAY', 'none'),
  rule('WINDOW_UPDATE', 'either', 4),
  rule('CONTINUATION', 'one'),
];

/** Octets of one parameter of SETTINGS (6.5.1). */
export const SETTING_BYTES = 6;

/** Octets of PRIORITY (6.3), and of the priority in HEADERS (6.2): it has no meaning any more. */
export const PRIORITY_BYTES = 5;

/** The identifier and the code of GOAWAY (6.8). */
export const GOAWAY_BYTES = 8;

/** What is wrong with a frame whatever its payload says; `undefined` for nothing, or a type nobody has defined. */
export function refusalOfHeader(type: number, flags: number, streamId: number, length: number): Refusal | undefined {
  const known = RULES[type];
  if (known === undefined) return undefined;
  if (streamId === 0 ? known.stream === 'one' : known.stream === 'none') return known.wrongStream;
  if (known.bytes >= 0 && length !== known.bytes) return known.wrongSize;
  if (type === FRAME.settings) {
    const right = (flags & FLAG.ack) === 0 ? length % SETTING_BYTES === 0 : length === 0;
    return right ? undefined : known.wrongSize;
  }
  if (type === FRAME.goaway && length < GOAWAY_BYTES) return known.wrongSize;
  return type === FRAME.pushPromise ? REFUSALS.push : undefined;
}

const SWITCH = refusal(ERROR.protocol, 'a parameter of SETTINGS is neither 0 nor 1');
const PUSH = refusal(ERROR.protocol, 'a server wants to be pushed to');
const WINDOW = refusal(ERROR.flowControl, 'SETTINGS_INITIAL_WINDOW_SIZE is above 2^31-1');
const FRAME_SIZE = refusal(ERROR.protocol, 'SETTINGS_MAX_FRAME_SIZE is not between 2^14 and 2^24-1');

/** What is wrong with a parameter of SETTINGS (6.5.2, RFC 8441 3) that a server or a client has read. */
export function refusalOfSetting(role: 'server' | 'client', id: number, value: number): Refusal | undefined {
  switch (id) {
    case SETTING.enablePush:
      if (value > 1) return SWITCH;
      return role === 'client' && value === 1 ? PUSH : undefined;
    case SETTING.enableConnect:
      return value > 1 ? SWITCH : undefined;
    case SETTING.initialWindowSize:
      return value > MAX_31_BITS ? WINDOW : undefined;
    case SETTING.maxFrameSize:
      return value < DEFAULT_FRAME_BYTES || value > MAX_FRAME_BYTES ? FRAME_SIZE : undefined;
    default:
      return undefined;
  }
}
