import type { Socket } from 'node:net';
import type { ProxyObserver } from '../observer.ts';
import { Timer, type TimerWheel } from '../wire/timer-wheel.ts';
import { guarded } from './guard.ts';

/** What is looked for in the first bytes, and for how long. */
export interface PeekOptions<T> {
  readonly wheel: TimerWheel;
  readonly observer: ProxyObserver;
  /** 0: for ever. */
  readonly limitMs: number;
  /** `undefined`: more bytes are needed. */
  readonly judge: (bytes: Buffer) => T | undefined;
  /** What it is when nothing more comes, or not in time. */
  readonly otherwise: T;
}

/** Reads until it is clear what the bytes are, puts them back and says so. A socket that closes meanwhile is forgotten. */
export function peek<T>(socket: Socket, options: PeekOptions<T>, then: (found: T) => void): void {
  const { wheel, observer, limitMs, judge, otherwise } = options;
  let held: Buffer = Buffer.alloc(0);
  const settle = (found: T): void => {
    wheel.stop(timer);
    socket.off('data', onData).off('end', onEnd).off('close', onClose).pause();
    if (held.length > 0) socket.unshift(held);
    guarded(observer, socket, () => then(found));
  };
  const onData = (chunk: Buffer): void => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const found = judge(held);
    if (found !== undefined) settle(found);
  };
  // The bytes cannot be put back any more, and whoever says so little is owed nothing.
  const onEnd = (): void => void socket.destroy();
  const onClose = (): void => wheel.stop(timer);
  const timer = new Timer(() => settle(otherwise));
  if (limitMs > 0) wheel.start(timer, limitMs);
  socket.on('data', onData).on('end', onEnd).on('close', onClose);
}
