import type { ProxyObserver } from '../../../observer.ts';
import type { TimerWheel } from '../../timer-wheel.ts';
import type { Transport } from '../../transport.ts';
import type { ErrorCode } from '../frames/codes.ts';
import type { Http2Stream } from './stream.ts';

/** What a connection tells whoever has it. */
export interface ConnectionEvents {
  /** The peer has said what it allows. */
  onSettings(): void;
  /** The peer wants no more streams. Those that it has not looked at are told next. */
  onGoaway(code: number): void;
  /** Our PING has come back. */
  onPong(): void;
  /** No stream is left. */
  onIdle(): void;
  /** Something is wrong with all of it. Every stream was told; the transport is to be ended. */
  onError(code: ErrorCode, reason: string): void;
}

/** Where the streams come from that a client opens. */
export interface StreamSource {
  /** Most of them at a time. */
  readonly most: number;
  /** The object that becomes the next one. */
  readonly next: () => Http2Stream;
}

/** What a connection is made from. */
export interface ConnectionOptions {
  readonly transport: Pick<Transport, 'send' | 'backlog'>;
  readonly events: ConnectionEvents;
  /** SETTINGS of ours; the window of streams that they announce has to be the one of limits.ts. */
  readonly settings: readonly (readonly [parameter: number, value: number])[];
  /** Streams that the peer may open; absent for a client, whose peer may open none. */
  readonly accepts?: StreamSource;
  readonly now: () => number;
  readonly wheel: TimerWheel;
  readonly observer: Pick<ProxyObserver, 'internalError'>;
  /** Does something once all events that came at once have been seen to. */
  readonly atTurnEnd: (act: () => void) => void;
}
