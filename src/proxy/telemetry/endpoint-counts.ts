import { FLAGS } from '../flags.ts';
import type { Endpoint } from '../upstream.ts';

/** What `/clusters` tells of one endpoint. */
export interface EndpointCount {
  cxActive: number;
  cxConnectFail: number;
  cxTotal: number;
  rqError: number;
  rqSuccess: number;
  rqTimeout: number;
  rqTotal: number;
}

/** Counts by endpoint, for as long as the endpoint lives. */
export class EndpointCounts {
  readonly #counts = new WeakMap<Endpoint, EndpointCount>();

  of(endpoint: Endpoint): EndpointCount {
    const known = this.#counts.get(endpoint);
    if (known !== undefined) return known;
    const made = { cxActive: 0, cxConnectFail: 0, cxTotal: 0, rqError: 0, rqSuccess: 0, rqTimeout: 0, rqTotal: 0 };
    this.#counts.set(endpoint, made);
    return made;
  }

  opened(endpoint: Endpoint): void {
    const count = this.of(endpoint);
    count.cxActive += 1;
    count.cxTotal += 1;
  }

  failed(endpoint: Endpoint): void {
    const count = this.of(endpoint);
    count.cxTotal += 1;
    count.cxConnectFail += 1;
  }

  closed(endpoint: Endpoint): void {
    this.of(endpoint).cxActive -= 1;
  }

  /** A request whose last try went to this endpoint; 0 as status means that no answer came. */
  requestEnded(endpoint: Endpoint, status: number, flags: number): void {
    const count = this.of(endpoint);
    count.rqTotal += 1;
    if ((flags & FLAGS.UT) !== 0) count.rqTimeout += 1;
    if (status === 0 || status >= 500) count.rqError += 1;
    else count.rqSuccess += 1;
  }
}
