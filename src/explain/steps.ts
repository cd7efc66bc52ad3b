/** What an explanation is made of. */

/** Where a step comes from: a line of a file, or a resource that a dump only names. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** `VirtualService shop/cart`. */
  readonly resource?: string;
}

/** What a step looks at, in the order in which a proxy does. */
export type StepKind =
  | 'listener'
  | 'filter-chain'
  | 'path'
  | 'token'
  | 'policy'
  | 'virtual-host'
  | 'route'
  | 'fault'
  | 'cors'
  | 'rate-limit'
  | 'answer'
  | 'timeout'
  | 'retries'
  | 'mirror'
  | 'cluster'
  | 'request'
  | 'endpoint';

/** What came of a step. `drawn` happens to a share of requests only. */
export type StepResult = 'taken' | 'passed-over' | 'allowed' | 'refused' | 'applies' | 'drawn' | 'failed';

/** One thing a proxy looks at, and what came of it. */
export interface Step {
  readonly kind: StepKind;
  readonly result: StepResult;
  readonly text: string;
  /** Of requests, from 0 to 1, for what is drawn at random; absent: certain. */
  readonly share?: number;
  readonly place?: Place;
  /** Details that matter only to who asks for everything. */
  readonly minor?: true;
}

/** A field of the request as it goes on. */
export interface FieldChange {
  readonly name: string;
  /** Absent for a field that is taken out. */
  readonly value?: string;
}

/** What leaves a proxy for a destination. */
export interface Forwarded {
  readonly method: string;
  readonly authority: string;
  readonly path: string;
  readonly changes: readonly FieldChange[];
}

/** An answer the proxy gives by itself. */
export interface Answer {
  /** 0 for a connection that is closed without one. */
  readonly status: number;
  /** Envoy's word for why, as access logs have it. */
  readonly details: string;
  /** Envoy's response flags, `-` without any. */
  readonly flags: string;
  readonly body?: string;
  readonly location?: string;
}

/** An endpoint of a destination. */
export interface EndpointView {
  /** `address:port`; a workload's name where the files have no addresses. */
  readonly address: string;
  readonly healthy: boolean;
  readonly weight: number;
}

/** A destination that requests are sent to. */
export interface Target {
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  readonly subset: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly request?: Forwarded;
  readonly endpoints: readonly EndpointView[];
  /** Whether the connection is the mesh's TLS, or any. */
  readonly tls: boolean;
  /** Why nobody gets the request, where nobody does. */
  readonly failure?: Answer;
}

/** What becomes of the request at one proxy, as far as nothing is drawn at random but the destination. */
export interface Outcome {
  readonly answer?: Answer;
  /** Of the route that was taken; empty without a name. */
  readonly route: string;
  readonly virtualHost: string;
  readonly targets: readonly Target[];
  readonly timeoutMs: number;
  readonly retries: number;
  /** Shares of requests that are delayed or answered with an error on purpose. */
  readonly fault?: {
    readonly delayMs: number;
    readonly delayShare: number;
    readonly status: number;
    readonly abortShare: number;
  };
}

/** One proxy on the way. */
export interface Hop {
  /** `sidecar of productpage-v1 in bookinfo`. */
  readonly proxy: string;
  readonly side: 'client' | 'server';
  /** Destinations of the hop before whose requests come here. */
  readonly clusters: readonly string[];
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
}

/** The answer to where a request goes. */
export interface Explanation {
  readonly request: { readonly method: string; readonly url: string; readonly from: string };
  readonly hops: readonly Hop[];
}

/** An outcome with nothing in it yet. */
export const NO_OUTCOME: Outcome = { route: '', virtualHost: '', targets: [], timeoutMs: 0, retries: 0 };
