/** Where requests can go, as wire and runtime know it of each other; the words of contract.ts hold here too. */
import type { TlsClientPlan } from './tls-plan.ts';

/** Counts that several connections share, with the most each may reach. The wire moves `connections` and `pending`. */
export interface ClusterLimits {
  connections: number;
  pending: number;
  requests: number;
  retries: number;
  readonly maxConnections: number;
  readonly maxPending: number;
  readonly maxRequests: number;
  readonly maxRetries: number;
}

/** What is wrong, on purpose, with connections; 0 leaves each of them alone. */
export interface ConnectionFaults {
  readonly upBytesPerSecond: number;
  readonly downBytesPerSecond: number;
  /** Bytes pass in pieces of this size at most. */
  readonly sliceBytes: number;
  /** Every piece waits for up to this long. */
  readonly jitterMs: number;
  /** The end of either direction waits for this long. */
  readonly slowCloseMs: number;
  /** Nothing passes, and after this long the connection is closed. */
  readonly silentMs: number;
  /** The connection is reset after so many bytes from the endpoint. */
  readonly resetAfterBytes: number;
}

/** How connections to a cluster's endpoints are made and kept. */
export interface ClusterPlan {
  readonly name: string;
  /** `client` follows the client's protocol (`useClientProtocol`). */
  readonly protocol: 'http1' | 'http2' | 'client';
  readonly connectTimeoutMs: number;
  /** 0: for ever. */
  readonly idleTimeoutMs: number;
  /** 0: no limit. */
  readonly maxRequestsPerConnection: number;
  /** How old a connection may get before it takes no more requests; 0: no limit. */
  readonly maxConnectionMs: number;
  /** Streams of one HTTP/2 connection. */
  readonly maxConcurrentStreams: number;
  /** From which addresses connections are made, by family; absent: from any. */
  readonly from?: { readonly ipv4: string | undefined; readonly ipv6: string | undefined };
  /** Idle seconds before the system probes a connection; 0 leaves it off. */
  readonly keepAliveSeconds: number;
  /** How often an HTTP/2 connection is asked for a sign of life, and how long it may take to give one; absent: never. */
  readonly pings?: { readonly intervalMs: number; readonly timeoutMs: number };
  readonly faults?: ConnectionFaults;
  readonly limits: ClusterLimits;
}

/** Where a request can go. The same object for as long as the endpoint lives, across reloads: pools are found by it. */
export interface Endpoint {
  readonly cluster: ClusterPlan;
  /** IP address; with a `path` of no meaning. */
  readonly host: string;
  readonly port: number;
  /** A unix socket; empty for TCP. */
  readonly path: string;
  /** `address:port` as logs have it. */
  readonly label: string;
  readonly tls?: TlsClientPlan;
  /** The version of the PROXY protocol that says first whose connection this is; absent: nothing is said. */
  readonly proxyProtocol?: 1 | 2;
  /** Set when a reload took it away: its connections end with their requests. */
  readonly retired: boolean;
}

/** How an endpoint fares, for people and tools that ask. */
export interface EndpointState extends Endpoint {
  readonly weight: number;
  /** Requests under way. */
  readonly active: number;
  /** As the configuration says; `health` is what outlier detection thinks. */
  readonly available: boolean;
  readonly health: { readonly ejected: boolean };
}

/** A cluster as it is now. The counts go up from the cluster's beginning, across reloads. */
export interface ClusterState {
  readonly plan: ClusterPlan;
  readonly hosts: readonly EndpointState[];
  /** Times an endpoint was taken out. */
  readonly ejections: number;
  /** Retries left out: too many at a time, and over the budget. */
  readonly retriesOverLimit: number;
  readonly retriesOverBudget: number;
}
