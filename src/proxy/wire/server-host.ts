import type { ConnectionInfo, HttpService, ListenerPlan } from '../contract.ts';
import type { WireContext } from './context.ts';
import type { Transport } from './transport.ts';

/** What a client's connection belongs to. A reload changes what it gives, and its number with it. */
export interface ServerHost {
  readonly listener: ListenerPlan;
  readonly generation: number;
  /** `undefined`: the connection has no place any more, and ends with the request under way. */
  serviceFor(connection: ConnectionInfo): HttpService | undefined;
}

/** What a client's connection is made from. */
export interface ServerOptions {
  readonly context: WireContext;
  readonly host: ServerHost;
  readonly connection: ConnectionInfo;
  readonly service: HttpService;
  readonly transport: Transport;
}
