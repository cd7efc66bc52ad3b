import type { LocalReply } from '../../contract.ts';
import type { WireContext } from '../context.ts';
import type { Fields } from '../fields.ts';
import type { RequestHead } from '../request-head.ts';
import type { ResponseBody, ResponseHead } from '../response-head.ts';
import type { Transport } from '../transport.ts';
import { chunkStart, lastChunk, type ResponseExtras, replyText, responseText } from './text.ts';

/** Writes answers to a client in the framing that its version of HTTP takes. */
export class ResponseWriter {
  /** What `server` says; empty leaves the upstream's. */
  serverName = '';
  readonly #transport: Transport;
  /** One object for all heads: there are many of them. */
  readonly #extras: { -readonly [Key in keyof ResponseExtras]: ResponseExtras[Key] };
  #chunked = false;
  #untilClose = false;

  constructor(context: WireContext, transport: Transport) {
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
    this.#transport.write(responseText(response, this.#extras));
  }

  reply(request: RequestHead, reply: LocalReply, keepAlive: boolean): void {
    this.#extras.framing = connectionLine(request, keepAlive);
    this.#extras.serverName = this.serverName;
    this.#transport.write(replyText(reply, this.#extras, request.method === 'HEAD'));
  }

  data(chunk: Buffer, from: number, to: number): void {
    if (this.#chunked) this.#transport.write(chunkStart(to - from));
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
