/**
 * What the parts of the proxy know of each other. The wire (sockets and messages) asks the runtime (decisions) and tells the
 * observer (metrics, logs); neither of the two ever sees a socket. Times are milliseconds of a monotonic clock; fields are
 * latin-1 text with lower-case names.
 *
 * Objects named here with mutable fields are reused for request after request: whoever needs a value later copies it.
 */
import type { FailureReason } from './failure.ts';
import type { KeyRequest, Question, Wants } from './own-request.ts';
import type { PolicyCount } from './policy-count.ts';
import type { RequestTrace } from './telemetry/tracing/request-trace.ts';
import type { PeerCertificate, TlsInfo, TlsServerPlan } from './tls-plan.ts';
import type { ClusterPlan, ClusterState, Endpoint } from './upstream.ts';
import type { RequestHead } from './wire/request-head.ts';
import type { ResponseHead } from './wire/response-head.ts';

/** What a request needs next. */
export const NEXT = {
  /** The proxy answers: {@link Exchange.reply}. */
  reply: 0,
  /** Nothing for {@link Exchange.delayMs}, then {@link Exchange.resume}. */
  delay: 1,
  /** {@link Exchange.pick} an endpoint and send the request there. */
  forward: 2,
  /** Nothing until {@link Exchange.whenReady} calls back, then {@link Exchange.resume}. */
  wait: 3,
  /** Nothing until the wish of {@link Exchange.wants} has heard what it wants, then {@link Exchange.resume}. */
  body: 4,
  /** Nothing until the question of {@link Exchange.wants} is answered, then {@link Exchange.resume}. */
  ask: 5,
} as const;
/** One of {@link NEXT}. */
export type Next = (typeof NEXT)[keyof typeof NEXT];

/** What becomes of a try. */
export const VERDICT = {
  /** The response goes to the client. */
  pass: 0,
  /** After {@link Exchange.delayMs}, {@link Exchange.pick} again. */
  retry: 1,
  /** The proxy answers: {@link Exchange.reply}. */
  reply: 2,
} as const;
/** One of {@link VERDICT}. */
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** An answer of the proxy itself. `server`, `date` and Content-Length are the wire's business. */
export interface LocalReply {
  readonly status: number;
  /** `name: value\r\n` lines, Content-Type among them where there is a body. */
  readonly fields: string;
  /** Latin-1 text: bytes that are not ASCII are encoded already. */
  readonly body: string;
}

/** Both ends of a client's connection, and what its first bytes said. */
export interface ConnectionInfo {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly transport: 'raw_buffer' | 'tls';
  /** SNI in lower case; empty without one. */
  readonly serverName: string;
  /** What the client offers by ALPN, or what its first bytes look like: `http/1.1`, `h2c`; else empty. */
  readonly applicationProtocols: readonly string[];
  /** The local address is where the client wanted to go, and no address of this proxy. */
  readonly captured?: boolean;
  /** Of a connection whose TLS ends here. */
  readonly tls?: TlsInfo;
  /** The client's certificate, where it gave one that was checked. */
  readonly peer?: PeerCertificate;
}

/**
 * The runtime's side of one request after the other on a connection or stream. Every `pick` that gave an endpoint is followed by
 * exactly one of: `responded` with the verdict to retry, `failed`, `completed`, `cut`, `timedOut`, `abandoned`; with it the
 * runtime lets go of what the try held. `timedOut` and `abandoned` can also come while no try is under way.
 */
export interface Exchange {
  /** Chooses the route. May edit the head: what it leaves there (method, target, authority, fields) is what goes upstream. */
  begin(head: RequestHead, now: number): Next;
  resume(now: number): Next;
  /** Calls back, later, once what is waited for is there; not any more when the request has ended meanwhile. */
  whenReady(then: () => void): void;
  /** `undefined`: nowhere to go, see `reply`. */
  pick(now: number): Endpoint | undefined;
  /** Field lines of this try alone (attempt count, time left); may be empty. */
  tryFields(now: number): string;
  /** A final response's head is here; the runtime may edit its fields. Only `pass` and `retry`. */
  responded(response: ResponseHead, now: number): Verdict;
  /** The try has ended without a response. Only `retry` and `reply`. `detail` is the transport's own word, or empty. */
  failed(reason: FailureReason, detail: string, now: number): Verdict;
  /** The response is complete. Trailers of gRPC carry the status: `grpcStatus` is -1 without one. */
  completed(grpcStatus: number, now: number): void;
  /** The response broke off after it was passed on. */
  cut(reason: FailureReason, now: number): void;
  /** `timeoutMs` is over; with no response begun, `reply` goes to the client. */
  timedOut(now: number): void;
  /** The client has gone. */
  abandoned(now: number): void;
  /** Copies to send once the request is complete; each does what `Exchange` says but for `begin` and `resume`, and never retries. */
  readonly mirrors: readonly Exchange[];

  readonly reply: LocalReply;
  readonly delayMs: number;
  /** Of those that wait for more than time. */
  readonly wants?: Wants;
  /** From the complete request to the complete response, all tries; 0: no limit. */
  readonly timeoutMs: number;
  /** Of one try, to the response's head; 0: no limit. */
  readonly tryTimeoutMs: number;
  /** Between two events of the stream; 0: no limit. */
  readonly idleTimeoutMs: number;
  /** How many bytes of the body are kept for another try or a mirror; 0: none is ever needed. */
  readonly bufferLimit: number;
  /** The runtime sets it with each request; the wire clears it once the body is gone. Nothing is tried again without. */
  replayable: boolean;

  /** For logs and metrics. */
  readonly flags: number;
  readonly details: string;
  readonly routeName: string;
  readonly cluster: ClusterPlan | undefined;
  readonly endpoint: Endpoint | undefined;
  readonly attempts: number;
  readonly transportFailure: string;
  /** Absent where requests are not traced. */
  readonly trace?: RequestTrace | undefined;
}

/** Limits and habits of one HTTP connection manager; times in milliseconds, 0 means none. */
export interface HttpSettings {
  readonly codec: 'auto' | 'http1' | 'http2';
  readonly acceptHttp10: boolean;
  /** Bare line feeds end lines too. */
  readonly lenientLineEnds: boolean;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxConnectionMs: number;
  readonly maxRequestsPerConnection: number;
  readonly maxConcurrentStreams: number;
  /** Bytes a second that a body must come with, after half a minute. */
  readonly minBodyRate: number;
  /** What `server` says; empty leaves the upstream's. */
  readonly serverName: string;
}

/** What a chain does with connections of HTTP. */
export interface HttpService {
  readonly settings: HttpSettings;
  exchange(connection: ConnectionInfo): Exchange;
}

/** The runtime's side of one proxied connection. */
export interface TcpSession {
  /** What has to be answered before the first `pick`, one after the other; absent or `undefined`: nothing more. */
  question?(now: number): Question | undefined;
  pick(now: number): Endpoint | undefined;
  connected(now: number): void;
  /** Whether another endpoint is to be tried. */
  failed(reason: FailureReason, detail: string, now: number): boolean;
  /** Once, at the end, whatever it was. */
  ended(now: number): void;
  readonly flags: number;
  readonly details: string;
  readonly cluster: ClusterPlan | undefined;
  readonly endpoint: Endpoint | undefined;
}

/** A request to an HTTP proxy whose body, both ways, are the bytes of a connection. */
export interface TunnelPlan {
  readonly method: 'CONNECT' | 'POST';
  /** `host:port`: where the proxy is to connect to. */
  readonly authority: string;
}

/** What a chain does with connections whose bytes it passes on. */
export interface TcpService {
  readonly idleTimeoutMs: number;
  readonly maxConnectionMs: number;
  /** How connections go through an HTTP proxy instead of straight to the endpoint. */
  readonly tunnel?: TunnelPlan;
  session(connection: ConnectionInfo): TcpSession;
}

/** What a filter chain does with a connection that is its own. */
export type ChainPlan = { readonly tls?: TlsServerPlan } & (
  | { readonly kind: 'http'; readonly service: HttpService }
  | { readonly kind: 'tcp'; readonly service: TcpService }
);

/** How connections that were meant for other addresses come to a listener. */
export interface CapturePlan {
  /** The kernel leaves addresses alone (TPROXY) instead of redirecting them. */
  readonly transparent: boolean;
  /** They go to the listener of the address they were meant for, where there is one. */
  readonly handsOver: boolean;
}

/** Where a listener is, and what becomes of its connections. */
export interface ListenerPlan {
  readonly name: string;
  readonly address: string;
  /** Further addresses, with the same port. */
  readonly moreAddresses?: readonly string[];
  readonly port: number;
  /** It has no socket, and gets connections of a listener that hands them over. */
  readonly unbound?: boolean;
  readonly capture?: CapturePlan;
  /** Whether chains differ by what a client says first: the first bytes are looked at before one is chosen. */
  readonly inspects: boolean;
  /** Ports, of captured connections, at which nothing is looked at, or not for TLS. */
  readonly unseen?: { readonly all: ReadonlySet<number>; readonly tls: ReadonlySet<number> };
  /** How long to wait for them; then the choice is made without. */
  readonly inspectTimeoutMs: number;
  /** `undefined`: the connection is closed. */
  chain(connection: ConnectionInfo): ChainPlan | undefined;
}

/** A request of the outlier detection's own; without `path` a connection is enough. */
export interface Probe {
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly path: string;
  readonly statuses: readonly [number, number];
  readonly timeoutMs: number;
}

/** Everything one snapshot decides. A reload makes a new one, which takes over what endpoints have learned. */
export interface ProxyRuntime {
  readonly listeners: readonly ListenerPlan[];
  /** In the order of the snapshot. */
  readonly clusters: readonly ClusterState[];
  /** Host names whose addresses are wanted, again after `refreshMs`. */
  readonly names: readonly { readonly host: string; readonly refreshMs: number }[];
  /** An empty list after a failed look-up leaves what was known. */
  resolved(host: string, addresses: readonly string[], now: number): void;
  /** Those that are to be fetched; the same object for as long as the same keys are wanted, across reloads. */
  readonly keySets: readonly KeyRequest[];
  /** Where keys can be asked for at the moment; `undefined`: nowhere. */
  keyEndpoint(keys: KeyRequest, now: number): Endpoint | undefined;
  /** Of all policies there are. */
  policyCounts(): readonly PolicyCount[];
  /** Called about ten times a second; gives the probes that are due. */
  tick(now: number): readonly Probe[];
  probed(probe: Probe, succeeded: boolean, now: number): void;
}
