import type { ProxyObserver } from '../../../src/proxy/observer.ts';

/** A request as the observer saw it end. */
export interface SeenRequest {
  readonly status: number;
  readonly flags: number;
  readonly details: string;
  readonly received: number;
  readonly sent: number;
}

export interface Recording extends ProxyObserver {
  readonly requests: SeenRequest[];
  readonly connections: number[];
  readonly events: string[];
  readonly errors: unknown[];
  opened: number;
  closed: number;
  clients: number;
}

/** An observer that remembers. */
export function recording(): Recording {
  const seen: Recording = {
    requests: [],
    connections: [],
    events: [],
    errors: [],
    opened: 0,
    closed: 0,
    clients: 0,
    clientOpened: () => void seen.clients++,
    clientClosed: () => void seen.clients--,
    requestStarted: () => undefined,
    requestEnded: ({ status, flags, details, exchange, bytesReceived: received, bytesSent: sent }) =>
      void seen.requests.push({
        status,
        flags: flags | (exchange?.flags ?? 0),
        details: details || (exchange?.details ?? ''),
        received,
        sent,
      }),
    tcpStarted: () => undefined,
    tcpEnded: ({ flags }) => void seen.connections.push(flags),
    upstreamOpened: () => void seen.opened++,
    upstreamFailed: () => undefined,
    upstreamClosed: () => void seen.closed++,
    event: (event) => void seen.events.push(event),
    internalError: (error) => void seen.errors.push(error),
  };
  return seen;
}
