import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAD, HeadReader, MAX_HEAD_BYTES, MORE } from '../../../src/proxy/wire/head-reader.ts';
import { RequestHead } from '../../../src/proxy/wire/request-head.ts';

interface Outcome {
  readonly status: number;
  readonly rest: string;
  readonly head: RequestHead;
}

/** Reads one request given in pieces; status 0 means accepted, -1 that more is needed. */
function read(pieces: readonly string[]): Outcome {
  const head = new RequestHead();
  const reader = new HeadReader(head.fields, 'request');
  for (const [index, piece] of pieces.entries()) {
    const after = reader.read(Buffer.from(piece, 'latin1'), 0);
    if (after === BAD) return { status: reader.problem?.status ?? 0, rest: '', head };
    if (after === MORE) continue;
    const rest = piece.slice(after) + pieces.slice(index + 1).join('');
    return { status: head.take(reader.line)?.status ?? 0, rest, head };
  }
  return { status: -1, rest: '', head };
}

const request = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const get = (...fields: readonly string[]) => request('GET / HTTP/1.1', 'Host: svc.test', ...fields);

describe('a request head', () => {
  it('gives method, target, authority and fields, and leaves what follows alone', () => {
    const { status, rest, head } = read([
      `${request('POST /a?b=c HTTP/1.1', 'Host: Svc.test:80', 'X-One:  1 ', 'X-One: 2')}body`,
    ]);
    expect(status).toBe(0);
    expect([head.method, head.target, head.authority]).toEqual(['POST', '/a?b=c', 'Svc.test:80']);
    expect(head.fields.get('x-one')).toBe('1');
    expect(head.fields.forwarded()).toBe('x-one:  1 \r\nx-one: 2\r\n');
    expect(rest).toBe('body');
  });

  it('reads over one empty line before it', () => {
    expect(read([`\r\n${get()}`]).status).toBe(0);
    expect(read([`\r\n\r\n${get()}`]).status).toBe(400);
  });

  it('takes the authority of an absolute target', () => {
    const { head } = read([request('GET http://svc.test/x HTTP/1.1', 'Host: other.test')]);
    expect([head.target, head.authority]).toEqual(['/x', 'svc.test']);
    expect(read([request('GET http://svc.test?q HTTP/1.1', 'Host: other.test')]).head.target).toBe('/?q');
  });

  it('keeps bytes above ASCII and their case', () => {
    expect(read([get('X: Ca\u00c3\u0089')]).head.fields.forwarded()).toBe('x: Ca\u00c3\u0089\r\n');
  });

  it.each([
    ['two blanks in the start line', 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a blank before it', ' GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a tab as separator', 'GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a lower-case version', 'GET / http/1.1\r\nHost: a\r\n\r\n'],
    ['a method that is no token', 'G@T / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a method that nobody knows', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a method in small letters', 'get / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a relative target', 'GET a HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a NUL in the target', 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['bare line feeds', 'GET / HTTP/1.1\nHost: a\n\n'],
    ['a bare carriage return', 'GET / HTTP/1.1\rHost: a\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two Hosts', get('Host: b')],
    ['a Host with a slash', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
    ['a Host with user information', 'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n'],
    ['a Host with a port beyond the last', 'GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n'],
    ['a folded line', get('X: a\r\n b')],
    ['a blank in a name', get('X Y: v')],
    ['a blank before the colon', get('X : v')],
    ['an empty name', get(': v')],
    ['a line without a colon', get('garbage')],
    ['a NUL in a value', get('X: a\0b')],
    ['DEL in a value', get('X: a\x7fb')],
    ['two Content-Lengths', get('Content-Length: 3', 'Content-Length: 3')],
    ['a list of Content-Lengths', get('Content-Length: 3, 3')],
    ['a sign in Content-Length', get('Content-Length: +3')],
    ['an empty Content-Length', get('Content-Length:')],
    ['16 digits of Content-Length', get('Content-Length: 1000000000000000')],
    ['both lengths', get('Content-Length: 3', 'Transfer-Encoding: chunked')],
    ['chunked twice', get('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')],
    ['chunked in HTTP/1.0', request('POST / HTTP/1.0', 'Transfer-Encoding: chunked')],
    ['Connection naming a field of the whole path', get('Connection: authorization, x-forwarded-for')],
  ])('is refused with 400: %s', (_, text) => {
    expect(read([text]).status).toBe(400);
  });

  it.each([
    [505, 'GET / HTTP/1.2\r\nHost: a\r\n\r\n'],
    [505, 'GET / HTTP/1.10\r\nHost: a\r\n\r\n'],
    [501, get('Transfer-Encoding: gzip, chunked')],
    [501, get('Transfer-Encoding: xchunked')],
    [431, get(...Array.from({ length: 101 }, (_, index) => `X${index}: 1`))],
    [431, get(`X: ${'a'.repeat(MAX_HEAD_BYTES)}`)],
    [414, `GET /${'a'.repeat(MAX_HEAD_BYTES)}`],
  ])('is refused with %i where that says more', (status, text) => {
    expect(read([text]).status).toBe(status);
  });

  it('drops what is for this hop, and what Connection names', () => {
    const { head } = read([
      get('Connection: keep-alive, X-Secret', 'X-Secret: 1', 'Keep-Alive: 5', 'TE: gzip', 'A: 1'),
    ]);
    expect(head.fields.forwarded()).toBe('a: 1\r\n');
    expect(head.framing.keepAlive).toBe(true);
    expect(read([get('TE: trailers')]).head.fields.forwarded()).toBe('te: trailers\r\n');
  });

  it('is the same in whatever pieces it comes', () => {
    const text = request(
      'POST /p?q HTTP/1.1',
      'Host: svc.test',
      'Transfer-Encoding: CHUNKED',
      'X-A:\t v \t',
      'Connection: x-b',
      'X-B: 1',
    );
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), text.length];
        const pieces = edges.slice(1).map((end, index) => text.slice(edges[index], end));
        const { status, head } = read([...pieces.filter((piece) => piece !== ''), 'rest']);
        expect(status).toBe(0);
        expect(head.framing.chunked).toBe(true);
        expect(head.fields.forwarded()).toBe('x-a:\t v \t\r\n');
      }),
    );
  });

  it('never fails on bytes of any kind', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (pieces) => {
        const text = pieces.map((piece) => Buffer.from(piece).toString('latin1'));
        expect([-1, 0, 400, 501, 505]).toContain(read(text).status);
      }),
    );
  });
});

describe('an offer of HTTP/2 in passing', () => {
  it.each([
    ['h2c', ''],
    ['websocket, h2c', 'websocket'],
    ['websocket', 'websocket'],
  ])('%s', (offer, left) => {
    const fields = ['Connection: Upgrade, HTTP2-Settings', `Upgrade: ${offer}`, 'HTTP2-Settings: AAMAAABk'];
    const { status, head } = read([get(...fields)]);
    expect([status, head.framing.upgrade, head.fields.forwarded()]).toEqual([0, left, '']);
  });
});
