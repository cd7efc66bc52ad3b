import type { ConnectionInfo } from '../proxy/contract.ts';
import type { RuntimeOptions } from '../proxy/runtime/options.ts';
import type { RequestHead } from '../proxy/wire/request-head.ts';
import type { Listener } from '../xds/resources/listener.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import type { Places } from './places.ts';

/** A request that has come to a listener of a proxy. */
export interface AtProxy {
  readonly snapshot: Snapshot;
  readonly places: Places;
  readonly listener: Listener;
  readonly connection: ConnectionInfo;
  /** As it comes; it is copied before it is edited. */
  readonly head: RequestHead;
  /** `random` is not looked at: what is drawn is told with its share. */
  readonly options: RuntimeOptions;
  /** What an endpoint is called whose address is a stand-in; `undefined` for a real one. */
  readonly nameOf: (address: string) => string | undefined;
}

/**
 * The draw of the requests that are the rule: whatever happens to less than all of them does not happen, and of the
 * destinations the last with a weight is taken.
 */
export const ORDINARY = (): number => 1 - Number.EPSILON;
