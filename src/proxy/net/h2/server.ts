import {
  constants,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import type { Drainable, Http2Options } from '../context.ts';
import type { RawHeaders } from './headers.ts';
import { Http2ServerStream } from './server-stream.ts';

/** Spec 10.2: what one stream and one connection may have under way. */
const STREAM_WINDOW_BYTES = 256 * 1024;
const CONNECTION_WINDOW_BYTES = 1024 * 1024;
const MAX_HEADER_LIST_BYTES = 60 * 1024;

/** A client that resets so many of its last streams does nothing else (CVE-2023-44487). */
const RESETS_LOOKED_AT = 200;
const MAX_RESETS = 100;

/** Of streams, and the highest number one can have. */
const NO_LIMIT = 2 ** 31 - 1;

/** A client's HTTP/2 connection: a relay for each stream. */
export function startHttp2(options: Http2Options): Drainable {
  const connection = new Http2Server(options);
  return connection;
}

class Http2Server implements Drainable {
  readonly #options: Http2Options;
  readonly #session: ServerHttp2Session;
  #streams = 0;
  #resets = 0;
  #draining = false;

  constructor(options: Http2Options) {
    this.#options = options;
    const { maxConcurrentStreams, idleTimeoutMs } = options.service.settings;
    const settings: Settings = {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxHeaderListSize: MAX_HEADER_LIST_BYTES,
      maxConcurrentStreams: maxConcurrentStreams || NO_LIMIT,
      enableConnectProtocol: true,
    };
    const session = performServerHandshake(options.socket, { settings });
    this.#session = session;
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    session.on('stream', (stream: ServerHttp2Stream, _headers: unknown, flags: number, raw: RawHeaders) =>
      this.#onStream(stream, flags, raw),
    );
    session.on('error', () => session.destroy());
    if (idleTimeoutMs > 0) session.setTimeout(idleTimeoutMs, () => session.close());
  }

  /**
   * RFC 9113 6.8: says first that the end is near without refusing anything, and after a round trip, when the client has heard of
   * it, which stream was the last. Streams end; no new one begins.
   */
  drain(): void {
    const session = this.#session;
    if (this.#draining || session.closed || session.destroyed) return;
    this.#draining = true;
    session.goaway(constants.NGHTTP2_NO_ERROR, NO_LIMIT);
    const close = (): void => {
      if (!session.closed) session.close();
    };
    if (!session.ping(close)) close();
  }

  #onStream(stream: ServerHttp2Stream, flags: number, raw: RawHeaders): void {
    this.#streams += 1;
    if (this.#streams % RESETS_LOOKED_AT === 0) this.#resets = 0;
    stream.on('aborted', () => this.#onReset());
    const { context } = this.#options;
    try {
      const server = new Http2ServerStream(this.#options, stream);
      server.start(raw, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0);
    } catch (error) {
      context.observer.internalError(error);
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
    if (context.draining) this.drain();
  }

  #onReset(): void {
    this.#resets += 1;
    if (this.#resets < MAX_RESETS) return;
    this.#session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    this.#session.destroy();
  }
}
