import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { TlsServerPlan } from '../tls-plan.ts';
import { acceptsClient, contextOptions } from './tls.ts';

/** A TLS handshake may take this long. */
const HANDSHAKE_TIMEOUT_MS = 15_000;

/** Handshakes with clients under one plan. Node checks certificates for its own servers only, so there is one that never listens. */
class TlsAcceptor {
  readonly #plan: TlsServerPlan;
  readonly #server: Server;
  /** Who waits, by the address of the client. */
  readonly #waiting = new Map<string, (socket: TLSSocket) => void>();

  constructor(plan: TlsServerPlan) {
    this.#plan = plan;
    this.#server = createServer({
      ...contextOptions(plan),
      ALPNProtocols: [...plan.alpn],
      requestCert: plan.clientCertificate !== 'none',
      rejectUnauthorized: plan.clientCertificate === 'required',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      allowHalfOpen: true,
    });
    this.#server.on('secureConnection', (socket) => this.#secured(socket));
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /** Calls back when the client has passed; a client that does not is disconnected. */
  accept(socket: Socket, then: (socket: TLSSocket) => void): void {
    const key = addressOf(socket);
    this.#waiting.set(key, then);
    socket.once('close', () => this.#waiting.delete(key));
    this.#server.emit('connection', socket);
  }

  #secured(socket: TLSSocket): void {
    const key = addressOf(socket);
    const then = this.#waiting.get(key);
    this.#waiting.delete(key);
    socket.on('error', () => socket.destroy());
    if (then && acceptsClient(this.#plan, socket)) then(socket);
    else socket.destroy();
  }
}

function addressOf({ localPort, remoteAddress, remotePort }: Socket): string {
  return `${localPort} ${remoteAddress} ${remotePort}`;
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
