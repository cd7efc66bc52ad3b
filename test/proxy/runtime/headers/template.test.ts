import { describe, expect, it } from 'vitest';
import { FLAGS } from '../../../../src/proxy/flags.ts';
import { type ValueContext, valueTemplate } from '../../../../src/proxy/runtime/headers/template.ts';
import { head, response, view } from '../support.ts';

const context: ValueContext = {
  ...view(head('/p?q', { 'x-in': 'in' })),
  routeName: 'r',
  clusterName: 'c',
  clusterStatName: 'c',
  upstreamHost: '10.0.0.1:80',
  status: 503,
  flags: FLAGS.UH,
  details: 'no_healthy_upstream',
  responseFields: response(200, { 'x-out': 'out' }).fields,
  wallTime: Date.UTC(2026, 7, 1, 10, 2, 3, 4),
};

const made = (text: string, changes: Partial<ValueContext> = {}): string => {
  const value = valueTemplate(text);
  return typeof value === 'string' ? value : value({ ...context, ...changes });
};

describe('a value for a header', () => {
  it.each([
    ['plain', 'plain'],
    ['100%%', '100%'],
    ['%REQ(X-In)%', 'in'],
    ['%REQ(x-none)%', ''],
    ['%REQ(x-none?:path)%', '/p?q'],
    ['%REQ(x-none?Host)%', 'svc.test'],
    ['%REQ(:path):2%', '/p'],
    ['%RESP(x-out)%/%RESP(x-none?x-out)%', 'out/out'],
    ['%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%', '503 UH no_healthy_upstream'],
    ['%PROTOCOL%', 'HTTP/1.1'],
    ['%START_TIME%', '2026-08-01T10:02:03.004Z'],
    ['at %START_TIME(%Y/%m/%d %H:%M)%!', 'at 2026/08/01 10:02!'],
    ['%UPSTREAM_REMOTE_ADDRESS% %ROUTE_NAME%', '10.0.0.1:80 r'],
    ['[%DYNAMIC_METADATA(a:b)%%BYTES_SENT%]', '[]'],
  ])('%s', (text, expected) => {
    expect(made(text)).toBe(expected);
  });

  it('has nothing of a response that is not there yet', () => {
    const early = { status: 0, flags: 0, responseFields: undefined };
    expect(made('%RESPONSE_CODE%|%RESPONSE_FLAGS%|%RESP(x-out)%', early)).toBe('0|-|');
  });

  it.each(['50%', '%nope%', '%NOPE%', '%REQ%%', 'a % b %PROTOCOL%'])('"%s" is refused', (text) => {
    expect(() => made(text)).toThrow(/no operator|percent sign alone/);
  });
});
