/** A request of the proxy's own, for something it needs to know. */

import type { Endpoint } from '../upstream.ts';
import type { WireContext } from './context.ts';
import type { Fields } from './fields.ts';
import { NO_CONNECTION } from './nobody.ts';
import { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';
import type { UpstreamEvents, UpstreamStream } from './stream.ts';
import { Timer } from './timer-wheel.ts';

export interface ErrandOptions {
  readonly endpoint: Endpoint;
  readonly authority: string;
  /** Path and query. */
  readonly target: string;
  readonly timeoutMs: number;
  /** A longer body is as good as none. */
  readonly maxBytes: number;
}

/** What came back; `undefined` for no whole answer in time. */
export interface ErrandAnswer {
  readonly status: number;
  readonly body: Buffer;
}

class Errand implements UpstreamEvents {
  readonly origin = NO_CONNECTION;
  readonly #context: WireContext;
  readonly #options: ErrandOptions;
  readonly #then: (answer: ErrandAnswer | undefined) => void;
  readonly #timer = new Timer(() => this.#giveUp());
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #status = 0;
  #stream: UpstreamStream | undefined;
  #over = false;

  constructor(context: WireContext, options: ErrandOptions, then: (answer: ErrandAnswer | undefined) => void) {
    this.#context = context;
    this.#options = options;
    this.#then = then;
  }

  start(): void {
    const { endpoint, timeoutMs } = this.#options;
    this.#context.wheel.start(this.#timer, timeoutMs);
    this.#context.upstreams.acquire(endpoint, this, endpoint.cluster.protocol === 'http2', false);
  }

  onReady(stream: UpstreamStream): void {
    if (this.#over) {
      stream.cancel();
      return;
    }
    const head = new RequestHead();
    head.method = 'GET';
    head.authority = this.#options.authority;
    head.target = this.#options.target;
    this.#stream = stream;
    stream.sendHead(head, 'accept: application/json\r\n');
    stream.sendEnd(undefined);
    stream.flush();
  }

  onInterim(): void {
    // The answer is still to come.
  }

  onHead({ status }: ResponseHead): void {
    this.#status = status;
  }

  onData(chunk: Buffer, from: number, to: number): void {
    this.#size += to - from;
    if (this.#size > this.#options.maxBytes) this.#giveUp();
    // The bytes are there only until this returns.
    else this.#pieces.push(Buffer.from(chunk.subarray(from, to)));
  }

  onEnd(_trailers: Fields | undefined): void {
    this.#settle({ status: this.#status, body: Buffer.concat(this.#pieces) });
  }

  onFailure(): void {
    this.#settle(undefined);
  }

  onDrain(): void {
    // There is no body to be sent.
  }

  onPause(): void {
    // Nobody is slower than this.
  }

  #giveUp(): void {
    if (this.#stream) this.#stream.cancel();
    else this.#context.upstreams.cancel(this.#options.endpoint, this);
    this.#settle(undefined);
  }

  #settle(answer: ErrandAnswer | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#context.wheel.stop(this.#timer);
    this.#then(answer);
  }
}

/** Asks an endpoint, over the connections of all others; calls back once. */
export function runErrand(
  context: WireContext,
  options: ErrandOptions,
  then: (answer: ErrandAnswer | undefined) => void,
): void {
  new Errand(context, options, then).start();
}
