import type { FailureReason } from '../../../failure.ts';
import { Fields } from '../../fields.ts';
import type { RequestHead } from '../../request-head.ts';
import { type ResponseBody, ResponseHead } from '../../response-head.ts';
import type { UpstreamEvents, UpstreamStream } from '../../stream.ts';
import type { Http2Connection } from '../connection/connection.ts';
import { Http2Stream, type StreamEvents } from '../connection/stream.ts';
import { requestBlock } from '../fields/request.ts';
import { readResponse } from '../fields/response.ts';
import { readTrailers, trailersOf } from '../fields/rules.ts';
import { acceptOf } from '../fields/websocket.ts';
import { ERROR } from '../frames/codes.ts';
import type { Http2Client } from './client.ts';

/** How far the answer has come. */
const PHASES = { waiting: 0, body: 1, over: 2 } as const;

/** What the codes of RST_STREAM mean for whoever may try again; `remote-reset` for the others. */
const REASONS: Readonly<Record<number, FailureReason>> = {
  [ERROR.refusedStream]: 'refused-stream',
  [ERROR.protocol]: 'protocol-error',
};

/** One request after the other to an HTTP/2 endpoint: the object of a stream that has ended serves another one. */
export class Http2ClientStream implements UpstreamStream, StreamEvents {
  readonly stream: Http2Stream;
  reused = false;
  readonly #client: Http2Client;
  readonly #response = new ResponseHead();
  readonly #trailers = new Fields();
  #owner: UpstreamEvents | undefined;
  #phase: number = PHASES.over;
  /** Whether it is HEAD, which is answered without a body. */
  #isHead = false;
  /** Whether bytes are to go both ways once that is accepted: CONNECT, and upgrades. */
  #pipes = false;
  /** Set for an upgrade: what answers it. */
  #accept = '';
  /** Bytes of the body that are to come; -1 when nobody has said how many. */
  #left = -1;
  /** A head that has to wait for the peer's SETTINGS. */
  #held: { readonly head: RequestHead; readonly extra: string } | undefined;

  constructor(client: Http2Client, connection: Http2Connection) {
    this.#client = client;
    this.stream = new Http2Stream(connection, this);
  }

  get backlog(): number {
    return this.stream.queued;
  }

  get localLabel(): string {
    return this.#client.transport.localLabel;
  }

  /** Takes a request; its owner is told everything from now on. */
  take(owner: UpstreamEvents, reused: boolean): void {
    this.#owner = owner;
    this.reused = reused;
    this.#phase = PHASES.waiting;
    this.#accept = '';
    owner.onReady(this);
  }

  sendHead(head: RequestHead, extra: string): void {
    const { peer } = this.stream.connection;
    this.#isHead = head.method === 'HEAD';
    this.#pipes = head.method === 'CONNECT' || head.framing.upgrade !== '';
    if (head.framing.upgrade === '' || peer.connects) this.#send(head, extra);
    // RFC 8441 3: whether a peer takes upgrades is told by its SETTINGS.
    else if (peer.settled) this.#failLater('protocol-error');
    else {
      this.#held = { head, extra };
      this.#client.onceSettled(() => this.#sendHeld());
    }
  }

  #sendHeld(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    if (this.stream.connection.peer.connects) this.#send(held.head, held.extra);
    else this.#fail('protocol-error');
  }

  #send(head: RequestHead, extra: string): void {
    const { connection } = this.stream;
    if (head.framing.upgrade !== '') this.#accept = acceptOf(head.fields.get('sec-websocket-key') ?? '');
    if (connection.over) {
      this.#failLater('connection-termination');
      return;
    }
    connection.open(this.stream);
    this.stream.sendHeaders(requestBlock(head, extra, this.#client.secure));
  }

  /** Whoever asked is not ready to hear it yet. */
  #failLater(reason: FailureReason): void {
    const owner = this.#owner;
    this.#client.later(() => {
      if (this.#owner === owner && this.stream.id === 0) this.#fail(reason);
    });
  }

  /** A request that was not sent. */
  #fail(reason: FailureReason): void {
    const owner = this.#owner;
    this.#owner = undefined;
    if (owner === undefined) return;
    this.#phase = PHASES.over;
    owner.onFailure(reason, '');
    this.#client.freed(this);
  }

  sendData(chunk: Buffer, from: number, to: number): void {
    this.stream.sendData(chunk, from, to);
  }

  sendEnd(trailers: Fields | undefined): void {
    // That no body follows a wish for a pipe is not the end of the pipe.
    if (!this.#pipes || this.#phase !== PHASES.waiting) this.stream.sendEnd(trailersOf(trailers));
  }

  cancel(): void {
    const owner = this.#owner;
    this.#owner = undefined;
    this.#phase = PHASES.over;
    this.#held = undefined;
    if (this.stream.id !== 0) this.stream.reset(ERROR.cancel);
    else if (owner) this.#client.freed(this);
  }

  onHeaders(block: readonly string[], wellFormed: boolean, ended: boolean): void {
    if (!wellFormed || this.#phase === PHASES.over) this.stream.refuse();
    else if (this.#phase === PHASES.body) this.#readTrailers(block, ended);
    else this.#readHead(block, ended);
  }

  #readHead(block: readonly string[], ended: boolean): void {
    const response = this.#response;
    if (!readResponse(response, block) || (ended && response.interim)) this.stream.refuse();
    else if (response.interim) this.#owner?.onInterim(response);
    else this.#begin(response, ended);
  }

  #begin(response: ResponseHead, ended: boolean): void {
    this.#phase = PHASES.body;
    const { status, framing, fields } = response;
    const bodyless = this.#isHead || status === 204 || status === 304;
    const piped = this.#pipes && status < 300;
    if (this.#pipes && !piped) this.stream.sendEnd(undefined);
    this.#left = bodyless ? 0 : piped ? -1 : framing.contentLength;
    if (ended && this.#left > 0) {
      this.stream.refuse();
      return;
    }
    // A client of HTTP/1.1 would wait for the end of the connection without.
    if (ended && !bodyless && framing.contentLength < 0) fields.append('content-length', '0');
    if (piped && this.#accept !== '') this.#switch(response);
    const body: ResponseBody = bodyless || piped || ended ? 'none' : framing.contentLength >= 0 ? 'length' : 'chunked';
    this.#owner?.onHead(response, body);
    if (ended) this.#end(undefined);
  }

  /** RFC 8441 5: what is all right in HTTP/2 is a switch of protocols in HTTP/1.1. */
  #switch(response: ResponseHead): void {
    response.status = 101;
    response.fields.set('sec-websocket-accept', this.#accept);
  }

  #readTrailers(block: readonly string[], ended: boolean): void {
    if (!ended || this.#left > 0 || !readTrailers(this.#trailers, block)) this.stream.refuse();
    else this.#end(this.#trailers.count > 0 ? this.#trailers : undefined);
  }

  onTooLarge(): void {
    this.stream.refuse();
  }

  onData(bytes: Buffer, start: number, end: number): void {
    const known = this.#left >= 0;
    if (known) this.#left -= end - start;
    // RFC 9113 8.1.1: more bytes than were announced, or some before the head.
    if (this.#phase !== PHASES.body || (known && this.#left < 0)) this.stream.refuse();
    else this.#owner?.onData(bytes, start, end);
  }

  onEnd(): void {
    // RFC 9113 8.1.1: fewer bytes than were announced, or no head at all.
    if (this.#phase !== PHASES.body || this.#left > 0) this.stream.refuse();
    else this.#end(undefined);
  }

  #end(trailers: Fields | undefined): void {
    const owner = this.#owner;
    if (owner === undefined) return;
    // Before anything else: whoever is told may have the object serve another request.
    this.#owner = undefined;
    this.#phase = PHASES.over;
    owner.onEnd(trailers);
    owner.onPause();
  }

  onPause(): void {
    this.#owner?.onPause();
  }

  onDrain(): void {
    this.#owner?.onDrain();
  }

  onReset(code: number): void {
    // A server of Node's whose last frame has to wait says so that everything is said.
    if (code === ERROR.none && this.#phase === PHASES.body && this.#left <= 0) this.#end(undefined);
    else this.#break(REASONS[code] ?? 'remote-reset');
  }

  onLost(code: number): void {
    this.#break(code === ERROR.none ? 'connection-termination' : 'protocol-error');
  }

  #break(reason: FailureReason): void {
    const owner = this.#owner;
    this.#owner = undefined;
    this.#phase = PHASES.over;
    owner?.onFailure(reason, this.#client.detail);
  }

  onClosed(): void {
    this.#owner = undefined;
    this.#client.freed(this);
  }

  flush(): void {
    // What a turn has to say leaves at its end.
  }

  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }
}
