import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { TlsServerPlan } from '../tls-plan.ts';
import type { TlsRefusal } from '../tls-refusal.ts';
import { clientRefusal, contextOptions } from './tls.ts';
import { handshakeProblem } from './tls-words.ts';

/** A TLS handshake may take this long. */
const HANDSHAKE_TIMEOUT_MS = 15_000;

/** A client before its handshake. */
export interface TlsClient {
  readonly socket: Socket;
  /** What it offers by ALPN. */
  readonly offers: readonly string[];
  /** It has passed. */
  onSecure(socket: TLSSocket): void;
  /** It has not, and is disconnected. */
  onRefused(refusal: TlsRefusal): void;
}

/** Handshakes with clients under one plan. Node checks certificates for its own servers only, so there are some that never listen. */
class TlsAcceptor {
  readonly #plan: TlsServerPlan;
  /** With ALPN and without: where both sides name protocols and have none in common, Node would refuse what Envoy lets pass. */
  #named: Server | undefined;
  #unnamed: Server | undefined;
  /** Who waits, by the address of the client. */
  readonly #waiting = new Map<string, TlsClient>();

  constructor(plan: TlsServerPlan) {
    this.#plan = plan;
  }

  /** Begins the handshake; one of the client's events comes, unless it leaves by itself before it has said anything. */
  accept(client: TlsClient): void {
    const { socket } = client;
    const key = addressOf(socket);
    let server: Server;
    try {
      server = this.#serverFor(client);
    } catch (error) {
      // A cipher nobody knows, a certificate of a kind that OpenSSL does not take: it is found out here.
      const why = error instanceof Error ? error.message : String(error);
      socket.destroy();
      client.onRefused({ problem: 'ssl.connection_error', reason: `TLS cannot be served as configured: ${why}` });
      return;
    }
    this.#waiting.set(key, client);
    socket.once('close', () => this.#waiting.delete(key));
    server.emit('connection', socket);
  }

  #serverFor({ offers }: TlsClient): Server {
    const { alpn } = this.#plan;
    if (alpn.some((name) => offers.includes(name))) {
      this.#named ??= this.#makeServer([...alpn]);
      return this.#named;
    }
    this.#unnamed ??= this.#makeServer([]);
    return this.#unnamed;
  }

  #makeServer(alpn: string[]): Server {
    const server = createServer({
      ...contextOptions(this.#plan),
      ...(alpn.length === 0 ? {} : { ALPNProtocols: alpn }),
      requestCert: this.#plan.clientCertificate !== 'none',
      // What is wrong with a certificate is said before the connection ends: see `clientRefusal`.
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      allowHalfOpen: true,
    });
    server.on('secureConnection', (socket) => this.#secured(socket));
    server.on('tlsClientError', (error, socket) => {
      const client = this.#take(socket);
      socket.destroy();
      client?.onRefused(handshakeProblem(error));
    });
    return server;
  }

  #take(socket: Socket): TlsClient | undefined {
    const key = addressOf(socket);
    const client = this.#waiting.get(key);
    this.#waiting.delete(key);
    return client;
  }

  #secured(socket: TLSSocket): void {
    const client = this.#take(socket);
    socket.on('error', () => socket.destroy());
    const refusal = clientRefusal(this.#plan, socket);
    if (refusal === undefined && client) {
      client.onSecure(socket);
      return;
    }
    socket.destroy();
    if (refusal) client?.onRefused(refusal);
  }
}

function addressOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  // Of captured connections the local address is anybody's.
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
}

const acceptors = new WeakMap<TlsServerPlan, TlsAcceptor>();

/** The acceptor of a plan; made once. */
export function acceptorOf(plan: TlsServerPlan): Pick<TlsAcceptor, 'accept'> {
  const known = acceptors.get(plan);
  if (known) return known;
  const acceptor = new TlsAcceptor(plan);
  acceptors.set(plan, acceptor);
  return acceptor;
}
