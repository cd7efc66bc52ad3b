import { describe, expect, it } from 'vitest';
import type { HeaderValueOption } from '../../../../src/xds/resources/common.ts';
import type { Route } from '../../../../src/xds/resources/route.ts';
import { cluster, fieldsOf, head, response, start, toCluster } from '../support.ts';

const C = 'c';

const set = (key: string, value: string): HeaderValueOption => ({
  header: { key, value },
  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
});

/** What the upstream sees, what is said of the first try, and what the client sees. */
function exchanged(operations: Partial<Route>, answered: Readonly<Record<string, string>> = {}) {
  const routes = [{ ...toCluster(C, { timeout: '3s' }), ...operations }];
  const made = start({ routes, clusters: [cluster(C, 1)] }).exchange();
  const request = head('/', { 'content-length': '25' }, { method: 'POST' });
  made.begin(request, 0);
  made.pick(0);
  const tried = made.tryFields(0);
  const answer = response(200, answered);
  made.responded(answer, 5);
  return { request: fieldsOf(request), tried, answer, response: fieldsOf(answer) };
}

describe('what routes do to fields', () => {
  it.each<[string, Partial<Route>]>([
    [
      'removing them',
      {
        request_headers_to_remove: ['content-length', 'Transfer-Encoding'],
        response_headers_to_remove: ['Content-Length', 'transfer-encoding'],
      },
    ],
    [
      'setting them',
      {
        request_headers_to_add: [set('Content-Length', '3'), set('transfer-encoding', 'chunked')],
        response_headers_to_add: [set('content-length', '3'), set('Transfer-Encoding', 'chunked')],
      },
    ],
    [
      'adding to them',
      {
        request_headers_to_add: [{ header: { key: 'content-length', value: '3' } }],
        response_headers_to_add: [{ header: { key: 'transfer-encoding', value: 'chunked' } }],
      },
    ],
  ])('leaves the ends of messages where they are: %s', (_, operations) => {
    const seen = exchanged(operations, { 'content-length': '5' });
    expect(seen.request['content-length']).toEqual(['25']);
    expect(seen.request).not.toHaveProperty('transfer-encoding');
    expect(seen.response).toEqual({ 'content-length': ['5'] });
  });

  it('tells the time of its own upstream alone', () => {
    const { answer, response: fields } = exchanged({}, { 'x-envoy-upstream-service-time': '77' });
    expect([fields, answer.tellsTime]).toEqual([{}, true]);
  });

  it.each<[string, Partial<Route>, Readonly<Record<string, readonly string[]>>]>([
    ['is taken out', { response_headers_to_remove: ['X-Envoy-Upstream-Service-Time'] }, {}],
    [
      'is given another value',
      { response_headers_to_add: [set('x-envoy-upstream-service-time', 'mine')] },
      { 'x-envoy-upstream-service-time': ['mine'] },
    ],
  ])('tells no time where it %s', (_, operations, fields) => {
    const seen = exchanged(operations, { 'x-envoy-upstream-service-time': '77' });
    expect([seen.response, seen.answer.tellsTime]).toEqual([fields, false]);
  });

  it('says of a try what the route has not decided', () => {
    expect(exchanged({}).tried).toBe('x-envoy-attempt-count: 1\r\nx-envoy-expected-rq-timeout-ms: 3000\r\n');
    const removed = { request_headers_to_remove: ['x-envoy-attempt-count', 'x-envoy-expected-rq-timeout-ms'] };
    expect(exchanged(removed).tried).toBe('');
    const own = exchanged({ request_headers_to_add: [set('x-envoy-attempt-count', '9')] });
    expect(own.tried).toBe('x-envoy-expected-rq-timeout-ms: 3000\r\n');
    expect(own.request['x-envoy-attempt-count']).toEqual(['9']);
  });
});
