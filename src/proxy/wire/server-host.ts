import type { ConnectionInfo, HttpService, ListenerPlan } from '../contract.ts';

/** What a client's connection belongs to. A reload changes what it gives, and its number with it. */
export interface ServerHost {
  readonly listener: ListenerPlan;
  readonly generation: number;
  /** `undefined`: the connection has no place any more, and ends with the request under way. */
  serviceFor(connection: ConnectionInfo): HttpService | undefined;
}
