import { describe, expect, it } from 'vitest';
import { RequestTrace } from '../../../../src/proxy/telemetry/tracing/request-trace.ts';
import { RequestHead } from '../../../../src/proxy/wire/request-head.ts';

const ID = '00000000-0000-4000-8000-000000000000';

function traceOf(chance: number, given: Readonly<Record<string, string>> = {}, trusted = true) {
  const head = new RequestHead();
  for (const [name, value] of Object.entries({ 'x-request-id': ID, ...given })) head.fields.append(name, value);
  const trace = new RequestTrace({
    plan: { chance, formats: 1, tags: [], collector: { kind: 'otlp', cluster: '', url: 'http://x/', service: '' } },
    random: () => 0.5,
    serves: true,
    calls: true,
  });
  trace.begin(head, trusted, 'svc:80/*');
  return { trace, head };
}

const mark = ({ head }: ReturnType<typeof traceOf>) => head.fields.get('x-request-id')?.[14];

describe('who is traced', () => {
  it.each<readonly [string, number, Readonly<Record<string, string>>, boolean, boolean, string]>([
    ['chance says so', 0.6, {}, true, true, '9'],
    ['chance says no', 0.4, {}, true, false, '4'],
    ['a believed caller forces it', 0, { 'x-envoy-force-trace': 'true' }, true, true, 'a'],
    ['any other caller cannot', 0, { 'x-envoy-force-trace': 'true' }, false, false, '4'],
    ['a client asks for it', 0, { 'x-client-trace-id': 'x' }, false, true, 'b'],
    ['the mark of a believed caller', 0, { 'x-request-id': ID.replace('-4', '-9') }, true, true, '9'],
    ['the mark of any other', 0, { 'x-request-id': ID.replace('-4', '-9') }, false, false, '9'],
    ['a decision of B3 alone', 1, { b3: '0' }, true, false, '4'],
    ['a decision of B3 alone, the other way', 0, { b3: '1' }, true, true, '4'],
  ])('%s', (_, chance, given, trusted, sampled, marked) => {
    const made = traceOf(chance, given, trusted);
    expect([made.trace.sampled, mark(made)]).toEqual([sampled, marked]);
  });
});

describe('tries', () => {
  it('each have a span and an end', () => {
    const { trace } = traceOf(1);
    expect(trace.tryLines('10.0.0.1:80', 5)).toMatch(/^traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-01\r\n$/);
    trace.broke('connect-failure', 7);
    trace.tryLines('10.0.0.2:80', 9);
    trace.answered(200, 12);
    expect(trace.tries).toMatchObject([
      { peer: '10.0.0.1:80', startedAt: 5, endedAt: 7, status: 0, failure: 'connect-failure' },
      { peer: '10.0.0.2:80', startedAt: 9, endedAt: 12, status: 200, failure: '' },
    ]);
  });

  it('of a request that is not traced are told on and not kept', () => {
    const { trace } = traceOf(0);
    expect(trace.tryLines('10.0.0.1:80', 5)).toMatch(/-00\r\n$/);
    expect(trace.tries).toEqual([]);
  });

  it('of the next request begin anew', () => {
    const { trace } = traceOf(1);
    trace.tryLines('10.0.0.1:80', 5);
    trace.reset();
    expect([trace.sampled, trace.tryLines('10.0.0.1:80', 6)]).toEqual([false, '']);
  });
});
