import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import type { FailureReason } from '../../failure.ts';
import type { ProxyObserver } from '../../observer.ts';
import { Fields } from '../../wire/fields.ts';
import type { RequestHead } from '../../wire/request-head.ts';
import { ResponseHead } from '../../wire/response-head.ts';
import type { UpstreamEvents, UpstreamStream } from '../../wire/stream.ts';
import { addLines, headersOf, type RawHeaders, readResponse, readTrailers } from './headers.ts';

export interface ClientStreamOptions {
  readonly session: ClientHttp2Session;
  readonly localLabel: string;
  readonly reused: boolean;
  readonly secure: boolean;
  readonly observer: ProxyObserver;
  /** The stream is over. */
  readonly onDone: () => void;
}

/** One request to an HTTP/2 endpoint. */
export class Http2ClientStream implements UpstreamStream {
  readonly reused: boolean;
  readonly localLabel: string;
  readonly #options: ClientStreamOptions;
  readonly #response = new ResponseHead();
  readonly #trailers = new Fields();
  #owner: UpstreamEvents | undefined;
  #stream: ClientHttp2Stream | undefined;
  #requestTrailers: Fields | undefined;
  #bodyless = false;
  #ended = false;

  constructor(owner: UpstreamEvents, options: ClientStreamOptions) {
    this.#owner = owner;
    this.#options = options;
    this.reused = options.reused;
    this.localLabel = options.localLabel;
  }

  get backlog(): number {
    return this.#stream?.writableLength ?? 0;
  }

  sendHead(head: RequestHead, extra: string): void {
    const pseudo = {
      ':method': head.method,
      ':authority': head.authority,
      ...(head.method === 'CONNECT'
        ? {}
        : { ':path': head.target, ':scheme': this.#options.secure ? 'https' : 'http' }),
    };
    const headers = addLines(headersOf(head.fields, pseudo), extra);
    this.#bodyless = !head.hasBody && head.method !== 'CONNECT';
    const endStream = this.#bodyless;
    try {
      const stream = this.#options.session.request(headers, endStream ? { endStream } : { waitForTrailers: true });
      this.#stream = stream;
      this.#listen(stream);
    } catch (error) {
      // The session has just gone, or the fields are none that HTTP/2 can carry; whoever asked is not ready to hear it yet.
      queueMicrotask(() => this.#guard(() => this.#refused(error)));
    }
  }

  #refused(error: unknown): void {
    const owner = this.#owner;
    this.#owner = undefined;
    this.#options.onDone();
    const gone = this.#options.session.destroyed || this.#options.session.closed;
    owner?.onFailure(gone ? 'connection-termination' : 'protocol-error', error instanceof Error ? error.message : '');
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.on('headers', (_headers, _flags, raw?: RawHeaders) => this.#guard(() => this.#interim(raw ?? [])));
    stream.on('response', (_headers, flags: number, raw?: RawHeaders) =>
      this.#guard(() => this.#head(raw ?? [], (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0)),
    );
    stream.on('data', (chunk: Buffer) =>
      this.#guard(() => {
        this.#owner?.onData(chunk, 0, chunk.length);
        this.#owner?.onPause();
      }),
    );
    stream.on('trailers', (_headers, _flags, raw?: RawHeaders) => readTrailers(this.#trailers, raw ?? []));
    stream.on('end', () => this.#guard(() => this.#end()));
    stream.on('drain', () => this.#guard(() => this.#owner?.onDrain()));
    stream.on('wantTrailers', () => stream.sendTrailers(this.#requestTrailers ? headersOf(this.#requestTrailers) : {}));
    // What went wrong is told by `close`.
    stream.on('error', () => undefined);
    stream.on('close', () => this.#guard(() => this.#close(stream)));
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.observer.internalError(error);
      this.#stream?.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  #interim(raw: RawHeaders): void {
    const interim = new ResponseHead();
    if (readResponse(interim, raw)) this.#owner?.onInterim(interim);
  }

  #head(raw: RawHeaders, ended: boolean): void {
    const response = this.#response;
    if (!readResponse(response, raw)) {
      this.#stream?.close(constants.NGHTTP2_PROTOCOL_ERROR);
      return;
    }
    const { contentLength } = response.framing;
    // A client of HTTP/1.1 would wait for the end of the connection without.
    if (ended && contentLength < 0 && response.status >= 200) response.fields.append('content-length', '0');
    const body = ended ? 'none' : contentLength >= 0 ? 'length' : 'chunked';
    this.#owner?.onHead(response, body);
  }

  #end(): void {
    if (this.#response.status === 0) return;
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.onEnd(this.#trailers.count > 0 ? this.#trailers : undefined);
    owner?.onPause();
  }

  #close(stream: ClientHttp2Stream): void {
    this.#options.onDone();
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.onFailure(this.#reasonOf(stream.rstCode), '');
  }

  #reasonOf(code: number): FailureReason {
    if (code === constants.NGHTTP2_REFUSED_STREAM) return 'refused-stream';
    if (this.#options.session.destroyed || this.#options.session.closed) return 'connection-termination';
    return code === constants.NGHTTP2_PROTOCOL_ERROR ? 'protocol-error' : 'remote-reset';
  }

  sendData(chunk: Buffer, from: number, to: number): void {
    if (this.#stream?.writable) this.#stream.write(chunk.subarray(from, to));
  }

  sendEnd(trailers: Fields | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#requestTrailers = trailers && trailers.count > 0 ? trailers : undefined;
    if (!this.#bodyless) this.#stream?.end();
  }

  cancel(): void {
    this.#owner = undefined;
    this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  flush(): void {
    // `node:http2` gathers the frames of one turn by itself.
  }

  pause(): void {
    this.#stream?.pause();
  }

  resume(): void {
    this.#stream?.resume();
  }
}
