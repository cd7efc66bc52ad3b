import { describe, expect, it } from 'vitest';
import { localReply } from '../../../../src/proxy/runtime/exchange/answers.ts';

const answer = (status: number, body: string, fields = '') => ({ status, body, fields, flags: 0, details: '' });

describe('an answer of the proxy itself', () => {
  it('says what its body is, unless the route does', () => {
    expect(localReply(answer(200, 'hello'), false, 'x: 1\r\n')).toEqual({
      status: 200,
      body: 'hello',
      fields: 'content-type: text/plain\r\nx: 1\r\n',
    });
    const own = 'content-type: text/html\r\n';
    expect(localReply(answer(200, 'hello', own), false, '').fields).toBe(own);
  });

  it.each([204, 304])('with %i has no body, whatever the route asks for', (status) => {
    expect(localReply(answer(status, 'hello'), false, '')).toEqual({ status, body: '', fields: '' });
  });

  it('is all head for gRPC', () => {
    expect(localReply(answer(503, 'no way'), true, '')).toEqual({
      status: 200,
      body: '',
      fields: 'content-type: application/grpc\r\ngrpc-status: 14\r\ngrpc-message: no way\r\n',
    });
  });
});
