/** The format of scenarios; the comparison data describes it in its `doc`. */
export interface Scenario {
  readonly id: string;
  readonly category: string;
  readonly title: string;
  readonly oracle: 'envoy' | 'spec';
  readonly config: string;
  readonly upstreams: Readonly<Record<string, UpstreamBehaviour>>;
  readonly requests: readonly RequestPlan[];
  readonly expect: Expectation;
  /** Only part of the test is data: it is written by hand elsewhere. */
  readonly actionInTitle?: boolean;
  /** How long to wait after the last request, for copies that nobody waits for. */
  readonly settleMs?: number;
}

type PerRequest = number | readonly number[];

export interface UpstreamBehaviour {
  readonly status?: PerRequest;
  readonly delayMs?: PerRequest;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A body of that many bytes. */
  readonly bytes?: number;
  readonly chunked?: boolean;
  /** Indexes of requests whose connection is destroyed. */
  readonly resetOn?: readonly number[] | 'all';
  readonly h2?: boolean;
  readonly grpc?: boolean;
  readonly tcp?: 'echo' | 'banner';
}

export interface RequestPlan {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly bodyBytes?: number;
  readonly repeat?: number;
  readonly concurrency?: number;
  readonly keepAlive?: boolean;
  /** A header with a fresh value for each request. */
  readonly varyHeader?: string;
  readonly proto?: 'h1' | 'h2' | 'tcp' | 'raw';
  readonly raw?: string;
  readonly send?: string;
  readonly until?: string;
  readonly upgradeData?: string;
  readonly thenWaitMs?: number;
  readonly paceMs?: number;
  readonly listener?: 'GW' | 'GWT';
}

/** `null`: must be absent; `true`: present; `~x`: matches; else equal. */
export type FieldExpectation = string | true | null;
export type Bounds = number | readonly [number, number];

export interface Expectation {
  readonly status?: PerRequest;
  readonly statusCounts?: Readonly<Record<string, Bounds>>;
  readonly hits?: Readonly<Record<string, Bounds>>;
  readonly upstream?: string;
  readonly upstreamPath?: string;
  readonly upstreamHost?: string;
  readonly upstreamBody?: number;
  readonly upstreamHeaders?: Readonly<Record<string, FieldExpectation>>;
  readonly headers?: Readonly<Record<string, FieldExpectation>>;
  readonly trailers?: Readonly<Record<string, FieldExpectation>>;
  readonly body?: string;
  readonly bodyContains?: string;
  readonly bodyBytes?: number;
  readonly elapsedMs?: readonly [number, number];
  readonly flags?: string;
  readonly details?: string;
  readonly connsOn?: Readonly<Record<string, Bounds>>;
  readonly distinctUpstreams?: number;
  readonly seenOn?: string;
  /** Only the last results are checked. */
  readonly last?: number;
}

/** What a client saw. */
export interface Result {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly trailers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  readonly elapsedMs: number;
}
