/** Which listener a captured connection belongs to. */
import type { Meant } from './intake.ts';
import type { ListenerSocket } from './listener.ts';

const ANY = { ipv4: '0.0.0.0', ipv6: '::' } as const;

/** Listeners by the addresses they are for. */
export class ListenerTable {
  readonly #byPlace = new Map<string, ListenerSocket>();

  constructor(listeners: Iterable<ListenerSocket>) {
    for (const listener of listeners) {
      const { address, moreAddresses = [], port } = listener.plan;
      for (const each of [address, ...moreAddresses]) this.#byPlace.set(`${each} ${port}`, listener);
    }
  }

  /** The listener of the address, else that of all addresses of its family; `undefined` where the port has none. */
  get({ localAddress, localPort }: Meant): ListenerSocket | undefined {
    const any = localAddress.includes(':') ? ANY.ipv6 : ANY.ipv4;
    return this.#byPlace.get(`${localAddress} ${localPort}`) ?? this.#byPlace.get(`${any} ${localPort}`);
  }
}
