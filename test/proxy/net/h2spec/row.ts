import type { StaticOptions } from '../../support/static-runtime.ts';

/** What has to come of a row's frames. Where RFC 9113 leaves a choice, any of several. */
export type Reaction =
  /** The connection ends: GOAWAY with one of the codes, and then its close. */
  | { readonly kind: 'goaway'; readonly codes: readonly number[] }
  /** The connection ends, with GOAWAY or without. */
  | { readonly kind: 'closed' }
  /** The stream is reset with one of the codes; the connection lives. */
  | { readonly kind: 'reset'; readonly codes: readonly number[]; readonly streamId: number }
  /** A whole answer; the connection lives. */
  | { readonly kind: 'answer'; readonly status: number; readonly streamId: number; readonly body?: string }
  /** Nothing but life: PING is answered, nothing is reset, nobody goes away. */
  | { readonly kind: 'ignored' };

/** One case: what a client sends, and what has to come of it. */
export interface Row {
  /** What is sent, as the end of "a client that sends …". */
  readonly name: string;
  /** Where it is said: RFC 9113 without a name, RFC 7541 as HPACK. */
  readonly section: string;
  /** What follows the preface and SETTINGS; a number is a wait for so many bytes of bodies. */
  readonly send: readonly (Buffer | Step)[];
  readonly expect: readonly Reaction[];
  /** The client's first SETTINGS; empty ones without. */
  readonly settings?: Buffer;
  /** Nothing of it may come to the upstream. */
  readonly unheard?: true;
  readonly proxy?: Partial<StaticOptions>;
  /** One byte at a time. */
  readonly slowly?: true;
}

/** What is waited for before the rest is sent. */
export type Step =
  | { readonly wait: 'answer'; readonly streamId: number }
  | { readonly wait: 'reset'; readonly streamId: number }
  | { readonly wait: 'head'; readonly streamId: number }
  /** So many bytes of the stream's body, and no more once PING was answered. */
  | { readonly wait: 'body'; readonly streamId: number; readonly bytes: number };

/** Error codes of section 7, by what rows call them. */
const CODES = {
  none: 0,
  protocol: 1,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  refused: 7,
  cancel: 8,
  compression: 9,
  calm: 11,
} as const;

type CodeName = keyof typeof CODES;

const numbers = (names: readonly CodeName[]): readonly number[] => names.map((name) => CODES[name]);

export const goesAway = (...codes: CodeName[]): Reaction => ({ kind: 'goaway', codes: numbers(codes) });
export const resets = (streamId: number, ...codes: CodeName[]): Reaction => ({
  kind: 'reset',
  codes: numbers(codes),
  streamId,
});
export const answers = (status: number, body?: string, streamId = 1): Reaction => ({
  kind: 'answer',
  status,
  streamId,
  ...(body === undefined ? {} : { body }),
});
export const IGNORED: Reaction = { kind: 'ignored' };
export const CLOSED: Reaction = { kind: 'closed' };

/** RFC 9113 8.1.1: a malformed request is a stream error; an answer may say so first. */
export const MALFORMED: readonly Reaction[] = [resets(1, 'protocol'), answers(400)];
