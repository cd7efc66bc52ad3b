import type { ProxyObserver } from '../../../src/proxy/observer.ts';
import type { ClusterLimits } from '../../../src/proxy/upstream.ts';

/** A request as the observer saw it end. */
export interface SeenRequest {
  readonly status: number;
  readonly flags: number;
  readonly details: string;
  readonly received: number;
  readonly sent: number;
  /** Of gRPC, both ways. */
  readonly messages: readonly [number, number];
}

export interface Recording extends ProxyObserver {
  readonly requests: SeenRequest[];
  readonly connections: number[];
  /** Why handshakes with clients failed; empty for those that did not. */
  readonly handshakes: string[];
  readonly events: string[];
  /** Statuses of requests that no client waits for. */
  readonly sides: number[];
  readonly errors: unknown[];
  opened: number;
  closed: number;
  clients: number;
  /** Requests that began. */
  started: number;
  /** Of the cluster that was last used. */
  limits: ClusterLimits | undefined;
}

/** An observer that remembers. */
export function recording(): Recording {
  const seen: Recording = {
    requests: [],
    connections: [],
    handshakes: [],
    events: [],
    sides: [],
    errors: [],
    opened: 0,
    closed: 0,
    clients: 0,
    started: 0,
    limits: undefined,
    clientOpened: () => void seen.clients++,
    clientClosed: () => void seen.clients--,
    tlsEnded: (_listener, _connection, refusal) => void seen.handshakes.push(refusal?.reason ?? ''),
    requestStarted: () => void seen.started++,
    requestEnded: (record) => {
      const { status, flags, details, exchange, bytesReceived: received, bytesSent: sent } = record;
      seen.requests.push({
        status,
        flags: flags | (exchange?.flags ?? 0),
        details: details || (exchange?.details ?? ''),
        received,
        sent,
        messages: [record.requestMessages, record.responseMessages],
      });
    },
    sideRequestEnded: (_endpoint, status) => void seen.sides.push(status),
    tcpStarted: () => undefined,
    tcpEnded: ({ flags }) => void seen.connections.push(flags),
    upstreamOpened: ({ cluster }) => {
      seen.opened++;
      seen.limits = cluster.limits;
    },
    upstreamFailed: () => undefined,
    upstreamClosed: () => void seen.closed++,
    event: (event) => void seen.events.push(event),
    internalError: (error) => void seen.errors.push(error),
  };
  return seen;
}
