/** Says who was turned away by TLS and why, without letting anybody fill the log. */
import type { ConnectionInfo, ListenerPlan } from '../../proxy/contract.ts';
import type { TlsRefusal } from '../../proxy/tls-refusal.ts';

/** How often the same is said of one listener. */
const INTERVAL_MS = 10_000;
/** Reasons may hold names that clients choose: no more of them are remembered. */
const MAX_REMEMBERED = 1000;

interface Said {
  readonly at: number;
  since: number;
}

/** Of one process. */
export class TlsRefusals {
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #said = new Map<string, Said>();

  constructor(write: (line: string) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  /** A client was turned away. The same reason at the same listener is told at once, then counted for a while. */
  tell({ address, port }: ListenerPlan, { remoteAddress, remotePort }: ConnectionInfo, { reason }: TlsRefusal): void {
    const key = `${address}:${port} ${reason}`;
    const now = this.#now();
    const earlier = this.#said.get(key);
    if (earlier && now - earlier.at < INTERVAL_MS) {
      earlier.since += 1;
      return;
    }
    if (this.#said.size >= MAX_REMEMBERED) this.#said.clear();
    this.#said.set(key, { at: now, since: 0 });
    const more = earlier && earlier.since > 0 ? ` (${earlier.since} more since this was last said)` : '';
    this.#write(`warning: ${address}:${port} refused ${remoteAddress}:${remotePort}: ${reason}${more}\n`);
  }
}
