/** Heads as HTTP/1.1 text (RFC 9112 sections 2 to 4). */
import type { LocalReply } from '../../contract.ts';
import type { Fields } from '../fields.ts';
import type { RequestHead } from '../request-head.ts';
import type { ResponseHead } from '../response-head.ts';
import { reasonOf } from '../status.ts';

/** Methods of which nobody expects a body (RFC 9110 9.3): of the others one that is empty is told. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'TRACE', 'CONNECT']);

/** A request in origin-form (authority-form for CONNECT) with Host first; `extra` are field lines of this try. */
export function requestText(head: RequestHead, extra: string): string {
  const { framing } = head;
  const target = head.method === 'CONNECT' ? head.authority : head.target;
  let text = `${head.method} ${target} HTTP/1.1\r\nhost: ${head.authority}\r\n${head.fields.forwarded()}${extra}`;
  if (framing.chunked) text += 'transfer-encoding: chunked\r\n';
  else if (framing.contentLength < 0 && !WITHOUT_BODY.has(head.method)) text += 'content-length: 0\r\n';
  if (framing.upgrade !== '') text += `connection: upgrade\r\nupgrade: ${framing.upgrade}\r\n`;
  return `${text}\r\n`;
}

/** What a response head says of our own connection, in field lines. */
export interface ResponseExtras {
  readonly serverName: string;
  readonly httpDate: () => string;
  readonly serviceMs: number;
  /** `connection`, `transfer-encoding` and `upgrade` lines. */
  readonly framing: string;
}

/** The head of a response as it goes to the client. Takes fields out of the response that are not for it. */
export function responseText(response: ResponseHead, extras: ResponseExtras): string {
  const { fields, status } = response;
  if (extras.serverName !== '') fields.dropNamed('server');
  // RFC 9110 8.6: neither an interim response nor a 204 has a length.
  if (status === 204 || status < 200) fields.dropNamed('content-length');
  const date = fields.find('date') < 0 ? `date: ${extras.httpDate()}\r\n` : '';
  const server = extras.serverName === '' ? '' : `server: ${extras.serverName}\r\n`;
  const reason = response.reason === '' ? reasonOf(status) : response.reason;
  const service = response.tellsTime
    ? `x-envoy-upstream-service-time: ${Math.max(0, Math.round(extras.serviceMs))}\r\n`
    : '';
  return `HTTP/1.1 ${status} ${reason}\r\n${fields.forwarded()}${date}${service}${server}${extras.framing}\r\n`;
}

/** An interim response (RFC 9110 15.2) with its fields. */
export function interimText(response: ResponseHead): string {
  const reason = response.reason === '' ? reasonOf(response.status) : response.reason;
  return `HTTP/1.1 ${response.status} ${reason}\r\n${response.fields.forwarded()}\r\n`;
}

/** A whole answer of our own; `head` leaves the body out, as an answer to HEAD does. */
export function replyText(reply: LocalReply, extras: ResponseExtras, head: boolean): string {
  const server = extras.serverName === '' ? '' : `server: ${extras.serverName}\r\n`;
  const length = reply.status === 204 || reply.status === 304 ? '' : `content-length: ${reply.body.length}\r\n`;
  const start = `HTTP/1.1 ${reply.status} ${reasonOf(reply.status)}\r\n${length}${reply.fields}`;
  return `${start}date: ${extras.httpDate()}\r\n${server}${extras.framing}\r\n${head ? '' : reply.body}`;
}

/** The line before a chunk's data. */
export function chunkStart(length: number): string {
  return `${length.toString(16)}\r\n`;
}

/** The last chunk, and the trailers. */
export function lastChunk(trailers: Fields | undefined): string {
  return trailers === undefined || trailers.count === 0 ? '0\r\n\r\n' : `0\r\n${trailers.forwarded()}\r\n`;
}
