import type { ConnectionInfo, Exchange, HttpService, ListenerPlan, LocalReply } from '../../../contract.ts';
import { FLAGS } from '../../../flags.ts';
import { Fields } from '../../fields.ts';
import { CLIENT_GONE, refusal } from '../../h1/refusal.ts';
import type { Ending } from '../../outcome.ts';
import { Relay } from '../../relay.ts';
import { RequestHead } from '../../request-head.ts';
import type { ResponseBody, ResponseHead } from '../../response-head.ts';
import type { ClientSide } from '../../stream.ts';
import type { Http2Connection } from '../connection/connection.ts';
import { Http2Stream, type StreamEvents } from '../connection/stream.ts';
import type { RequestVerdict } from '../fields/request.ts';
import { interimBlock, replyBlock, responseBlock } from '../fields/response.ts';
import { readTrailers, trailersOf } from '../fields/rules.ts';
import { ERROR } from '../frames/codes.ts';
import type { Http2Server } from './server.ts';

/** What is no message is reset, without an answer. */
const MALFORMED: Ending = { status: 0, flags: FLAGS.DPE, details: 'http2.violation.of.messaging.rule' };

/** Fields over the limit, which nobody has looked at. */
const TOO_LARGE: Ending = { status: 431, flags: FLAGS.DPE, details: 'http2.header_list_size_too_large' };

/** What requests get that are messages, but none that can be passed on. */
const REFUSED: Readonly<Record<Exclude<RequestVerdict, 'good' | 'malformed'>, Ending>> = {
  'bad-request': { status: 400, flags: FLAGS.DPE, details: 'http2.invalid.header.field' },
  'too-many-fields': { status: 431, flags: FLAGS.DPE, details: 'http2.too_many_headers' },
};

/** One request after the other of an HTTP/2 client: the object of a stream that has ended serves another one. */
export class Http2ServerStream implements ClientSide, StreamEvents {
  readonly listener: ListenerPlan;
  readonly connection: ConnectionInfo;
  readonly protocol = 'HTTP/2';
  readonly stream: Http2Stream;
  readonly #server: Http2Server;
  readonly #relay: Relay;
  readonly #head = new RequestHead();
  readonly #trailers = new Fields();
  #service: HttpService | undefined;
  #exchange: Exchange | undefined;
  /** The head has come; what comes behind it are trailers. */
  #begun = false;
  /** Bytes of the body that are to come; -1 when nobody has said how many. */
  #left = -1;

  constructor(server: Http2Server, connection: Http2Connection) {
    const { host, context, connection: client } = server.options;
    this.#server = server;
    this.listener = host.listener;
    this.connection = client;
    this.#relay = new Relay(context, this);
    this.stream = new Http2Stream(connection, this);
  }

  get backlog(): number {
    return this.stream.queued;
  }

  onHeaders(block: readonly string[], wellFormed: boolean, ended: boolean): void {
    if (this.#begun) this.#readTrailers(block, wellFormed && ended);
    else this.#begin(block, wellFormed, ended);
  }

  #begin(block: readonly string[], wellFormed: boolean, ended: boolean): void {
    this.#begun = true;
    const verdict = this.#server.requests.read(this.#head, block, ended);
    this.#left = this.#head.framing.contentLength;
    if (!wellFormed || verdict === 'malformed') {
      this.#relay.refuse(this.#head, MALFORMED);
      this.stream.refuse();
    } else if (verdict === 'good') this.#relay.begin(this.#exchangeOf(this.#server.service()), this.#head, ended);
    else this.#refuse(REFUSED[verdict]);
  }

  #exchangeOf(service: HttpService): Exchange {
    if (this.#exchange === undefined || this.#service !== service) {
      this.#service = service;
      this.#exchange = service.exchange(this.connection);
    }
    return this.#exchange;
  }

  #refuse(ending: Ending): void {
    this.#relay.refuse(this.#head, ending);
    this.sendReply(refusal(ending.status));
  }

  #readTrailers(block: readonly string[], valid: boolean): void {
    if (!valid || this.#left > 0 || !readTrailers(this.#trailers, block)) this.#breakOff();
    else this.#complete(this.#trailers.count > 0 ? this.#trailers : undefined);
  }

  onTooLarge(): void {
    if (this.#begun) {
      this.#breakOff();
      return;
    }
    this.#begun = true;
    this.#server.requests.read(this.#head, [], false);
    this.#refuse(TOO_LARGE);
  }

  /** A request that turns out to be none. */
  #breakOff(): void {
    this.#relay.abandon(MALFORMED);
    this.stream.refuse();
  }

  onData(bytes: Buffer, start: number, end: number): void {
    if (this.#left >= 0) {
      this.#left -= end - start;
      if (this.#left < 0) {
        this.#breakOff();
        return;
      }
    }
    this.#relay.requestData(bytes, start, end);
  }

  onEnd(): void {
    // RFC 9113 8.1.1: fewer bytes than were announced.
    if (this.#left > 0) this.#breakOff();
    else this.#complete(undefined);
  }

  #complete(trailers: Fields | undefined): void {
    this.#relay.requestEnd(trailers);
    this.#relay.flushUpstream();
  }

  onPause(): void {
    this.#relay.flushUpstream();
  }

  onDrain(): void {
    this.#relay.clientDrained();
  }

  onReset(code: number): void {
    this.#relay.abandon(code === ERROR.internal ? MALFORMED : CLIENT_GONE);
  }

  onLost(code: number): void {
    this.#relay.abandon(code === ERROR.none ? CLIENT_GONE : MALFORMED);
  }

  onClosed(): void {
    this.#begun = false;
    // What a defect of ours has left unfinished is not used again.
    if (!this.#relay.active) this.#server.freed(this);
  }

  sendInterim(response: ResponseHead): void {
    this.stream.sendHeaders(interimBlock(response));
  }

  sendHead(response: ResponseHead, _body: ResponseBody, serviceMs: number): void {
    this.stream.sendHeaders(responseBlock(response, this.#server.extras(serviceMs)));
  }

  sendData(chunk: Buffer, from: number, to: number): void {
    this.stream.sendData(chunk, from, to);
  }

  sendEnd(trailers: Fields | undefined): void {
    this.stream.sendEnd(trailersOf(trailers));
  }

  sendReply(reply: LocalReply): void {
    this.stream.sendHeaders(replyBlock(reply, this.#server.extras(0)));
    if (reply.body !== '' && this.#head.method !== 'HEAD') {
      const bytes = Buffer.from(reply.body, 'latin1');
      this.stream.sendData(bytes, 0, bytes.length);
    }
    this.stream.sendEnd(undefined);
  }

  abort(): void {
    this.stream.reset(ERROR.internal);
  }

  pipe(): void {
    // A stream carries bytes as they are from the start.
  }

  flush(): void {
    // What a turn has to say leaves at its end.
  }

  pauseRequest(): void {
    this.stream.pause();
  }

  resumeRequest(): void {
    this.stream.resume();
  }
}
