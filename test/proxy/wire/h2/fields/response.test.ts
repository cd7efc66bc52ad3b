import { describe, expect, it } from 'vitest';
import { Fields } from '../../../../../src/proxy/wire/fields.ts';
import {
  interimBlock,
  readResponse,
  replyBlock,
  responseBlock,
} from '../../../../../src/proxy/wire/h2/fields/response.ts';
import { readTrailers, trailersOf } from '../../../../../src/proxy/wire/h2/fields/rules.ts';
import { ResponseHead } from '../../../../../src/proxy/wire/response-head.ts';

const EXTRAS = { serverName: 'istio-envoy', httpDate: () => 'today', serviceMs: 4.6 };

function read(...block: readonly string[]): ResponseHead | undefined {
  const head = new ResponseHead();
  return readResponse(head, block) ? head : undefined;
}

describe('a response', () => {
  it('is read', () => {
    const head = read(':status', '204', 'x-a', '1', 'content-length', '0');
    expect([head?.status, head?.fields.text, head?.framing.contentLength]).toEqual([
      204,
      'x-a: 1\r\ncontent-length: 0\r\n',
      0,
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['no status', ['x', 'y']],
    ['nothing', []],
    ['two', [':status', '200', ':status', '200']],
    ['one behind other fields', ['x', 'y', ':status', '200']],
    ['one that is no number', [':status', '2x0']],
    ['one of four digits', [':status', '2000']],
    ['a switch of protocols', [':status', '101']],
    ['a pseudo field of requests', [':status', '200', ':path', '/']],
    ['connection', [':status', '200', 'connection', 'close']],
    ['two lengths', [':status', '200', 'content-length', '1', 'content-length', '1']],
  ])('is none with %s', (_, block) => expect(read(...block)).toBeUndefined());

  it('goes on with what is said of our own', () => {
    const head = read(':status', '200', 'server', 'nginx', 'x', 'y') ?? new ResponseHead();
    expect(responseBlock(head, EXTRAS)).toEqual(
      [
        [':status', '200', 'x', 'y', 'date', 'today', 'x-envoy-upstream-service-time', '5', 'server', 'istio-envoy'],
      ].flat(),
    );
  });

  it('tells no time where a route has taken it out', () => {
    const head = read(':status', '200') ?? new ResponseHead();
    head.tellsTime = false;
    expect(responseBlock(head, EXTRAS)).not.toContain('x-envoy-upstream-service-time');
  });

  it('keeps its own date and, where nobody else is to be named, its server', () => {
    const head = read(':status', '200', 'server', 'nginx', 'date', 'then') ?? new ResponseHead();
    expect(responseBlock(head, { ...EXTRAS, serverName: '' }).slice(0, 6)).toEqual(
      [[':status', '200', 'server', 'nginx', 'date', 'then']].flat(),
    );
  });

  it('that switched protocols says that it is all right', () => {
    const head = read(':status', '200') ?? new ResponseHead();
    head.status = 101;
    head.fields.set('sec-websocket-accept', 'x');
    expect(responseBlock(head, EXTRAS).slice(0, 4)).toEqual([':status', '200', 'date', 'today']);
  });

  it('without content has no length', () => {
    const head = read(':status', '204', 'content-length', '0') ?? new ResponseHead();
    expect(responseBlock(head, EXTRAS)).not.toContain('content-length');
  });

  it('before the final one has its fields alone', () => {
    const head = read(':status', '103', 'link', 'a') ?? new ResponseHead();
    expect(interimBlock(head)).toEqual([':status', '103', 'link', 'a']);
  });

  it('of our own has a length where it has a body', () => {
    const reply = { status: 503, fields: 'content-type: text/plain\r\n', body: 'no healthy upstream' };
    expect(replyBlock(reply, EXTRAS)).toEqual(
      [
        [':status', '503', 'content-length', '19', 'content-type', 'text/plain', 'date', 'today'],
        ['server', 'istio-envoy'],
      ].flat(),
    );
    expect(replyBlock({ status: 404, fields: '', body: '' }, EXTRAS)).toEqual(
      [[':status', '404', 'date', 'today', 'server', 'istio-envoy']].flat(),
    );
  });
});

describe('trailers', () => {
  it('are read, and written again', () => {
    const fields = new Fields();
    expect(readTrailers(fields, ['grpc-status', '0', 'x', 'y'])).toBe(true);
    expect(trailersOf(fields)).toEqual(['grpc-status', '0', 'x', 'y']);
    expect([trailersOf(new Fields()), trailersOf(undefined)]).toEqual([undefined, undefined]);
  });

  it.each([
    [':status', '200'],
    ['connection', 'close'],
  ])('are none with %s', (...block) => expect(readTrailers(new Fields(), block)).toBe(false));
});
