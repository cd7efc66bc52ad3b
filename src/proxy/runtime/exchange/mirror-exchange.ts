import { type Exchange, type LocalReply, NEXT, type Next, VERDICT, type Verdict } from '../../contract.ts';
import type { FailureReason } from '../../failure.ts';
import type { Endpoint } from '../../upstream.ts';
import type { ResponseHead } from '../../wire/response-head.ts';
import type { Draw } from '../balancer/balancer.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Answer } from '../filters/filter.ts';
import { cutEnding, failureAnswer, NO_HEALTHY_HOST, TIMED_OUT } from './answers.ts';
import { Tries } from './tries.ts';

const NOBODY_READS: LocalReply = { status: 0, fields: '', body: '' };

/** Where a copy goes, and how long anybody waits for it. */
export interface MirrorOptions {
  readonly cluster: Cluster;
  readonly draw: Omit<Draw, 'now'>;
  readonly timeoutMs: number;
  readonly routeName: string;
  readonly attemptCount: boolean;
}

/** A copy of a request on its way to a mirror. Whatever becomes of it, the client never hears of it. */
export class MirrorExchange implements Exchange {
  readonly mirrors: readonly Exchange[] = [];
  readonly reply = NOBODY_READS;
  readonly delayMs = 0;
  readonly timeoutMs: number;
  readonly tryTimeoutMs = 0;
  readonly idleTimeoutMs = 0;
  readonly bufferLimit = 0;
  replayable = true;
  flags = 0;
  details = '';
  readonly routeName: string;
  transportFailure = '';
  readonly #tries = new Tries(false);
  readonly #draw: Omit<Draw, 'now'>;
  readonly #attemptCount: boolean;

  constructor({ cluster, draw, timeoutMs, routeName, attemptCount }: MirrorOptions) {
    this.#tries.start(cluster);
    this.#draw = draw;
    this.timeoutMs = timeoutMs;
    this.routeName = routeName;
    this.#attemptCount = attemptCount;
  }

  /** A copy has no route of its own to choose. */
  begin(): Next {
    return NEXT.forward;
  }

  resume(): Next {
    return NEXT.forward;
  }

  whenReady(): void {
    // No filter makes a copy wait.
  }

  pick(now: number): Endpoint | undefined {
    const picked = this.#tries.pick({ ...this.#draw, now }, undefined);
    if (picked === 'host') return this.#tries.host;
    this.#end(picked === 'full' ? failureAnswer('overflow', '') : NO_HEALTHY_HOST);
    return undefined;
  }

  tryFields(): string {
    return this.#attemptCount ? 'x-envoy-attempt-count: 1\r\n' : '';
  }

  responded({ status }: ResponseHead, now: number): Verdict {
    this.#tries.answered(status, now);
    this.details = 'via_upstream';
    return VERDICT.pass;
  }

  failed(reason: FailureReason, detail: string, now: number): Verdict {
    this.#tries.broke(reason, now);
    this.transportFailure = detail;
    this.#end(failureAnswer(reason, detail));
    return VERDICT.reply;
  }

  completed(): void {
    this.#tries.release();
  }

  cut(reason: FailureReason, now: number): void {
    this.#tries.broke(reason, now);
    this.#end(cutEnding(reason));
  }

  timedOut(now: number): void {
    this.#tries.broke('try-timeout', now);
    this.#end(TIMED_OUT);
  }

  abandoned(): void {
    this.#tries.release();
  }

  get cluster() {
    return this.#tries.cluster?.plan;
  }

  get endpoint(): Endpoint | undefined {
    return this.#tries.host;
  }

  get attempts(): number {
    return this.#tries.attempts;
  }

  #end({ flags, details }: Pick<Answer, 'flags' | 'details'>): void {
    this.flags |= flags;
    this.details = details;
    this.#tries.release();
  }
}
