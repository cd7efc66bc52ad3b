import type { LocalReply } from '../../contract.ts';
import type { WireContext } from '../context.ts';
import type { Fields } from '../fields.ts';
import type { RequestHead } from '../request-head.ts';
import type { ResponseBody, ResponseHead } from '../response-head.ts';
import type { ClientWire } from '../stream.ts';
import type { Transport } from '../transport.ts';
import type { RequestReader } from './request-reader.ts';
import { chunkStart, lastChunk, type ResponseExtras, replyText, responseText } from './text.ts';

/** Writes answers to a client in the framing that its version of HTTP takes. */
export class ResponseWriter implements ClientWire {
  /** What `server` says; empty leaves the upstream's. */
  serverName = '';
  readonly #requests: RequestReader;
  /** Of the response at hand. */
  #bytes = 0;
  readonly #transport: Transport;
  /** One object for all heads: there are many of them. */
  readonly #extras: { -readonly [Key in keyof ResponseExtras]: ResponseExtras[Key] };
  #chunked = false;
  #untilClose = false;

  /** `requests` are those that are answered. */
  constructor(context: WireContext, transport: Transport, requests: RequestReader) {
    this.#requests = requests;
    this.#transport = transport;
    this.#extras = { serverName: '', httpDate: context.httpDate, serviceMs: 0, framing: '' };
  }

  /** The end of the body is the end of the connection. */
  get untilClose(): boolean {
    return this.#untilClose;
  }

  /** How long the upstream took, for the next head. */
  set serviceMs(ms: number) {
    this.#extras.serviceMs = ms;
  }

  /** The head of an upstream's response. */
  head(request: RequestHead, response: ResponseHead, body: ResponseBody, keepAlive: boolean): void {
    const open = body === 'chunked' || body === 'close';
    this.#chunked = open && !request.http10;
    this.#untilClose = open && request.http10;
    let framing = connectionLine(request, keepAlive && !this.#untilClose);
    if (this.#chunked) framing += 'transfer-encoding: chunked\r\n';
    if (response.status === 101) framing = `connection: upgrade\r\nupgrade: ${request.framing.upgrade}\r\n`;
    this.#extras.framing = framing;
    this.#extras.serverName = this.serverName;
    const text = responseText(response, this.#extras);
    this.#bytes = text.length;
    this.#transport.write(text);
  }

  reply(request: RequestHead, reply: LocalReply, keepAlive: boolean): void {
    this.#transport.write(this.#replyText(request, reply, keepAlive));
  }

  get received(): number {
    return this.#requests.bytes;
  }

  sizeOf(reply: LocalReply): number {
    const { head } = this.#requests;
    return this.#replyText(head, reply, head.persistent).length;
  }

  sentWith(trailers: Fields | undefined): number {
    return this.#bytes + (this.#chunked ? lastChunk(trailers).length : 0);
  }

  #replyText(request: RequestHead, reply: LocalReply, keepAlive: boolean): string {
    this.#extras.framing = connectionLine(request, keepAlive);
    this.#extras.serverName = this.serverName;
    return replyText(reply, this.#extras, request.method === 'HEAD');
  }

  data(chunk: Buffer, from: number, to: number): void {
    this.#bytes += to - from;
    if (this.#chunked) {
      const start = chunkStart(to - from);
      this.#bytes += start.length + 2;
      this.#transport.write(start);
    }
    this.#transport.writeBytes(chunk, from, to);
    if (this.#chunked) this.#transport.write('\r\n');
  }

  end(trailers: Fields | undefined): void {
    if (this.#chunked) this.#transport.write(lastChunk(trailers));
  }
}

/** RFC 9112 9.3: HTTP/1.1 stays open unless told, HTTP/1.0 closes unless told. */
function connectionLine(request: RequestHead, keepAlive: boolean): string {
  if (!keepAlive) return 'connection: close\r\n';
  return request.http10 ? 'connection: keep-alive\r\n' : '';
}
