/** When a request is tried again. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on */
import { TYPES } from '../../../xds/compile/type-urls.ts';
import type { RetryPolicy } from '../../../xds/resources/route.ts';
import type { FailureReason } from '../../failure.ts';
import type { ResponseHead } from '../../wire/response-head.ts';
import { milliseconds } from '../durations.ts';
import { GRPC } from '../exchange/grpc.ts';
import { typedConfig } from '../typed.ts';

const ON = {
  serverError: 1,
  gatewayError: 2,
  reset: 4,
  resetBeforeRequest: 8,
  connectFailure: 16,
  refusedStream: 32,
  retriable4xx: 64,
  statusCodes: 128,
  rateLimited: 256,
  headers: 512,
} as const;

/** Conditions by name. Those on HTTP/3 never hold: it is not spoken. */
const BITS: Readonly<Record<string, number>> = {
  '5xx': ON.serverError,
  'gateway-error': ON.gatewayError,
  reset: ON.reset,
  'reset-before-request': ON.resetBeforeRequest,
  'connect-failure': ON.connectFailure,
  'refused-stream': ON.refusedStream,
  'retriable-4xx': ON.retriable4xx,
  'retriable-status-codes': ON.statusCodes,
  'envoy-ratelimited': ON.rateLimited,
  'retriable-headers': ON.headers,
};

const GRPC_STATUS: Readonly<Record<string, number>> = {
  cancelled: GRPC.cancelled,
  'deadline-exceeded': GRPC.deadlineExceeded,
  internal: GRPC.internal,
  'resource-exhausted': GRPC.resourceExhausted,
  unavailable: GRPC.unavailable,
};

const NO_ANSWER = ON.serverError | ON.gatewayError | ON.reset;

/** Which conditions a failure meets. A full queue is never worth another try. */
const FAILURES: Readonly<Record<FailureReason, number>> = {
  'connect-failure': NO_ANSWER | ON.connectFailure | ON.resetBeforeRequest,
  'connect-timeout': NO_ANSWER | ON.connectFailure | ON.resetBeforeRequest,
  overflow: 0,
  'connection-termination': NO_ANSWER,
  'remote-reset': NO_ANSWER,
  'refused-stream': NO_ANSWER | ON.refusedStream | ON.resetBeforeRequest,
  'protocol-error': NO_ANSWER,
  'try-timeout': NO_ANSWER,
  'idle-timeout': 0,
};

const BASE_MS = 25;
/** The longest pause, in units of the shortest. */
const MAX_FACTOR = 10;
const CONFLICT = 409;

/** When a request is tried again, how often, and after which pauses. */
export interface RetryPlan {
  readonly conditions: number;
  readonly statuses: ReadonlySet<number>;
  readonly grpcStatuses: ReadonlySet<number>;
  readonly retries: number;
  readonly tryTimeoutMs: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** Hosts that were tried are left out. */
  readonly otherHosts: boolean;
  /** After so many tries the localities they went to are left out, too; 0: never. */
  readonly elsewhereAfter: number;
  /** In lower case: a response with one of these fields is one to try again for. */
  readonly headers: readonly string[];
}

function wordsOf(list: string): readonly string[] {
  const words = list.split(',').map((word) => word.trim());
  return words.filter((word) => word !== '');
}

/** What a comma list of conditions asks for. Words nobody knows ask for nothing. */
function conditionsOf(list: string) {
  const words = wordsOf(list);
  return {
    conditions: words.reduce((bits, word) => bits | (BITS[word] ?? 0), 0),
    grpcStatuses: words.flatMap((word) => GRPC_STATUS[word] ?? []),
  };
}

function priorityUpdate({ retry_priority: extension }: RetryPolicy): number {
  const frequency = typedConfig(extension, TYPES.previousPriorities)?.['update_frequency'];
  return typeof frequency === 'number' && frequency > 0 ? frequency : 0;
}

function makePlan(policy: RetryPolicy): RetryPlan {
  const { conditions, grpcStatuses } = conditionsOf(policy.retry_on ?? '');
  const baseMs = Math.max(1, milliseconds(policy.retry_back_off?.base_interval, BASE_MS));
  return {
    conditions,
    statuses: new Set(policy.retriable_status_codes ?? []),
    grpcStatuses: new Set(grpcStatuses),
    retries: policy.num_retries ?? 1,
    tryTimeoutMs: milliseconds(policy.per_try_timeout, 0),
    baseMs,
    maxMs: milliseconds(policy.retry_back_off?.max_interval, MAX_FACTOR * baseMs),
    otherHosts: (policy.retry_host_predicate ?? []).length > 0,
    elsewhereAfter: priorityUpdate(policy),
    headers: [],
  };
}

/** Thousands of routes may have one policy. */
const plans = new WeakMap<RetryPolicy, RetryPlan>();

/** The policy of a route; the same for the same object. */
export function retryPlan(policy: RetryPolicy): RetryPlan {
  const known = plans.get(policy);
  if (known) return known;
  const made = makePlan(policy);
  plans.set(policy, made);
  return made;
}

const NONE: RetryPlan = { ...makePlan({}), retries: 0 };

/** What a trusted caller asks for by headers; `undefined` where it asks for nothing. */
export interface CallerRetries {
  readonly on: string | undefined;
  readonly grpcOn: string | undefined;
  readonly statuses: string | undefined;
  readonly headers: string | undefined;
  readonly retries: string | undefined;
  readonly tryTimeoutMs: string | undefined;
}

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** The policy with what the caller asks for: more conditions, another number of tries. */
export function withCaller(plan: RetryPlan | undefined, caller: CallerRetries): RetryPlan | undefined {
  const asks = caller.on !== undefined || caller.grpcOn !== undefined;
  const base = plan ?? (asks ? { ...NONE, retries: 1 } : NONE);
  const asked = conditionsOf([caller.on ?? '', caller.grpcOn ?? ''].join(','));
  const statuses = wordsOf(caller.statuses ?? '').flatMap((text) => numberOf(text) ?? []);
  const result = {
    ...base,
    conditions: base.conditions | asked.conditions,
    grpcStatuses: new Set([...base.grpcStatuses, ...asked.grpcStatuses]),
    statuses: new Set([...base.statuses, ...statuses]),
    headers: wordsOf((caller.headers ?? '').toLowerCase()),
    retries: numberOf(caller.retries) ?? base.retries,
    tryTimeoutMs: numberOf(caller.tryTimeoutMs) ?? base.tryTimeoutMs,
  };
  return result.retries === 0 && result.tryTimeoutMs === 0 ? undefined : result;
}

const LIMITED = 'x-envoy-ratelimited';

/** Whether a response is one to try again for. One that a rate limit made is only for whoever asks for those. */
export function retriesResponse(plan: RetryPlan, { status, fields }: ResponseHead, grpcStatus: number): boolean {
  const { conditions, headers } = plan;
  if (retriesStatus(plan, status, grpcStatus)) return (conditions & ON.rateLimited) !== 0 || fields.find(LIMITED) < 0;
  if ((conditions & ON.rateLimited) !== 0 && fields.find(LIMITED) >= 0) return true;
  return (conditions & ON.headers) !== 0 && headers.some((name) => fields.find(name) >= 0);
}

function retriesStatus(plan: RetryPlan, status: number, grpcStatus: number): boolean {
  const { conditions } = plan;
  if (grpcStatus >= 0 && plan.grpcStatuses.has(grpcStatus)) return true;
  if (status < 400) return false;
  if (status >= 500 && (conditions & ON.serverError) !== 0) return true;
  if (status >= 502 && status <= 504 && (conditions & ON.gatewayError) !== 0) return true;
  if (status === CONFLICT && (conditions & ON.retriable4xx) !== 0) return true;
  return (conditions & ON.statusCodes) !== 0 && plan.statuses.has(status);
}

/** Whether a failure is one to try again after. */
export function retriesFailure({ conditions }: RetryPlan, reason: FailureReason): boolean {
  return (conditions & FAILURES[reason]) !== 0;
}

/** How long to wait before a retry, the first being number 1: anything up to a bound that grows, `share` of it. */
export function backOff({ baseMs, maxMs }: RetryPlan, retry: number, share: number): number {
  return Math.min(maxMs, baseMs * (2 ** retry - 1)) * share;
}
