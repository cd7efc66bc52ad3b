import type { WireContext } from '../wire/context.ts';
import type { Dialer } from '../wire/pool.ts';
import type { Interceptor } from './door.ts';
import type { Meant } from './intake.ts';
import type { ListenerSocket } from './listener.ts';

/** A connection that can be asked to end when its requests have. */
export interface Drainable {
  drain(): void;
}

/** What all sockets of one proxy share. */
export interface ProxyContext extends WireContext {
  readonly dialer: Dialer;
  /** Does something once all events that came at once have been seen to. */
  readonly atTurnEnd: (act: () => void) => void;
  /** Opens what captured connections come to; absent where none are. */
  readonly interceptor: Interceptor | undefined;
  /** The listener for connections to an address, which others hand over to it. */
  listenerAt(meant: Meant): ListenerSocket | undefined;
}
