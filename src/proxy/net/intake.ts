import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ChainPlan, ConnectionInfo, HttpService, ListenerPlan, TcpService } from '../contract.ts';
import type { ProxyObserver } from '../observer.ts';
import type { TlsServerPlan } from '../tls-plan.ts';
import { HTTP2_PREFACE, MAX_SNIFF_BYTES, type Sniffed, sniff } from '../wire/sniff.ts';
import type { TimerWheel } from '../wire/timer-wheel.ts';
import { guarded } from './guard.ts';
import { peek } from './peek.ts';
import { peerOf } from './tls.ts';
import { acceptorOf } from './tls-acceptor.ts';

const UNKNOWN: Sniffed = { transport: 'raw_buffer', serverName: '', applicationProtocols: [] };

/** A connection that has found its chain, TLS taken off. */
export interface Accepted<Service> {
  readonly socket: Socket;
  readonly connection: ConnectionInfo;
  readonly service: Service;
}

/** Where a captured connection wanted to go. */
export type Meant = Pick<ConnectionInfo, 'localAddress' | 'localPort'> & { readonly captured: true };

/** Who takes connections. */
export interface Receiver {
  readonly plan: ListenerPlan;
  readonly wheel: TimerWheel;
  readonly observer: ProxyObserver;
  startTcp(accepted: Accepted<TcpService>): void;
  startHttp1(accepted: Accepted<HttpService>): void;
  startHttp2(accepted: Accepted<HttpService>): void;
}

/**
 * Brings a new connection to the chain it belongs to: what it says first is looked at where chains differ by it. `meant` is where
 * it wanted to go, if that is not the address of its socket.
 */
export function takeIn(receiver: Receiver, socket: Socket, meant: Meant | undefined): void {
  const { inspects, inspectTimeoutMs: limitMs, unseen } = receiver.plan;
  const port = meant?.localPort ?? 0;
  socket.on('error', () => socket.destroy());
  if (!inspects || unseen?.all.has(port)) {
    choose(receiver, socket, { ...UNKNOWN, ...meant });
    return;
  }
  const judge = (bytes: Buffer) => {
    const found = sniff(bytes) ?? (bytes.length > MAX_SNIFF_BYTES ? UNKNOWN : undefined);
    return found?.transport === 'tls' && unseen?.tls.has(port) ? UNKNOWN : found;
  };
  const { wheel, observer } = receiver;
  peek(socket, { wheel, observer, limitMs, judge, otherwise: UNKNOWN }, (sniffed) =>
    choose(receiver, socket, { ...sniffed, ...meant }),
  );
}

function choose(receiver: Receiver, socket: Socket, sniffed: Sniffed & Partial<Meant>): void {
  const connection = connectionInfo(socket, sniffed);
  const chain = receiver.plan.chain(connection);
  if (chain === undefined) turnAway(receiver, socket, connection);
  else if (chain.tls) handshake(receiver, { socket, connection, service: chain }, chain.tls);
  else hand(receiver, { socket, connection, service: chain }, '');
}

/** As Envoy does, whose bytes of the client are still unread then: the client sees a reset, and does not take it for an answer. */
function turnAway({ observer, plan }: Receiver, socket: Socket, connection: ConnectionInfo): void {
  socket.resetAndDestroy();
  const { transport, serverName } = connection;
  const tls = serverName === '' ? 'TLS without a server name' : `TLS for "${serverName}"`;
  const said = transport === 'tls' ? tls : 'plain text';
  observer.tlsEnded(plan, connection, {
    problem: 'no_filter_chain_match',
    reason: `nothing is served here for ${said}`,
  });
}

function handshake(receiver: Receiver, accepted: Accepted<ChainPlan>, plan: TlsServerPlan): void {
  const { connection, service } = accepted;
  const { observer, plan: listener } = receiver;
  acceptorOf(plan).accept({
    socket: accepted.socket,
    offers: connection.applicationProtocols,
    onSecure(socket) {
      const secure = { ...connection, ...secureInfo(socket, plan) };
      observer.tlsEnded(listener, secure, undefined);
      const alpn = socket.alpnProtocol || '';
      guarded(observer, socket, () => hand(receiver, { socket, service, connection: secure }, alpn));
    },
    onRefused: (refusal) => observer.tlsEnded(listener, connection, refusal),
  });
}

function secureInfo(
  socket: TLSSocket,
  { ownUri: localUri }: TlsServerPlan,
): Pick<ConnectionInfo, 'transport' | 'serverName' | 'tls' | 'peer'> {
  const peer = peerOf(socket);
  const serverName = (socket.servername || '').toLowerCase();
  const tls = { version: socket.getProtocol() ?? '', cipher: socket.getCipher().name, localUri };
  return { transport: 'tls', serverName, tls, ...(peer && { peer }) };
}

/** By ALPN, by what was seen already, or by looking now: HTTP/2 with prior knowledge differs in its first bytes. */
function hand(receiver: Receiver, { socket, connection, service: chain }: Accepted<ChainPlan>, alpn: string): void {
  if (chain.kind === 'tcp') {
    receiver.startTcp({ socket, connection, service: chain.service });
    return;
  }
  const { codec, idleTimeoutMs: limitMs } = chain.service.settings;
  const guess = alpn || connection.applicationProtocols[0];
  const accepted = { socket, connection, service: chain.service };
  const start = (http2: boolean) => (http2 ? receiver.startHttp2(accepted) : receiver.startHttp1(accepted));
  if (codec !== 'auto') start(codec === 'http2');
  else if (guess !== undefined && KNOWN.has(guess)) start(KNOWN.get(guess) === true);
  else {
    const { wheel, observer } = receiver;
    peek(socket, { wheel, observer, limitMs, judge: startsHttp2, otherwise: false }, start);
  }
}

/** Whether it is HTTP/2. */
const KNOWN: ReadonlyMap<string, boolean> = new Map([
  ['h2', true],
  ['h2c', true],
  ['http/1.1', false],
]);

/** Whatever is no preface is HTTP/1.1's to judge. */
function startsHttp2(bytes: Buffer): boolean | undefined {
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, HTTP2_PREFACE.length));
  if (start === HTTP2_PREFACE) return true;
  return HTTP2_PREFACE.startsWith(start) ? undefined : false;
}

function connectionInfo(socket: Socket, sniffed: Sniffed & Partial<Meant>): ConnectionInfo {
  return {
    localAddress: plain(socket.localAddress),
    localPort: socket.localPort ?? 0,
    remoteAddress: plain(socket.remoteAddress),
    remotePort: socket.remotePort ?? 0,
    ...sniffed,
  };
}

/** A socket of both families gives IPv4 addresses in IPv6 form. */
function plain(address: string | undefined): string {
  return address?.startsWith('::ffff:') ? address.slice('::ffff:'.length) : (address ?? '');
}
