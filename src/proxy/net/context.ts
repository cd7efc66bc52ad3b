import type { HttpService } from '../contract.ts';
import type { WireContext } from '../wire/context.ts';
import type { Dialer } from '../wire/pool.ts';
import type { ServerHost } from '../wire/server-host.ts';
import type { Interceptor } from './door.ts';
import type { Accepted, Meant } from './intake.ts';
import type { ListenerSocket } from './listener.ts';

/** An HTTP/2 connection from a client: whose it is, and what it has in common with all others. */
export interface Http2Options extends Accepted<HttpService> {
  readonly host: ServerHost;
  readonly context: WireContext;
}

/** A connection that can be asked to end when its requests have. */
export interface Drainable {
  drain(): void;
}

/** What all sockets of one proxy share. `node:http2` is one codec for HTTP/2; another one can take its place here. */
export interface ProxyContext extends WireContext {
  readonly dialer: Dialer;
  startHttp2(options: Http2Options): Drainable;
  /** Opens what captured connections come to; absent where none are. */
  readonly interceptor: Interceptor | undefined;
  /** The listener for connections to an address, which others hand over to it. */
  listenerAt(meant: Meant): ListenerSocket | undefined;
}
