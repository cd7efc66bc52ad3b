import type { Exchange } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import { Attempt, type AttemptOwner } from './attempt.ts';
import type { WireContext } from './context.ts';
import { NOBODY } from './nobody.ts';
import { Outcome } from './outcome.ts';
import { RelayTimers } from './relay-timers.ts';
import { RequestBody } from './request-body.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';

/** What counts for a copy that nothing has come back for. */
const SERVICE_UNAVAILABLE = 503;
const GATEWAY_TIMEOUT = 504;

/** A copy of a request, sent once and forgotten: whatever becomes of it, the client never learns. */
class Mirror implements AttemptOwner {
  readonly #context: WireContext;
  readonly #exchange: Exchange;
  readonly #attempt: Attempt;
  readonly #timers: RelayTimers;
  #status = 0;
  #startedAt = 0;

  constructor(context: WireContext, exchange: Exchange, body: RequestBody) {
    this.#context = context;
    this.#exchange = exchange;
    const giveUp = (): void => {
      this.#attempt.drop();
      this.#timers.stop();
      exchange.timedOut(context.now());
      this.#told(GATEWAY_TIMEOUT);
    };
    this.#timers = new RelayTimers(context, { onDelayOver: giveUp, onDeadline: giveUp, onTimeLimit: giveUp });
    const copy = new RequestBody(NOBODY);
    copy.copy(body);
    const outcome = new Outcome(NOBODY);
    this.#attempt = new Attempt({ context, client: NOBODY, owner: this, body: copy, timers: this.#timers, outcome });
  }

  start(head: RequestHead): void {
    const now = this.#context.now();
    this.#startedAt = now;
    this.#timers.deadline(this.#exchange.timeoutMs);
    if (this.#exchange.pick(now)) this.#attempt.start(this.#exchange, head, false);
    else this.#timers.stop();
  }

  onSent(): void {
    this.#timers.tryLimit(this.#exchange.tryTimeoutMs);
  }

  onHead(response: ResponseHead): void {
    this.#status = response.status;
    this.#timers.endTry();
    this.#exchange.responded(response, this.#context.now());
  }

  onEnd(): void {
    this.#timers.stop();
    this.#attempt.forget();
    this.#exchange.completed(-1, this.#context.now());
    this.#told(this.#status);
  }

  onFailure(reason: FailureReason, detail: string): void {
    this.#timers.stop();
    this.#attempt.forget();
    this.#exchange.failed(reason, detail, this.#context.now());
    this.#told(this.#status || SERVICE_UNAVAILABLE);
  }

  #told(status: number): void {
    const { endpoint } = this.#exchange;
    const { observer, now } = this.#context;
    if (endpoint) observer.sideRequestEnded(endpoint, status, now() - this.#startedAt);
  }
}

/** Sends the copies that a complete request asks for; none when its body was not kept. */
export function sendMirrors(context: WireContext, exchange: Exchange, head: RequestHead, body: RequestBody): void {
  for (const mirror of exchange.mirrors) {
    if (exchange.replayable) new Mirror(context, mirror, body).start(head.clone());
    else {
      mirror.abandoned(context.now());
      context.observer.event('mirror-skipped', undefined);
    }
  }
}
