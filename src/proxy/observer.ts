/** What the wire tells of its work: metrics, logs and traces are made from it. Every method is on a hot path. */
import type { ConnectionInfo, Exchange, ListenerPlan, TcpSession } from './contract.ts';
import type { TlsRefusal } from './tls-refusal.ts';
import type { Endpoint } from './upstream.ts';
import type { Fields } from './wire/fields.ts';
import type { RequestHead } from './wire/request-head.ts';
import type { ResponseHead } from './wire/response-head.ts';
import type { WireBytes } from './wire/stream.ts';

/** A request that has ended; the object is reused for the next one. */
export interface RequestRecord {
  readonly listener: ListenerPlan;
  readonly connection: ConnectionInfo;
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';
  /** As edited by the runtime; a head that was refused leaves what was read of it. */
  readonly head: RequestHead;
  /** `undefined` when the head was refused. */
  readonly exchange: Exchange | undefined;
  /** The upstream's response, as edited; `undefined` when the proxy answered itself or nobody did. */
  readonly response: ResponseHead | undefined;
  /** What went to the client; 0 when nothing did. */
  readonly status: number;
  /** Of the wire itself (DPE, DC, …), besides those of the exchange. */
  readonly flags: number;
  /** The wire's details, where it ended the request; else empty and the exchange's hold. */
  readonly details: string;
  /** Bytes of bodies, without heads and chunk framing. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** On the monotonic clock. `respondedAt` is 0 without a response head from upstream. */
  readonly startedAt: number;
  readonly respondedAt: number;
  readonly endedAt: number;
  /** `address:port` of the connection to the endpoint; empty without one. */
  readonly upstreamLocalAddress: string;
  /** What was on the wire, heads and framing included; `undefined` where nobody counts, as in HTTP/2. There only while the observer is told. */
  readonly clientWire?: WireBytes | undefined;
  /** The same of the last try. */
  readonly upstreamWire?: WireBytes | undefined;
  /** gRPC's status; -1 without one. */
  readonly grpcStatus: number;
  /** Messages of gRPC in either direction; 0 of others. */
  readonly requestMessages: number;
  readonly responseMessages: number;
  /** Of the upstream's response; there only while the observer is told. */
  readonly trailers: Fields | undefined;
}

/** A proxied connection that has ended. */
export interface TcpRecord {
  readonly listener: ListenerPlan;
  readonly connection: ConnectionInfo;
  readonly session: TcpSession | undefined;
  readonly flags: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly upstreamLocalAddress: string;
}

/** Things that happen and are only counted. */
export type WireEvent =
  /** A request was sent again because a reused connection turned out to be closed. */
  | 'reused-reset'
  /** Bytes came from an upstream that nobody asked for. */
  | 'upstream-surplus'
  /** A copy for a mirror was left out: the body is over the buffer's limit. */
  | 'mirror-skipped';

/** Who hears of everything that happens; calls are made while it happens, and must not throw. */
export interface ProxyObserver {
  clientOpened(listener: ListenerPlan): void;
  clientClosed(listener: ListenerPlan): void;
  /** The handshake with a client is over, or there is nothing for it; `refusal` says why, and is `undefined` when TLS stands. */
  tlsEnded(listener: ListenerPlan, connection: ConnectionInfo, refusal: TlsRefusal | undefined): void;
  requestStarted(listener: ListenerPlan): void;
  requestEnded(record: RequestRecord): void;
  tcpStarted(listener: ListenerPlan): void;
  tcpEnded(record: TcpRecord): void;
  upstreamOpened(endpoint: Endpoint): void;
  upstreamFailed(endpoint: Endpoint, timedOut: boolean): void;
  /** `active`: a request was under way. Bytes as on the wire. */
  upstreamClosed(endpoint: Endpoint, end: { active: boolean; received: number; sent: number }): void;
  /** A request that no client waits for has ended: a copy for a mirror, or one of the proxy's own. 503 and 504 where no answer came. */
  sideRequestEnded(endpoint: Endpoint, status: number, durationMs: number): void;
  event(event: WireEvent, endpoint: Endpoint | undefined): void;
  /** A defect of ours; it ended one connection. */
  internalError(error: unknown): void;
}
