import type { Socket } from 'node:net';
import type { ProxyObserver } from '../observer.ts';

/** Does something on behalf of a connection; a defect of ours ends this connection and no other. */
export function guarded(observer: Pick<ProxyObserver, 'internalError'>, socket: Socket, act: () => void): void {
  try {
    act();
  } catch (error) {
    observer.internalError(error);
    socket.destroy();
  }
}
