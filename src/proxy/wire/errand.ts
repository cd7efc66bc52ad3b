/** A request of the proxy's own, for something it needs to know. */

import type { OwnAnswer, OwnRequest } from '../own-request.ts';
import type { WireContext } from './context.ts';
import { Fields } from './fields.ts';
import { NO_CONNECTION } from './nobody.ts';
import { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';
import type { UpstreamEvents, UpstreamStream } from './stream.ts';
import { Timer } from './timer-wheel.ts';

type Then = (answer: OwnAnswer | undefined) => void;

/** What an errand needs of the proxy. */
type ErrandContext = Pick<WireContext, 'wheel' | 'upstreams' | 'observer' | 'now'>;

/** What counts for a request that nothing has come back for. */
const SERVICE_UNAVAILABLE = 503;
const GATEWAY_TIMEOUT = 504;

function headOf({ method, authority, target, fields, body }: OwnRequest): RequestHead {
  const head = new RequestHead();
  head.method = method;
  head.authority = authority;
  head.target = target;
  head.fields.appendLines(fields);
  if (body === undefined) return head;
  head.fields.append('content-length', String(body.length));
  head.framing.contentLength = body.length;
  return head;
}

/** The status of gRPC, which stands in the trailers, or in the head of an answer that has nothing else. */
function grpcStatusOf(trailers: Fields | undefined, fields: Fields): number {
  const text = trailers?.get('grpc-status') ?? fields.get('grpc-status');
  return text !== undefined && /^[0-9]{1,3}$/.test(text) ? Number(text) : -1;
}

class Errand implements UpstreamEvents {
  readonly origin = NO_CONNECTION;
  readonly #context: ErrandContext;
  readonly #request: OwnRequest;
  readonly #then: Then;
  readonly #timer = new Timer(() => this.#giveUp());
  readonly #pieces: Buffer[] = [];
  readonly #fields = new Fields();
  #size = 0;
  #status = 0;
  #stream: UpstreamStream | undefined;
  #startedAt = 0;
  #over = false;

  constructor(context: ErrandContext, request: OwnRequest, then: Then) {
    this.#context = context;
    this.#request = request;
    this.#then = then;
  }

  start(): void {
    const { endpoint, timeoutMs, http2 } = this.#request;
    this.#startedAt = this.#context.now();
    this.#context.wheel.start(this.#timer, timeoutMs);
    this.#context.upstreams.acquire(endpoint, this, http2 || endpoint.cluster.protocol === 'http2', false);
  }

  onReady(stream: UpstreamStream): void {
    if (this.#over) {
      stream.cancel();
      return;
    }
    const { body } = this.#request;
    this.#stream = stream;
    stream.sendHead(headOf(this.#request), '');
    if (body && body.length > 0) stream.sendData(body, 0, body.length);
    stream.sendEnd(undefined);
    stream.flush();
  }

  onInterim(): void {
    // The answer is still to come.
  }

  onHead({ status, fields }: ResponseHead): void {
    this.#status = status;
    this.#fields.copy(fields);
  }

  onData(chunk: Buffer, from: number, to: number): void {
    this.#size += to - from;
    if (this.#size > this.#request.maxBytes) this.#giveUp();
    // The bytes are there only until this returns.
    else this.#pieces.push(Buffer.from(chunk.subarray(from, to)));
  }

  onEnd(trailers: Fields | undefined): void {
    const grpcStatus = grpcStatusOf(trailers, this.#fields);
    const answer = { status: this.#status, fields: this.#fields, body: Buffer.concat(this.#pieces), grpcStatus };
    this.#settle(answer, this.#status);
  }

  onFailure(): void {
    this.#settle(undefined, SERVICE_UNAVAILABLE);
  }

  onDrain(): void {
    // What is sent is small, and sent at once.
  }

  onPause(): void {
    // Nobody is slower than this.
  }

  /** Nobody wants to know any more. */
  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#context.wheel.stop(this.#timer);
    this.#leave();
  }

  #leave(): void {
    if (this.#stream) this.#stream.cancel();
    else this.#context.upstreams.cancel(this.#request.endpoint, this);
  }

  #giveUp(): void {
    this.#leave();
    this.#settle(undefined, GATEWAY_TIMEOUT);
  }

  #settle(answer: OwnAnswer | undefined, status: number): void {
    if (this.#over) return;
    this.#over = true;
    const { wheel, observer, now } = this.#context;
    wheel.stop(this.#timer);
    observer.sideRequestEnded(this.#request.endpoint, status, now() - this.#startedAt);
    this.#then(answer);
  }
}

/** Asks an endpoint, over the connections of all others; calls back once, perhaps before it returns. Gives what calls it off. */
export function runErrand(context: ErrandContext, request: OwnRequest, then: Then): () => void {
  const errand = new Errand(context, request, then);
  errand.start();
  return () => errand.cancel();
}
