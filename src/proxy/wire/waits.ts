import { type Exchange, NEXT, type Next } from '../contract.ts';
import type { Question } from '../own-request.ts';
import type { WireContext } from './context.ts';
import { runErrand } from './errand.ts';
import type { RelayTimers } from './relay-timers.ts';
import type { RequestBody } from './request-body.ts';
import type { ClientSide } from './stream.ts';
import { unheard } from './unheard.ts';

/** Whose request waits, and who is told when it is over. */
export interface WaitsOptions {
  readonly context: WireContext;
  readonly client: ClientSide;
  readonly timers: RelayTimers;
  readonly body: RequestBody;
  /** What was waited for is there. */
  readonly onOver: () => void;
}

/** What a request waits for before it is tried: time, its own body, somebody's answer. */
export class Waits {
  readonly #options: WaitsOptions;
  /** A defect of ours ends this request and no other, whoever calls. */
  readonly #over: () => void;
  #asked: { readonly question: Question; readonly callOff: () => void } | undefined;

  constructor(options: WaitsOptions) {
    const { context, client, onOver } = options;
    this.#options = options;
    this.#over = unheard(context.observer, client, onOver);
  }

  /** Waits for what the exchange says. */
  begin(next: Next, exchange: Exchange): void {
    const { timers, body } = this.#options;
    if (next === NEXT.delay) timers.delay(exchange.delayMs);
    else if (next === NEXT.wait) exchange.whenReady(this.#over);
    else if (next === NEXT.body && exchange.wants?.bodyWish) body.await(exchange.wants.bodyWish, this.#over);
    else if (next === NEXT.ask && exchange.wants?.question) this.#ask(exchange.wants.question);
  }

  #ask(question: Question): void {
    const { context } = this.#options;
    let over = false;
    const callOff = runErrand(context, question.request, (answer) => {
      over = true;
      this.#asked = undefined;
      question.answered(answer, context.now());
      this.#over();
    });
    if (!over) this.#asked = { question, callOff };
  }

  /** The request has ended: nobody is waited for. */
  end(): void {
    const asked = this.#asked;
    if (asked === undefined) return;
    this.#asked = undefined;
    asked.callOff();
    asked.question.dropped();
  }
}
