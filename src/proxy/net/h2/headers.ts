/** HTTP/2 field blocks (RFC 9113 section 8) to and from the heads that all protocols share. */
import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http2';
import { consistsOf, TOKEN } from '../../wire/bytes.ts';
import type { Fields } from '../../wire/fields.ts';
import type { Framing } from '../../wire/framing.ts';
import { isAuthority, type RequestHead } from '../../wire/request-head.ts';
import type { ResponseHead } from '../../wire/response-head.ts';

/** Name, value, name, value, as `node:http2` gives them to listeners. */
export type RawHeaders = readonly string[];

/** RFC 9113 8.2.2: what only concerns one connection has no place in HTTP/2. */
const CONNECTION_SPECIFIC: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** Calls back with every field of a block, pseudo fields apart. */
function eachField(raw: RawHeaders, each: (name: string, value: string) => void): void {
  for (let index = 0; index + 1 < raw.length; index += 2) each(raw[index] ?? '', raw[index + 1] ?? '');
}

function takeLength(framing: Framing, value: string): void {
  if (/^[0-9]{1,15}$/.test(value)) framing.contentLength = Number(value);
}

/** RFC 8441 5: CONNECT with a protocol is what HTTP/1.1 calls an upgrade. */
function takeUpgrade(head: RequestHead): void {
  head.method = 'GET';
  // RFC 6455 4.1: HTTP/1.1 wants a fresh number, which HTTP/2 has no use for.
  if (head.framing.upgrade === 'websocket') head.fields.set('sec-websocket-key', randomBytes(16).toString('base64'));
}

/** Fills a request head; `ended`: no body follows. False when the block is no valid request (RFC 9113 8.3.1). */
export function readRequest(head: RequestHead, raw: RawHeaders, ended: boolean): boolean {
  const { fields, framing } = head;
  let host = '';
  const cookies: string[] = [];
  let valid = true;
  head.clear();
  head.http2 = true;
  fields.clear();
  framing.clear();
  eachField(raw, (name, value) => {
    if (name === ':method') head.method = value;
    else if (name === ':path') head.target = value;
    else if (name === ':authority') head.authority = value;
    else if (name === ':scheme') head.scheme = value === 'https' ? 'https' : 'http';
    else if (name === ':protocol') framing.upgrade = value.toLowerCase();
    else if (name === 'host') host = value;
    else if (name === 'cookie') cookies.push(value);
    else if (CONNECTION_SPECIFIC.has(name) || (name === 'te' && value !== 'trailers')) valid = false;
    else {
      if (name === 'content-length') takeLength(framing, value);
      fields.append(name, value);
    }
  });
  // RFC 9113 8.2.3: crumbs are one field for whoever does not speak HTTP/2.
  if (cookies.length > 0) fields.append('cookie', cookies.join('; '));
  if (head.authority === '') head.authority = host;
  if (framing.upgrade === '') framing.chunked = !ended && framing.contentLength < 0;
  else takeUpgrade(head);
  return valid && isRequest(head);
}

/** RFC 9113 8.3.1: what would be cut short or mean something else as HTTP/1.1 is no request. */
function isRequest({ method, target, authority }: RequestHead): boolean {
  if (!consistsOf(method, TOKEN) || !isAuthority(authority)) return false;
  return method === 'CONNECT' || TARGET.test(target);
}

/** A path or `*`: nothing that ends a start line, and no fragment. */
const TARGET = /^(?:\/[\x21\x22\x24-\x7e\x80-\xff]*|\*)$/;

/** Fills a response head; false without a status. */
export function readResponse(head: ResponseHead, raw: RawHeaders): boolean {
  head.fields.clear();
  head.framing.clear();
  head.status = 0;
  head.reason = '';
  head.http10 = false;
  eachField(raw, (name, value) => {
    if (name === ':status') head.status = Number(value);
    else {
      if (name === 'content-length') takeLength(head.framing, value);
      head.fields.append(name, value);
    }
  });
  return head.status >= 100 && head.status <= 999;
}

/** Fills trailers. */
export function readTrailers(fields: Fields, raw: RawHeaders): void {
  fields.clear();
  eachField(raw, (name, value) => fields.append(name, value));
}

function add(headers: OutgoingHttpHeaders, name: string, value: string): void {
  const known = headers[name];
  if (known === undefined) headers[name] = value;
  else headers[name] = Array.isArray(known) ? [...known, value] : [String(known), value];
}

/** The fields that are passed on. */
export function headersOf(fields: Fields, headers: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  for (let index = 0; index < fields.count; index++) {
    if (!fields.isDropped(index)) add(headers, fields.name(index), fields.value(index));
  }
  return headers;
}

/** Adds `name: value\r\n` lines. */
export function addLines(headers: OutgoingHttpHeaders, lines: string): OutgoingHttpHeaders {
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) add(headers, line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}
