/** Who the two ends of a connection have proved to be, as series tell it. */
import type { ConnectionInfo } from '../contract.ts';

/** One object for all connections that are alike: series are found by it. */
export interface Principals {
  readonly security: 'none' | 'mutual_tls' | 'unknown';
  readonly source: string;
  readonly destination: string;
}

const UNKNOWN = 'unknown';

/** Of what goes out: how it is secured is not for this side to say. */
export const OUTBOUND_PRINCIPALS: Principals = { security: 'unknown', source: UNKNOWN, destination: UNKNOWN };
const PLAIN: Principals = { security: 'none', source: UNKNOWN, destination: UNKNOWN };
const MUTUAL: Principals = { security: 'mutual_tls', source: UNKNOWN, destination: UNKNOWN };

/** Series are kept for as long as the process runs: callers beyond this many are not told apart. */
const MAX_PRINCIPALS = 1000;

/** The principals of what comes in. */
export class PrincipalTable {
  readonly #known = new Map<string, Principals>();

  of({ peer, tls }: ConnectionInfo): Principals {
    if (peer === undefined) return PLAIN;
    const [source = UNKNOWN] = peer.uriSans;
    const destination = tls?.localUri || UNKNOWN;
    const key = `${source} ${destination}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= MAX_PRINCIPALS) return MUTUAL;
    const made: Principals = { security: 'mutual_tls', source, destination };
    this.#known.set(key, made);
    return made;
  }
}
