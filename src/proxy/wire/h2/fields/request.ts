import { consistsOf, TOKEN } from '../../bytes.ts';
import { isAuthority, type RequestHead } from '../../request-head.ts';
import { MAX_FIELDS } from '../connection/limits.ts';
import { addFields, addLines, isConnectionSpecific, isPseudo, takeLength } from './rules.ts';

/** What a block is: `malformed` is no request at all (RFC 9113 8.1.1), the others are answered with what their names say. */
export type RequestVerdict = 'good' | 'malformed' | 'bad-request' | 'too-many-fields';

/** A path: nothing that ends a start line, and no fragment. */
const TARGET = /^\/[\x21\x22\x24-\x7e\x80-\xff]*$/;

/** What stands in front of a request, as bits: each of them once (8.3.1). */
const SEEN = { method: 1, scheme: 2, authority: 4, path: 8, protocol: 16 } as const;

/** What a request and CONNECT have to have, and what CONNECT must not have (8.3.1, 8.5; RFC 8441 4). */
const NEEDED = SEEN.method | SEEN.scheme | SEEN.path;
const NOT_WITH_CONNECT = SEEN.scheme | SEEN.path;

/** Reads blocks of requests into heads; one object serves all of a connection. */
export class RequestFields {
  readonly #websocketKey: () => string;
  #seen = 0;
  #host = '';
  #cookie = '';
  #knownAuthority: string | undefined;

  /** `websocketKey` gives what HTTP/1.1 wants of one who asks for a WebSocket (RFC 6455 4.1). */
  constructor(websocketKey: () => string) {
    this.#websocketKey = websocketKey;
  }

  /** Fills a head; `ended`: no body follows. */
  read(head: RequestHead, block: readonly string[], ended: boolean): RequestVerdict {
    this.#clear(head);
    let at = 0;
    for (; at + 1 < block.length && isPseudo(block[at] ?? ''); at += 2) {
      if (!this.#pseudo(head, block[at] ?? '', block[at + 1] ?? '')) return 'malformed';
    }
    const first = at;
    for (; at + 1 < block.length; at += 2) {
      if (!this.#field(head, block[at] ?? '', block[at + 1] ?? '')) return 'malformed';
    }
    // RFC 9113 8.2.3: crumbs are one field for whoever does not speak HTTP/2.
    if (this.#cookie !== '') head.fields.append('cookie', this.#cookie);
    if (!this.#complete(head) || (ended && head.framing.contentLength > 0)) return 'malformed';
    if ((block.length - first) / 2 > MAX_FIELDS) return 'too-many-fields';
    if (head.authority === '') head.authority = this.#host;
    if ((this.#seen & SEEN.protocol) !== 0) this.#upgrade(head);
    else head.framing.chunked = !ended && head.framing.contentLength < 0;
    return this.#isRequest(head) ? 'good' : 'bad-request';
  }

  /** RFC 9113 8.3.1: what would be cut short or mean something else as HTTP/1.1 is no request. */
  #isRequest({ method, target, authority }: RequestHead): boolean {
    if (!consistsOf(method, TOKEN)) return false;
    // A client asks for the same host again and again.
    if (authority !== this.#knownAuthority && !isAuthority(authority)) return false;
    this.#knownAuthority = authority;
    return target === '*' ? method === 'OPTIONS' : method === 'CONNECT' || TARGET.test(target);
  }

  #clear(head: RequestHead): void {
    head.clear();
    head.http2 = true;
    head.scheme = 'http';
    head.fields.clear();
    head.framing.clear();
    this.#seen = 0;
    this.#host = '';
    this.#cookie = '';
  }

  #pseudo(head: RequestHead, name: string, value: string): boolean {
    switch (name) {
      case ':method':
        head.method = value;
        return this.#once(SEEN.method);
      case ':path':
        head.target = value;
        return this.#once(SEEN.path) && value !== '';
      case ':scheme':
        head.scheme = value === 'https' ? 'https' : 'http';
        return this.#once(SEEN.scheme);
      case ':authority':
        head.authority = value;
        return this.#once(SEEN.authority);
      case ':protocol':
        head.framing.upgrade = value.toLowerCase();
        return this.#once(SEEN.protocol);
      default:
        return false;
    }
  }

  #once(bit: number): boolean {
    const first = (this.#seen & bit) === 0;
    this.#seen |= bit;
    return first;
  }

  #field({ fields, framing }: RequestHead, name: string, value: string): boolean {
    if (isPseudo(name) || isConnectionSpecific(name, value)) return false;
    if (name === 'host') this.#host = value;
    else if (name === 'cookie') this.#cookie = this.#cookie === '' ? value : `${this.#cookie}; ${value}`;
    else {
      if (name === 'content-length' && !takeLength(framing, value)) return false;
      fields.append(name, value);
    }
    return true;
  }

  #complete({ method }: RequestHead): boolean {
    const seen = this.#seen;
    if (method !== 'CONNECT') return (seen & NEEDED) === NEEDED && (seen & SEEN.protocol) === 0;
    if ((seen & SEEN.protocol) !== 0) return (seen & NEEDED) === NEEDED;
    return (seen & NOT_WITH_CONNECT) === 0 && (seen & SEEN.authority) !== 0;
  }

  /** RFC 8441 5: CONNECT with a protocol is what HTTP/1.1 calls an upgrade. */
  #upgrade(head: RequestHead): void {
    head.method = 'GET';
    if (head.framing.upgrade === 'websocket') head.fields.set('sec-websocket-key', this.#websocketKey());
  }
}

/** What stands in front of a request: pseudo fields. An upgrade is extended CONNECT (RFC 8441 4). */
function startOf({ method, target, authority, framing }: RequestHead, scheme: string): string[] {
  if (framing.upgrade !== '') {
    const connect = [':method', 'CONNECT', ':protocol', framing.upgrade];
    return [...connect, ':scheme', scheme, ':authority', authority, ':path', target];
  }
  if (method === 'CONNECT') return [':method', method, ':authority', authority];
  return [':method', method, ':scheme', scheme, ':authority', authority, ':path', target];
}

/** The block of a request, name, value, name, value; `extra` are lines of this try. */
export function requestBlock(head: RequestHead, extra: string, secure: boolean): readonly string[] {
  const block = startOf(head, secure ? 'https' : 'http');
  // RFC 8441 5: what proves in HTTP/1.1 that a WebSocket was meant is not needed.
  addFields(block, head.fields, head.framing.upgrade === '' ? '' : 'sec-websocket-key');
  addLines(block, extra);
  return block;
}
