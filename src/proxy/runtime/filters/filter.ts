import type { Next } from '../../contract.ts';
import type { Question } from '../../own-request.ts';
import type { SeenBody } from '../ext-authz/check.ts';
import type { Ruling } from '../ext-authz/ruling.ts';
import type { ValueContext } from '../headers/template.ts';
import type { LimitRule } from '../limiter/rule.ts';
import type { Describe } from '../rate-limit/descriptors.ts';
import type { RateLimitPlan } from '../rate-limit/plan.ts';
import type { CorsPlan } from './cors.ts';
import type { FaultPlan } from './fault.ts';

/** An answer of the proxy in place of the upstream's. */
export interface Answer {
  readonly status: number;
  /** Latin-1 text. */
  readonly body: string;
  readonly flags: number;
  readonly details: string;
  /** Field lines besides those of the body. */
  readonly fields?: string;
  /** What the route does to the fields of responses is not done to this one. */
  readonly untouched?: boolean;
  /** For gRPC; absent takes what the status stands for. */
  readonly grpcStatus?: number;
}

/** What a route tells the filters in front of it. */
export interface RouteFilters {
  readonly fault: FaultPlan | undefined;
  readonly cors: CorsPlan | undefined;
  readonly rateLimit: RateLimitPlan | undefined;
  /** Names of filters that leave requests to the route alone. */
  readonly disabled: ReadonlySet<string>;
  /** What tells requests to the route apart, by the stage of the rate limit that asks. */
  readonly describers: ReadonlyMap<number, readonly Describe[]>;
}

/** A request on its way through the filters. */
export interface FilterStream extends ValueContext {
  readonly now: number;
  /** Of the route that was found; `undefined` when there is none. */
  readonly filters: RouteFilters | undefined;
  /** How long to wait, set by a filter that returns `NEXT.delay`. */
  delayMs: number;
  flags: number;
  /** Set by the CORS filter when the response is to name the origin. */
  origin: string;
  /** Fields that the upstream's response gets besides its own. */
  responseLines: string;
  /** What tells requests apart for the rate limits of a stage. */
  describers(stage: number): readonly Describe[];
  /** Rules that let the request through, and want to know what becomes of it. */
  readonly limits: LimitRule[];
  /** Makes this the answer; the filter returns what this returns. */
  answer(answer: Answer): Next;
  /** Lets the request wait, then the same filter looks at it again; the filter returns what this returns. */
  wait(work: Promise<void>): Next;
  /** What rules of a dry run would decide by, under the names that other filters know it by. */
  readonly marks: Map<string, string>;
  /** What those have said who were asked, by the filter that asked. */
  readonly rulings: Map<object, Ruling>;
  /** Whether the head leaves room for a body. */
  readonly mayHaveBody: boolean;
  /** What a filter has heard of the body; `undefined` as long as none has wanted to. */
  readonly heard: SeenBody | undefined;
  /** Waits for so much of the body, then the same filter looks at the request again; it returns what this returns. */
  hear(maxBytes: number): Next;
  /** Lets the request wait for an answer, then the same filter looks at it again; it returns what this returns. */
  ask(question: Question): Next;
  /** Looks for the route again, as the request is now. */
  reroute(): void;
  /** Takes a parameter out of the query. */
  dropParameter(name: string): void;
  /** Makes this the only parameter of its name, behind the others. */
  setParameter(name: string, value: string): void;
  /** Makes the claims of a token known to the filters behind. */
  authenticate(claims: ValueContext['claims']): void;
}

/** One step in front of the router; filters have no state of a request. */
export interface HttpFilter {
  /** `undefined` goes on to the next filter; after a delay it is the next one's turn, after a wait this one's again. */
  request(stream: FilterStream): Next | undefined;
}
