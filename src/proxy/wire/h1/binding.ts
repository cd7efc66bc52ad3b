import type { ConnectionInfo, Exchange, HttpService } from '../../contract.ts';
import type { WireContext } from '../context.ts';
import type { ServerHost, ServerOptions } from '../server-host.ts';

/** What decides for a client's connection, request by request, and whether the connection may have another one. */
export class Binding {
  exchange: Exchange;
  readonly #context: WireContext;
  readonly #host: ServerHost;
  readonly #connection: ConnectionInfo;
  readonly #openedAt: number;
  #service: HttpService;
  #generation: number;
  #requests = 0;
  #evicted = false;

  constructor({ context, host, connection, service }: Omit<ServerOptions, 'transport'>) {
    this.#context = context;
    this.#host = host;
    this.#connection = connection;
    this.#service = service;
    this.#generation = host.generation;
    this.#openedAt = context.now();
    this.exchange = service.exchange(connection);
  }

  get settings(): HttpService['settings'] {
    return this.#service.settings;
  }

  /** A request begins: after a reload the new snapshot decides from here on. Says whether that changed anything. */
  next(): boolean {
    this.#requests += 1;
    if (this.#generation === this.#host.generation) return false;
    this.#generation = this.#host.generation;
    const service = this.#host.serviceFor(this.#connection);
    if (service === undefined) this.#evicted = true;
    if (service === undefined || service === this.#service) return false;
    this.#service = service;
    this.exchange = service.exchange(this.#connection);
    return true;
  }

  /** Whether there may be another request after this one. */
  get mayGoOn(): boolean {
    const { maxRequestsPerConnection: most, maxConnectionMs } = this.#service.settings;
    if (this.#context.draining || this.#evicted || (most > 0 && this.#requests >= most)) return false;
    return maxConnectionMs === 0 || this.#context.now() - this.#openedAt < maxConnectionMs;
  }
}
