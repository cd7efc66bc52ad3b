import { describe, expect, it } from 'vitest';
import { RequestFields, requestBlock } from '../../../../../src/proxy/wire/h2/fields/request.ts';
import { RequestHead } from '../../../../../src/proxy/wire/request-head.ts';

const GET = [':method', 'GET', ':scheme', 'http', ':authority', 'svc.test', ':path', '/a?b'];
const CONNECT = [':method', 'CONNECT', ':authority', 'db.test:3306'];
const WEBSOCKET = [':method', 'CONNECT', ':protocol', 'websocket', ...GET.slice(2)];

function read(block: readonly string[], ended = true) {
  const head = new RequestHead();
  const verdict = new RequestFields(() => 'key').read(head, block, ended);
  return { head, verdict };
}

/** The pseudo fields of GET without one, and with others behind them. */
const without = (name: string, ...more: readonly string[]): readonly string[] => {
  const at = GET.indexOf(name);
  return [...GET.slice(0, at), ...GET.slice(at + 2), ...more];
};

describe('a request', () => {
  it('is read as one of HTTP/1.1 is', () => {
    const { head, verdict } = read([...GET, 'x-a', '1', 'content-length', '5', 'x-a', '2'], false);
    expect(verdict).toBe('good');
    expect(head).toMatchObject({ method: 'GET', target: '/a?b', authority: 'svc.test', scheme: 'http', http2: true });
    expect(head.fields.text).toBe('x-a: 1\r\ncontent-length: 5\r\nx-a: 2\r\n');
    expect(head.framing).toMatchObject({ contentLength: 5, chunked: false });
  });

  it('whose length nobody has said has chunks behind it, unless it ends', () => {
    expect(read(GET, false).head.framing.chunked).toBe(true);
    expect(read(GET, true).head.framing.chunked).toBe(false);
  });

  it('has one field of its cookies', () => {
    const { head } = read([...GET, 'cookie', 'a=1', 'x', 'y', 'cookie', 'b=2']);
    expect(head.fields.text).toBe('x: y\r\ncookie: a=1; b=2\r\n');
  });

  it('is for whom Host says when nobody else does', () => {
    const { head } = read(without(':authority', 'host', 'other.test'));
    expect([head.authority, head.fields.count]).toEqual(['other.test', 0]);
    expect(read([...GET, 'host', 'other.test']).head.authority).toBe('svc.test');
  });

  it('of another one does not shine through', () => {
    const fields = new RequestFields(() => 'key');
    const head = new RequestHead();
    fields.read(head, [...WEBSOCKET, 'cookie', 'a=1', 'content-length', '0'], false);
    expect(fields.read(head, without(':authority'), true)).toBe('bad-request');
    expect([head.fields.count, head.framing.upgrade, head.framing.contentLength]).toEqual([0, '', -1]);
  });

  it('of CONNECT has no target', () => {
    const { head, verdict } = read(CONNECT, false);
    expect([verdict, head.method, head.target, head.authority]).toEqual(['good', 'CONNECT', '', 'db.test:3306']);
  });

  it('of extended CONNECT is an upgrade, with a key for it', () => {
    const { head, verdict } = read(WEBSOCKET, false);
    expect([verdict, head.method, head.framing.upgrade, head.framing.chunked]).toEqual([
      'good',
      'GET',
      'websocket',
      false,
    ]);
    expect(head.fields.get('sec-websocket-key')).toBe('key');
  });

  it.each<[string, readonly string[]]>([
    ['no method', without(':method')],
    ['no scheme', without(':scheme')],
    ['no path', without(':path')],
    ['an empty path', without(':path', ':path', '')],
    ['a pseudo field twice', [...GET, ':path', '/b']],
    ['a pseudo field behind others', [...without(':path'), 'x', 'y', ':path', '/']],
    ['a pseudo field of responses', [...GET, ':status', '200']],
    ['one nobody knows', [...GET, ':x', 'y']],
    ['CONNECT with a path', [...CONNECT, ':path', '/']],
    ['CONNECT with a scheme', [...CONNECT, ':scheme', 'http']],
    ['CONNECT to nowhere', [':method', 'CONNECT']],
    ['a protocol without CONNECT', [...GET, ':protocol', 'websocket']],
    ['extended CONNECT without a path', [':method', 'CONNECT', ':protocol', 'websocket', ':scheme', 'http']],
    ['connection', [...GET, 'connection', 'close']],
    ['keep-alive', [...GET, 'keep-alive', '5']],
    ['proxy-connection', [...GET, 'proxy-connection', 'close']],
    ['transfer-encoding', [...GET, 'transfer-encoding', 'chunked']],
    ['upgrade', [...GET, 'upgrade', 'x']],
    ['te, but for trailers', [...GET, 'te', 'gzip']],
    ['a length that is none', [...GET, 'content-length', '1x']],
    ['two lengths', [...GET, 'content-length', '0', 'content-length', '0']],
    ['a length, and no body', [...GET, 'content-length', '5']],
  ])('is none with %s', (_, block) => expect(read(block).verdict).toBe('malformed'));

  it.each<[string, readonly string[]]>([
    ['a method that is no token', [':method', 'G T', ...GET.slice(2)]],
    ['a target with a blank', without(':path', ':path', '/a b')],
    ['a target with a fragment', without(':path', ':path', '/a#b')],
    ['the target of OPTIONS', without(':path', ':path', '*')],
    ['a whole URI', without(':path', ':path', 'http://a/')],
    ['user information', without(':authority', ':authority', 'a@b')],
    ['nobody it is for', without(':authority')],
  ])('is a bad one with %s', (_, block) => expect(read(block).verdict).toBe('bad-request'));

  it('may say te: trailers, and ask of all there is', () => {
    expect(read([...GET, 'te', 'trailers']).verdict).toBe('good');
    expect(read([':method', 'OPTIONS', ...without(':path', ':path', '*').slice(2)]).verdict).toBe('good');
  });

  it('has a hundred fields, and no more', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, index) => [`x-${index}`, '1']).flat();
    expect(read([...GET, ...fields(100)]).verdict).toBe('good');
    expect(read([...GET, ...fields(101)]).verdict).toBe('too-many-fields');
  });
});

describe('the block of a request', () => {
  const head = (block: readonly string[]): RequestHead => read(block, false).head;

  it('has everything that goes on', () => {
    const made = head([...GET, 'x-a', '1', 'x-b', '2', 'cookie', 'c=d']);
    made.fields.dropNamed('x-a');
    expect(requestBlock(made, 'x-try: 1\r\nx-left: 5\r\n', true)).toEqual(
      [
        [':method', 'GET', ':scheme', 'https', ':authority', 'svc.test', ':path', '/a?b'],
        ['x-b', '2', 'cookie', 'c=d', 'x-try', '1', 'x-left', '5'],
      ].flat(),
    );
  });

  it('has nothing that a route has set and HTTP/2 does not know', () => {
    const made = head(GET);
    made.fields.set('connection', 'close');
    expect(requestBlock(made, '', false)).toEqual(
      [[':method', 'GET', ':scheme', 'http', ':authority', 'svc.test', ':path', '/a?b']].flat(),
    );
  });

  it('of CONNECT and of upgrades is as it came', () => {
    expect(requestBlock(head(CONNECT), '', false)).toEqual(CONNECT);
    expect(requestBlock(head(WEBSOCKET), '', false)).toEqual(WEBSOCKET);
  });
});
