import type { Exchange } from '../../contract.ts';
import { happens } from '../chance.ts';
import { requestHash } from '../hash/policy.ts';
import { applyToRequest, decides } from '../headers/operations.ts';
import type { RetryPlan } from '../retry/policy.ts';
import type { ForwardPlan, Target } from './forward-plan.ts';
import { grpcTimeout, grpcTimeoutText, isGrpc } from './grpc.ts';
import { MirrorExchange } from './mirror-exchange.ts';
import type { RequestState } from './request-state.ts';
import { grantWishes } from './wishes.ts';

const NO_MIRRORS: readonly Exchange[] = [];
/** A copy for a mirror may need this much. */
const MIRROR_BUFFER_BYTES = 1_048_576;

/** How the request at hand is forwarded: what is edited in its head, and how patient its tries are. */
export class Forwarding {
  timeoutMs = 0;
  idleTimeoutMs = 0;
  bufferLimit = 0;
  retry: RetryPlan | undefined;
  mirrors = NO_MIRRORS;
  hash: bigint | undefined;
  /** Set-Cookie for the response; empty for none. */
  cookie = '';
  grpc = false;
  readonly #state: RequestState;
  /** On the monotonic clock; 0 where it is not told on. */
  #deadline = 0;

  constructor(state: RequestState) {
    this.#state = state;
  }

  reset(): void {
    this.timeoutMs = 0;
    this.idleTimeoutMs = 0;
    this.bufferLimit = 0;
    this.retry = undefined;
    this.mirrors = NO_MIRRORS;
    this.hash = undefined;
    this.cookie = '';
    this.grpc = false;
    this.#deadline = 0;
  }

  /** Takes over the plan; `wishes` says that the head has wishes of a caller to be granted. */
  start(plan: ForwardPlan, target: Target, wishes: boolean): void {
    const state = this.#state;
    const { head, service } = state;
    this.#setPatience(plan, wishes);
    if (plan.hash.length > 0) this.#setHash(plan);
    applyToRequest(target.requestOperations, head, state);
    if (target.authority !== undefined) {
      head.fields.set('x-envoy-original-host', head.authority);
      head.authority = target.authority;
    }
    if (plan.rewrite) {
      head.fields.set('x-envoy-original-path', head.target);
      head.target = plan.rewrite(state.path) + head.target.slice(state.path.length);
    }
    if (plan.mirrors.length > 0) this.mirrors = this.#copies(plan);
    if (this.mirrors.length > 0) this.bufferLimit = MIRROR_BUFFER_BYTES;
    else if (this.retry) this.bufferLimit = service.options.retryBufferBytes;
  }

  #setPatience(plan: ForwardPlan, wishes: boolean): void {
    const { head, service, now } = this.#state;
    this.grpc = isGrpc(head.fields);
    const routeMs = this.grpc ? this.#grpcPatience(plan) : plan.timeoutMs;
    const { timeoutMs, retry } = wishes ? grantWishes(head, plan, routeMs) : { timeoutMs: routeMs, retry: plan.retry };
    this.retry = retry;
    this.timeoutMs = timeoutMs;
    this.idleTimeoutMs = plan.idleTimeoutMs;
    // Each try says anew how long it may take.
    if (this.grpc && (timeoutMs > 0 || (retry?.tryTimeoutMs ?? 0) > 0)) head.fields.dropNamed('grpc-timeout');
    if (service.options.propagatesDeadline && timeoutMs > 0) this.#deadline = now + timeoutMs;
  }

  /** What the caller of gRPC asks for, up to what the route allows. */
  #grpcPatience({ timeoutMs, maxGrpcTimeoutMs }: ForwardPlan): number {
    const { head, service } = this.#state;
    const most = maxGrpcTimeoutMs ?? (service.options.propagatesDeadline ? timeoutMs : undefined);
    if (most === undefined) return timeoutMs;
    const asked = grpcTimeout(head.fields.get('grpc-timeout')) ?? 0;
    return most > 0 && (asked === 0 || asked > most) ? most : asked;
  }

  #setHash({ hash: rules }: ForwardPlan): void {
    const result = requestHash(rules, this.#state, this.#state.service.options.random);
    this.hash = result?.hash;
    this.cookie = result?.cookie ?? '';
  }

  #copies({ mirrors }: ForwardPlan): readonly Exchange[] {
    const { routeName, host, service } = this.#state;
    const { random } = service.options;
    const { timeoutMs } = this;
    const common = {
      draw: { random, hash: this.hash },
      timeoutMs,
      routeName,
      attemptCount: host?.attemptCount === true,
    };
    return mirrors
      .filter(({ chance }) => happens(chance, random))
      .map(({ cluster }) => new MirrorExchange({ ...common, cluster }));
  }

  /** What upstreams are told about a try: its number, the time it has, and the trace it is part of. */
  tryFields(attempt: number, now: number): string {
    const { trace, upstreamHost } = this.#state;
    const own = this.#attemptFields(attempt, now);
    return trace === undefined ? own : own + trace.tryLines(upstreamHost, now);
  }

  #attemptFields(attempt: number, now: number): string {
    const { host, target } = this.#state;
    const counted = host?.attemptCount === true && !decides(target?.requestOperations, 'x-envoy-attempt-count');
    const count = counted ? `x-envoy-attempt-count: ${attempt}\r\n` : '';
    const allowed = this.retry?.tryTimeoutMs || this.timeoutMs;
    if (allowed === 0) return count;
    const left = this.#deadline > 0 ? Math.max(1, Math.round(this.#deadline - now)) : allowed;
    const grpc = this.grpc ? `grpc-timeout: ${grpcTimeoutText(left)}\r\n` : '';
    const timed = !decides(target?.requestOperations, 'x-envoy-expected-rq-timeout-ms');
    return `${count}${timed ? `x-envoy-expected-rq-timeout-ms: ${Math.round(left)}\r\n` : ''}${grpc}`;
  }
}
