import type { Endpoint } from '../upstream.ts';
import type { UpstreamEvents } from './stream.ts';

/** Who waits for a connection to an endpoint, in the order of coming; the cluster's limit is for all its endpoints together. */
export class WaitingLine {
  readonly #endpoint: Endpoint;
  readonly #waiting: UpstreamEvents[] = [];

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Takes a place at the end; false, with the failure told, when there is none. */
  join(events: UpstreamEvents): boolean {
    const { limits } = this.#endpoint.cluster;
    if (limits.pending >= limits.maxPending) {
      events.onFailure('overflow', '');
      return false;
    }
    limits.pending += 1;
    this.#waiting.push(events);
    return true;
  }

  /** The one that waits does so no longer. */
  leave(events: UpstreamEvents): void {
    const index = this.#waiting.indexOf(events);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    this.#endpoint.cluster.limits.pending -= 1;
  }

  /** The first one's turn has come; `undefined` when nobody waits. */
  next(): UpstreamEvents | undefined {
    const events = this.#waiting.shift();
    if (events) this.#endpoint.cluster.limits.pending -= 1;
    return events;
  }
}
