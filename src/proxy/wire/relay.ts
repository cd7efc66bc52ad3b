import { type Exchange, NEXT, type Next, VERDICT } from '../contract.ts';
import type { FailureReason } from '../failure.ts';
import { Attempt, type AttemptOwner } from './attempt.ts';
import type { WireContext } from './context.ts';
import type { Fields } from './fields.ts';
import { sendMirrors } from './mirror.ts';
import { type Ending, Outcome } from './outcome.ts';
import { RelayTimers } from './relay-timers.ts';
import { RequestBody } from './request-body.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseBody, ResponseHead } from './response-head.ts';
import type { ClientSide } from './stream.ts';
import { Waits } from './waits.ts';

/** From `responding` on a response has begun. */
const PHASES = { idle: 0, delayed: 1, trying: 2, responding: 3, piping: 4 } as const;

/**
 * Takes one request after the other from a client to the endpoints that the runtime chooses, and the response back: tries,
 * replays of the body, time limits, back-pressure. Knows neither sockets nor protocols.
 */
export class Relay implements AttemptOwner {
  readonly outcome: Outcome;
  readonly #context: WireContext;
  readonly #client: ClientSide;
  readonly #timers: RelayTimers;
  readonly #body: RequestBody;
  readonly #attempt: Attempt;
  readonly #waits: Waits;
  #exchange: Exchange | undefined;
  #head: RequestHead | undefined;
  #phase: number = PHASES.idle;

  constructor(context: WireContext, client: ClientSide) {
    this.#context = context;
    this.#client = client;
    this.outcome = new Outcome(client);
    this.#body = new RequestBody(client);
    this.#timers = new RelayTimers(context, {
      onDelayOver: () => this.#delayOver(),
      onDeadline: () => this.#deadline(),
      onTimeLimit: (reason) => {
        this.#attempt.drop();
        this.onFailure(reason, '');
      },
    });
    const parts = { context, client, body: this.#body, timers: this.#timers };
    this.#waits = new Waits({ ...parts, onOver: () => this.#delayOver() });
    this.#attempt = new Attempt({ ...parts, owner: this, outcome: this.outcome });
  }

  /** Whether a request is under way. */
  get active(): boolean {
    return this.#phase !== PHASES.idle;
  }

  /** Whether part of a response has gone to the client. */
  get responding(): boolean {
    return this.#phase >= PHASES.responding;
  }

  /** A request; `complete` when no body follows. */
  begin(exchange: Exchange, head: RequestHead, complete: boolean): void {
    const now = this.#context.now();
    this.outcome.start(head, exchange, now);
    this.#exchange = exchange;
    this.#head = head;
    this.#phase = PHASES.delayed;
    this.#body.start(complete, head.framing.upgrade !== '' && this.#client.protocol === 'HTTP/2');
    this.#context.observer.requestStarted(this.#client.listener);
    this.#act(exchange.begin(head, now), exchange);
  }

  #act(next: Next, exchange: Exchange): void {
    if (next === NEXT.reply) this.#reply(exchange);
    else if (next !== NEXT.forward) this.#waits.begin(next, exchange);
    else {
      this.#phase = PHASES.trying;
      this.#timers.idle(exchange.idleTimeoutMs);
      if (this.#body.complete) this.#requestComplete(exchange);
      this.#tryOnce(exchange);
    }
  }

  #delayOver(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    if (this.#phase === PHASES.trying) this.#tryOnce(exchange);
    else this.#act(exchange.resume(this.#context.now()), exchange);
    this.#client.flush();
  }

  /** The route's time runs from here, and copies can be sent: there is a whole request. */
  #requestComplete(exchange: Exchange): void {
    this.#timers.deadline(exchange.timeoutMs);
    if (this.#head && exchange.mirrors.length > 0) sendMirrors(this.#context, exchange, this.#head, this.#body);
  }

  #tryOnce(exchange: Exchange): void {
    const endpoint = exchange.pick(this.#context.now());
    if (endpoint === undefined) this.#reply(exchange);
    else if (this.#head) this.#attempt.start(exchange, this.#head, this.#client.protocol === 'HTTP/2');
  }

  onSent(): void {
    if (this.#exchange && this.#body.complete) this.#timers.tryLimit(this.#exchange.tryTimeoutMs);
  }

  /** Bytes of the body, or of the pipe. */
  requestData(chunk: Buffer, from: number, to: number): void {
    if (this.#exchange === undefined) return;
    this.outcome.received(chunk, from, to);
    this.#timers.touch();
    if (this.responding) this.#attempt.stream?.sendData(chunk, from, to);
    else this.#body.receive(chunk.subarray(from, to), this.#attempt.stream, this.#exchange);
  }

  /** Sends what was written to the upstream. */
  flushUpstream(): void {
    this.#attempt.flush();
  }

  /** The client has taken everything. */
  clientDrained(): void {
    this.#attempt.clientDrained();
  }

  /** The body is complete; of a pipe: the client sends nothing more. */
  requestEnd(trailers: Fields | undefined): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const isTried = this.#phase === PHASES.trying;
    this.#body.end(trailers, this.#attempt.stream);
    if (!isTried) return;
    this.#attempt.sentAt = this.#context.now();
    if (this.#attempt.stream) this.#timers.tryLimit(exchange.tryTimeoutMs);
    this.#requestComplete(exchange);
  }

  onHead(response: ResponseHead, body: ResponseBody): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const now = this.#context.now();
    this.#timers.endTry();
    if (exchange.responded(response, now) === VERDICT.retry) {
      this.#attempt.drop();
      this.#retry(exchange);
      return;
    }
    this.outcome.responded(response, now);
    this.#phase = PHASES.responding;
    const pipes = response.status === 101 || (this.#head?.method === 'CONNECT' && response.status < 300);
    if (pipes) this.#body.release(this.#attempt.stream);
    this.#body.drop();
    this.#client.sendHead(response, body, now - this.#attempt.sentAt);
    if (!pipes) return;
    // A byte pipe has no time limits of a request.
    this.#phase = PHASES.piping;
    this.#timers.stop();
    this.#client.pipe();
  }

  onEnd(trailers: Fields | undefined): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const now = this.#context.now();
    this.outcome.completed(trailers);
    exchange.completed(this.outcome.grpcStatus, now);
    // An answer that came before the request was complete: the rest has nowhere to go.
    if (!this.#body.complete) this.#attempt.drop();
    this.#finish(now);
    this.#client.sendEnd(trailers);
  }

  onFailure(reason: FailureReason, detail: string): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const now = this.#context.now();
    this.#timers.endTry();
    if (this.responding) {
      exchange.cut(reason, now);
      this.#finish(now);
      this.#client.abort();
    } else if (exchange.failed(reason, detail, now) === VERDICT.retry) this.#retry(exchange);
    else this.#reply(exchange);
    this.#client.flush();
  }

  #retry(exchange: Exchange): void {
    this.#phase = PHASES.trying;
    if (exchange.delayMs > 0) this.#timers.delay(exchange.delayMs);
    else this.#tryOnce(exchange);
  }

  #reply(exchange: Exchange): void {
    const { reply } = exchange;
    this.outcome.status = reply.status;
    this.outcome.bytesSent = this.outcome.head.method === 'HEAD' ? 0 : reply.body.length;
    this.#finish(this.#context.now());
    this.#client.sendReply(reply);
  }

  #deadline(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const now = this.#context.now();
    this.#attempt.drop();
    exchange.timedOut(now);
    if (this.responding) {
      this.#finish(now);
      this.#client.abort();
    } else this.#reply(exchange);
    this.#client.flush();
  }

  /** The client has gone, or broke its request: nothing is owed to anybody. */
  abandon(ending: Ending): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const now = this.#context.now();
    this.outcome.endBy(ending, this.responding);
    this.#attempt.drop();
    exchange.abandoned(now);
    this.#finish(now);
  }

  /** A request that no runtime has seen. */
  refuse(head: RequestHead, ending: Ending): void {
    const now = this.#context.now();
    this.outcome.refused(head, ending, now);
    this.#context.observer.requestStarted(this.#client.listener);
    this.#finish(now);
  }

  #finish(now: number): void {
    this.#timers.stop();
    this.#waits.end();
    this.#phase = PHASES.idle;
    this.#exchange = undefined;
    this.#attempt.forget();
    this.#body.drop();
    this.outcome.endedAt = now;
    this.#context.observer.requestEnded(this.outcome);
  }
}
