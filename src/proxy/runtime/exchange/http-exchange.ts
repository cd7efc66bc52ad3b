/** One request after the other, from its head to the end of its response. */
import { type ConnectionInfo, type Exchange, NEXT, type Next, VERDICT, type Verdict } from '../../contract.ts';
import type { FailureReason } from '../../failure.ts';
import { FLAGS } from '../../flags.ts';
import type { Endpoint } from '../../upstream.ts';
import { RequestHead } from '../../wire/request-head.ts';
import type { ResponseHead } from '../../wire/response-head.ts';
import { ConnectionView } from '../connection-view.ts';
import { backOff, type RetryPlan, retriesFailure, retriesResponse } from '../retry/policy.ts';
import { TO_HTTPS } from '../route/redirect.ts';
import {
  cutEnding,
  failureAnswer,
  NO_HEALTHY_HOST,
  NO_ROUTE,
  noCluster,
  TIMED_OUT,
  UPGRADE_REFUSED,
} from './answers.ts';
import type { ForwardPlan, Target } from './forward-plan.ts';
import { Forwarding } from './forwarding.ts';
import { headStatus, httpStatusOf } from './grpc.ts';
import { originalDestination } from './original.ts';
import { RequestState } from './request-state.ts';
import { editResponse } from './response-edits.ts';
import type { ServicePlan } from './service.ts';
import { Tries } from './tries.ts';

/** The runtime's side of the requests of one connection, one after the other: filters, route, tries, answer. */
export class HttpExchange implements Exchange {
  replayable = true;
  transportFailure = '';
  readonly #service: ServicePlan;
  readonly #state: RequestState;
  readonly #forwarding: Forwarding;
  readonly #tries: Tries;
  readonly trace: RequestState['trace'];
  #nextFilter = 0;
  #wishes = false;
  /** Counts requests and their ends: who has waited for too long finds another number. */
  #turn = 0;

  constructor(service: ServicePlan, connection: ConnectionInfo) {
    this.#service = service;
    this.#state = new RequestState(service, new ConnectionView(connection), new RequestHead());
    this.#forwarding = new Forwarding(this.#state);
    this.trace = this.#state.trace;
    this.#tries = new Tries(service.options.penalisesErrors);
  }

  begin(head: RequestHead, now: number): Next {
    this.#reset(head, now);
    const { edge } = this.#service;
    this.#wishes = edge.apply(head, this.#state.connection);
    const refused = head.method === 'CONNECT' ? undefined : this.#state.normalise();
    if (refused !== undefined) return refused;
    this.#state.findRoute();
    if (!this.#state.allowsUpgrade(head.framing.upgrade)) return this.#state.answer(UPGRADE_REFUSED);
    return this.#filter();
  }

  #reset(head: RequestHead, now: number): void {
    this.#turn += 1;
    this.#state.start(head, now);
    this.#tries.start(undefined);
    this.#forwarding.reset();
    this.replayable = true;
    this.transportFailure = '';
    this.#nextFilter = 0;
  }

  resume(now: number): Next {
    this.#state.now = now;
    return this.#filter();
  }

  #filter(): Next {
    const { filters } = this.#service;
    while (this.#nextFilter < filters.length) {
      const next = filters[this.#nextFilter++]?.request(this.#state);
      if (next === undefined) continue;
      if (next !== NEXT.reply && next !== NEXT.delay) this.#nextFilter -= 1;
      return next;
    }
    return this.#act();
  }

  whenReady(then: () => void): void {
    const turn = this.#turn;
    void this.#state.waiting.then(() => (turn === this.#turn ? then() : undefined));
  }

  #act(): Next {
    const state = this.#state;
    const { route } = state;
    const moved = state.needsTls ? TO_HTTPS : route?.redirect;
    if (moved) return state.direct(moved.status, '', `location: ${moved.location(state)}\r\n`);
    if (route?.direct) return state.fixed(route.direct);
    if (route?.forward === undefined || state.target === undefined) return state.answer(NO_ROUTE);
    return this.#forward(route.forward, state.target);
  }

  #forward(plan: ForwardPlan, target: Target): Next {
    if (target.cluster === undefined) return this.#state.answer(noCluster(plan.notFoundStatus));
    this.#tries.start(target.cluster);
    this.#forwarding.start(plan, target, this.#wishes);
    return NEXT.forward;
  }

  pick(now: number): Endpoint | undefined {
    const tries = this.#tries;
    const draw = { now, hash: this.#forwarding.hash, random: this.#service.options.random };
    const original = tries.cluster?.original ? originalDestination(this.#service, this.#state) : undefined;
    const picked = tries.pick(draw, original);
    if (picked === 'host') {
      this.#state.upstreamHost = tries.host?.label ?? '';
      return tries.host;
    }
    tries.release();
    this.#state.answer(picked === 'full' ? failureAnswer('overflow', '') : NO_HEALTHY_HOST);
    return undefined;
  }

  tryFields(now: number): string {
    return this.#forwarding.tryFields(this.attempts, now);
  }

  responded(response: ResponseHead, now: number): Verdict {
    const { status, fields } = response;
    const tries = this.#tries;
    const { grpc, retry } = this.#forwarding;
    const grpcStatus = grpc ? headStatus(fields) : -1;
    tries.answered(grpcStatus > 0 ? httpStatusOf(grpcStatus) : status, now);
    this.trace?.answered(status, now);
    if (retry !== undefined && retriesResponse(retry, response, grpcStatus) && this.#mayRetry(retry, now)) {
      return VERDICT.retry;
    }
    const state = this.#state;
    state.respondedBy(response, now);
    for (const rule of state.limits) rule.observe(now - state.now, status);
    editResponse(state, response, this.#forwarding.cookie);
    return VERDICT.pass;
  }

  /** Whether there is another try; then what this one held is let go, and the pause before the next is known. */
  #mayRetry(plan: RetryPlan, now: number): boolean {
    const tries = this.#tries;
    if (!this.replayable) return false;
    if (tries.attempts > plan.retries) {
      this.#state.flags |= plan.retries > 0 ? FLAGS.URX : 0;
      return false;
    }
    if (tries.askRetry(now) !== 'granted') return false;
    tries.leaveOut(plan);
    tries.endTry();
    this.#state.delayMs = backOff(plan, tries.attempts, this.#service.options.random());
    return true;
  }

  failed(reason: FailureReason, detail: string, now: number): Verdict {
    this.transportFailure = detail;
    this.#tries.broke(reason, now);
    this.trace?.broke(reason, now);
    const { retry } = this.#forwarding;
    if (retry !== undefined && retriesFailure(retry, reason) && this.#mayRetry(retry, now)) return VERDICT.retry;
    this.#tries.release();
    this.#state.answer(failureAnswer(reason, detail, this.attempts > 1));
    return VERDICT.reply;
  }

  completed(): void {
    this.#tries.release();
  }

  cut(reason: FailureReason, now: number): void {
    this.#tries.broke(reason, now);
    this.#state.end(cutEnding(reason));
    this.#tries.release();
  }

  timedOut(now: number): void {
    this.#turn += 1;
    this.#tries.broke('try-timeout', now);
    this.#tries.release();
    this.#state.answer(TIMED_OUT);
  }

  abandoned(): void {
    this.#turn += 1;
    this.#tries.release();
  }

  get mirrors(): readonly Exchange[] {
    return this.#forwarding.mirrors;
  }

  get timeoutMs(): number {
    return this.#forwarding.timeoutMs;
  }

  get tryTimeoutMs(): number {
    return this.#forwarding.retry?.tryTimeoutMs ?? 0;
  }

  get idleTimeoutMs(): number {
    return this.#forwarding.idleTimeoutMs;
  }

  get bufferLimit(): number {
    return this.#forwarding.bufferLimit;
  }

  get reply() {
    return this.#state.reply;
  }

  get delayMs(): number {
    return this.#state.delayMs;
  }

  get wants() {
    return this.#state;
  }

  get flags(): number {
    return this.#state.flags;
  }

  get details(): string {
    return this.#state.details;
  }

  get routeName(): string {
    return this.#state.routeName;
  }

  get cluster() {
    return (this.#tries.cluster ?? this.#state.target?.cluster)?.plan;
  }

  get endpoint(): Endpoint | undefined {
    return this.#tries.host;
  }

  get attempts(): number {
    return this.#tries.attempts;
  }
}
