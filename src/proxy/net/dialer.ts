import { connect, type NetConnectOpts, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionInfo } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import type { ProxyObserver } from '../observer.ts';
import type { Endpoint } from '../upstream.ts';
import { FaultyTransport } from '../wire/faulty-transport.ts';
import type { DialEvents, Dialer } from '../wire/pool.ts';
import { proxyProtocolHeader } from '../wire/proxy-protocol.ts';
import { Timer, type TimerWheel } from '../wire/timer-wheel.ts';
import { guarded } from './guard.ts';
import { READ_BUFFER } from './read-buffer.ts';
import { SocketTransport } from './socket-transport.ts';
import { clientTlsOptions } from './tls.ts';
import { connectionDetail } from './tls-words.ts';

/** What connections to upstreams share. */
export interface DialerOptions {
  readonly wheel: TimerWheel;
  readonly observer: ProxyObserver;
  readonly now: () => number;
  /** Evenly spread over 0 to 1. */
  readonly random: () => number;
}

function netOptions(endpoint: Endpoint): NetConnectOpts {
  // Endpoints are addresses: nothing is looked up, and there is no other family to race against.
  const common = { noDelay: true, allowHalfOpen: true, autoSelectFamily: false };
  if (endpoint.path !== '') return { ...common, path: endpoint.path };
  const { keepAliveSeconds, from } = endpoint.cluster;
  const localAddress = endpoint.host.includes(':') ? from?.ipv6 : from?.ipv4;
  return {
    ...common,
    host: endpoint.host,
    port: endpoint.port,
    ...(localAddress === undefined ? {} : { localAddress }),
    keepAlive: keepAliveSeconds > 0,
    keepAliveInitialDelay: keepAliveSeconds * 1000,
  };
}

interface Opening {
  /** Of TCP: what fails before `socket` exists fails here. */
  readonly socket: Socket;
  readonly ready: 'connect' | 'secureConnect';
}

/** A socket to an endpoint, TLS included, on its way; it is ready with `connect` or `secureConnect`. */
function openSocket(
  endpoint: Endpoint,
  { onread, origin, alpn }: Pick<SocketEvents, 'onread' | 'origin' | 'alpn'>,
): Opening {
  const { tls, proxyProtocol } = endpoint;
  const options: NetConnectOpts = tls ? netOptions(endpoint) : { ...netOptions(endpoint), onread };
  if (proxyProtocol === undefined) {
    if (!tls) return { socket: connect(options), ready: 'connect' };
    return { socket: connectTls({ ...options, ...clientTlsOptions(tls, alpn) }), ready: 'secureConnect' };
  }
  const socket = connect(options);
  // Written before anybody else can write: it leaves first, and TLS begins behind it.
  socket.write(proxyProtocolHeader(proxyProtocol, origin));
  if (!tls) return { socket, ready: 'connect' };
  return { socket: connectTls({ socket, ...clientTlsOptions(tls, alpn) }), ready: 'secureConnect' };
}

interface SocketEvents {
  /** The client's connection it is for. */
  readonly origin: ConnectionInfo;
  /** How a plain socket is read. */
  readonly onread: OnReadOpts;
  /** As of {@link DialEvents}. */
  readonly alpn?: string | undefined;
  onSocket(socket: Socket): void;
  onFailed(reason: FailureReason, detail: string): void;
}

/** Opens a socket within the cluster's time limit; one of the two events comes, once. */
function dialSocket(
  { wheel, observer }: Pick<DialerOptions, 'wheel' | 'observer'>,
  endpoint: Endpoint,
  events: SocketEvents,
): void {
  let opened: Opening;
  try {
    opened = openSocket(endpoint, events);
  } catch (error) {
    // An address that no system call would take; whoever asked is not ready to hear it yet.
    queueMicrotask(() => events.onFailed('connect-failure', error instanceof Error ? error.message : ''));
    return;
  }
  const { socket, ready } = opened;
  const settle = (): void => {
    wheel.stop(timer);
    socket.off('error', onError).off(ready, onReady);
  };
  const giveUp = (reason: FailureReason, detail: string): void => {
    settle();
    socket.on('error', ignored).destroy();
    guarded(observer, socket, () => events.onFailed(reason, detail));
  };
  const onError = (error: Error): void => giveUp('connect-failure', connectionDetail(error));
  const onReady = (): void => {
    settle();
    guarded(observer, socket, () => events.onSocket(socket));
  };
  const timer = new Timer(() => giveUp('connect-timeout', ''));
  if (endpoint.cluster.connectTimeoutMs > 0) wheel.start(timer, endpoint.cluster.connectTimeoutMs);
  socket.once('error', onError).once(ready, onReady);
}

/** Opens connections as byte streams. */
export function createDialer(options: DialerOptions): Dialer {
  return {
    dial(endpoint: Endpoint, events: DialEvents, origin: ConnectionInfo): void {
      let transport: SocketTransport | undefined;
      const callback = (length: number): boolean => {
        transport?.receive(READ_BUFFER.subarray(0, length));
        return true;
      };
      dialSocket(options, endpoint, {
        origin,
        alpn: events.alpn,
        onread: { buffer: READ_BUFFER, callback },
        onSocket(socket) {
          transport = new SocketTransport(socket, options.observer);
          const { faults } = endpoint.cluster;
          if (faults === undefined) {
            transport.attach(events.onConnected(transport));
            return;
          }
          const faulty = new FaultyTransport(transport, faults, options);
          transport.attach(faulty);
          faulty.attach(events.onConnected(faulty));
        },
        onFailed: (reason, detail) => events.onFailed(reason, detail),
      });
    },
  };
}

/** A socket that was given up may still report what became of it. */
function ignored(): void {
  // Nobody waits for it.
}
