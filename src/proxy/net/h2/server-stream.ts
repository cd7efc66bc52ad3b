import { constants, type ServerHttp2Stream } from 'node:http2';
import type { ConnectionInfo, ListenerPlan, LocalReply } from '../../contract.ts';
import { FLAGS } from '../../flags.ts';
import { Fields } from '../../wire/fields.ts';
import { CLIENT_GONE, refusal } from '../../wire/h1/refusal.ts';
import { Relay } from '../../wire/relay.ts';
import { RequestHead } from '../../wire/request-head.ts';
import type { ResponseBody, ResponseHead } from '../../wire/response-head.ts';
import type { ClientSide } from '../../wire/stream.ts';
import type { Http2Options } from '../context.ts';
import { lasting } from '../read-buffer.ts';
import { addLines, headersOf, type RawHeaders, readRequest, readTrailers } from './headers.ts';

/** One request of an HTTP/2 client. */
export class Http2ServerStream implements ClientSide {
  readonly listener: ListenerPlan;
  readonly connection: ConnectionInfo;
  readonly protocol = 'HTTP/2';
  readonly #options: Http2Options;
  readonly #stream: ServerHttp2Stream;
  readonly #relay: Relay;
  readonly #head = new RequestHead();
  readonly #trailers = new Fields();
  #answer: Fields | undefined;
  #bodyless = false;

  constructor(options: Http2Options, stream: ServerHttp2Stream) {
    this.#options = options;
    this.#stream = stream;
    this.listener = options.host.listener;
    this.connection = options.connection;
    this.#relay = new Relay(options.context, this);
  }

  get backlog(): number {
    return this.#stream.writableLength;
  }

  /** Takes the request whose field block came. */
  start(raw: RawHeaders, ended: boolean): void {
    const valid = readRequest(this.#head, raw, ended);
    this.#listen();
    if (!valid) {
      this.#relay.refuse(this.#head, { status: 400, flags: FLAGS.DPE, details: 'http2.invalid_header_field' });
      this.sendReply(refusal(400));
      return;
    }
    const { host, connection, service } = this.#options;
    const current = host.serviceFor(connection) ?? service;
    this.#relay.begin(current.exchange(connection), this.#head, ended);
  }

  #listen(): void {
    const stream = this.#stream;
    stream.on('data', (chunk: Buffer) =>
      this.#guard(() => {
        this.#relay.requestData(chunk, 0, chunk.length);
        this.#relay.flushUpstream();
      }),
    );
    stream.on('trailers', (_headers, _flags: number, raw?: RawHeaders) => readTrailers(this.#trailers, raw ?? []));
    stream.on('end', () =>
      this.#guard(() => {
        this.#relay.requestEnd(this.#trailers.count > 0 ? this.#trailers : undefined);
        this.#relay.flushUpstream();
      }),
    );
    stream.on('drain', () => this.#guard(() => this.#relay.clientDrained()));
    stream.on('wantTrailers', () => stream.sendTrailers(this.#answer ? headersOf(this.#answer) : {}));
    // What went wrong is told by `close`.
    stream.on('error', () => undefined);
    stream.on('close', () => this.#guard(() => this.#relay.abandon(CLIENT_GONE)));
  }

  /** A defect of ours ends this stream and no other. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.context.observer.internalError(error);
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  sendInterim(response: ResponseHead): void {
    if (this.#open) this.#stream.additionalHeaders(headersOf(response.fields, { ':status': response.status }));
  }

  sendHead(response: ResponseHead, body: ResponseBody, serviceMs: number): void {
    if (!this.#open) return;
    const { serverName } = this.#options.service.settings;
    if (serverName !== '') response.fields.dropNamed('server');
    // RFC 8441 5: where HTTP/1.1 switches protocols, HTTP/2 says that it is all right.
    const switched = response.status === 101;
    if (switched) response.fields.dropNamed('sec-websocket-accept');
    const headers = headersOf(response.fields, { ':status': switched ? 200 : response.status });
    headers['date'] ??= this.#options.context.httpDate();
    headers['x-envoy-upstream-service-time'] = String(Math.max(0, Math.round(serviceMs)));
    if (serverName !== '') headers['server'] = serverName;
    this.#bodyless = body === 'none' && !switched;
    this.#stream.respond(headers, this.#bodyless ? { endStream: true } : { waitForTrailers: true });
  }

  sendData(chunk: Buffer, from: number, to: number): void {
    if (this.#open) this.#stream.write(lasting(chunk.subarray(from, to)));
  }

  sendEnd(trailers: Fields | undefined): void {
    this.#answer = trailers && trailers.count > 0 ? trailers : undefined;
    if (!this.#bodyless && this.#open) this.#stream.end();
    this.#settleRequest();
  }

  sendReply(reply: LocalReply): void {
    if (!this.#open) return;
    const { serverName } = this.#options.service.settings;
    const headers = addLines({ ':status': reply.status, date: this.#options.context.httpDate() }, reply.fields);
    if (serverName !== '') headers['server'] = serverName;
    const bodyless = reply.body === '' || this.#head.method === 'HEAD';
    if (reply.body !== '') headers['content-length'] = reply.body.length;
    this.#stream.respond(headers, { endStream: bodyless });
    if (!bodyless) this.#stream.end(reply.body, 'latin1');
    this.#settleRequest();
  }

  /** RFC 9113 8.1: a client whose request is not needed any more is told to stop. */
  #settleRequest(): void {
    this.#stream.resume();
  }

  abort(): void {
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  pipe(): void {
    // A stream carries bytes as they are from the start.
  }

  flush(): void {
    // `node:http2` gathers the frames of one turn by itself.
  }

  pauseRequest(): void {
    this.#stream.pause();
  }

  resumeRequest(): void {
    this.#stream.resume();
  }

  get #open(): boolean {
    return !this.#stream.destroyed && !this.#stream.closed;
  }
}
