import { describe, expect, it } from 'vitest';
import { requestText } from '../../../../src/proxy/wire/h1/text.ts';
import { RequestHead } from '../../../../src/proxy/wire/request-head.ts';
import { reasonOf } from '../../../../src/proxy/wire/status.ts';

function text(method: string, parts: Partial<RequestHead['framing']> = {}): string {
  const head = new RequestHead();
  Object.assign(head, { method, target: '/', authority: 'svc.test' });
  Object.assign(head.framing, parts);
  return requestText(head, '');
}

describe('a request as text', () => {
  it.each(['POST', 'PUT', 'PATCH', 'OPTIONS', 'PROPFIND'])('%s says that its body is empty', (method) => {
    expect(text(method)).toBe(`${method} / HTTP/1.1\r\nhost: svc.test\r\ncontent-length: 0\r\n\r\n`);
  });

  it.each(['GET', 'HEAD', 'DELETE', 'TRACE'])('%s says nothing of a body', (method) => {
    expect(text(method)).not.toContain('content-length');
  });

  it('says the length once, or how the body is cut', () => {
    expect(text('POST', { contentLength: 3 })).not.toContain('content-length: 0');
    expect(text('POST', { chunked: true })).toMatch(/svc\.test\r\ntransfer-encoding: chunked\r\n\r\n$/);
  });
});

describe('reasons', () => {
  it.each([
    [207, 'Multi-Status'],
    [226, 'IM Used'],
    [508, 'Loop Detected'],
    [299, 'Unknown'],
  ])('%i', (status, reason) => {
    expect(reasonOf(status)).toBe(reason);
  });
});
