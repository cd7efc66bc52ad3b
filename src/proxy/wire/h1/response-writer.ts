import type { LocalReply } from '../../contract.ts';
import type { WireContext } from '../context.ts';
import type { Fields } from '../fields.ts';
import type { RequestHead } from '../request-head.ts';
import type { ResponseBody, ResponseHead } from '../response-head.ts';
import type { Transport } from '../transport.ts';
import { chunkStart, lastChunk, replyText, responseText } from './text.ts';

/** What is decided about the connection before a head is written. */
export interface Manner {
  readonly serverName: string;
  /** Whether the connection stays open. */
  readonly keepAlive: boolean;
}

interface HeadOptions extends Manner {
  readonly body: ResponseBody;
  readonly serviceMs: number;
}

/** Writes answers to a client in the framing that its version of HTTP takes. */
export class ResponseWriter {
  readonly #context: WireContext;
  readonly #transport: Transport;
  #chunked = false;
  #untilClose = false;

  constructor(context: WireContext, transport: Transport) {
    this.#context = context;
    this.#transport = transport;
  }

  /** The end of the body is the end of the connection. */
  get untilClose(): boolean {
    return this.#untilClose;
  }

  head(request: RequestHead, response: ResponseHead, options: HeadOptions): void {
    const { body, serverName, serviceMs } = options;
    const open = body === 'chunked' || body === 'close';
    this.#chunked = open && !request.http10;
    this.#untilClose = open && request.http10;
    let framing = connectionLine(request, options.keepAlive && !this.#untilClose);
    if (this.#chunked) framing += 'transfer-encoding: chunked\r\n';
    if (response.status === 101) framing = `connection: upgrade\r\nupgrade: ${request.framing.upgrade}\r\n`;
    const { httpDate } = this.#context;
    this.#transport.write(responseText(response, { serverName, serviceMs, framing, httpDate }));
  }

  reply(request: RequestHead, reply: LocalReply, manner: Manner): void {
    const framing = connectionLine(request, manner.keepAlive);
    const extras = { serverName: manner.serverName, framing, httpDate: this.#context.httpDate };
    this.#transport.write(replyText(reply, extras, request.method === 'HEAD'));
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
