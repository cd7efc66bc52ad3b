import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Exchange, NEXT } from '../../../../src/proxy/contract.ts';
import { AdaptiveLimit } from '../../../../src/proxy/runtime/limiter/adaptive.ts';
import { expression } from '../../../../src/proxy/runtime/limiter/expression.ts';
import type { LimitMatch, SmartLimiter } from '../../../../src/xds/limiter.ts';
import { cluster, head, type Parts, start, toCluster } from '../support.ts';

const METRICS = { _base: { pod: 2, 'cpu.sum': 1.5 }, v1: { pod: 1 } };

describe('expressions over metrics', () => {
  it.each([
    ['10', 10],
    ['{{._base.pod}}*2', 4],
    ['{{ ._base.cpu.sum }} > 1', 1],
    ['{{.v1.pod}} + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 / 4', 2.5],
    ['10 / 0', 0],
    ['7 % 4', 3],
    ['1 - 2 - 3', -4],
    ['-{{.v1.pod}}', -1],
    ['true', 1],
    ['!true || 1 <= 1 && 2 != 3', 1],
    ['1 == 2', 0],
    ['{{.v9.pod}}', 0],
    ['{{.v1.unknown}} >= 0', 1],
    ['2<3 && 3>4', 0],
  ])('%s', (text, value) => {
    expect(expression(text)(METRICS)).toBe(value);
  });

  it.each([
    '',
    '1 +',
    '(1',
    '1)',
    'process.exit()',
    '{{._base}}',
    '1 2',
    'pod',
    '*2',
    `${'('.repeat(60)}1${')'.repeat(60)}`,
  ])('refuses %s', (text) => {
    expect(() => expression(text)).toThrow();
  });

  it('never fails on a text in another way', () => {
    const text = fc.string({ unit: fc.constantFrom('1', '+', '(', ')', '{{.v1.pod}}', '<', '!', ' ', 'true', '-') });
    fc.assert(
      fc.property(text, (source) => {
        try {
          expect(typeof expression(source)(METRICS)).toBe('number');
        } catch (error) {
          expect((error as Error).constructor.name).toBe('BadValue');
        }
      }),
    );
  });
});

const HOST = 'c.test';
const NAME = `outbound|80||${HOST}`;
const allowed = (made: Exchange, now: number, times: number, ...request: Parameters<typeof head>): number =>
  Array.from({ length: times }, () => made.begin(head(...request), now)).filter((next) => next === NEXT.forward).length;
const PARTS: Parts = { routes: [toCluster(NAME)], clusters: [cluster(NAME, 2), cluster(`outbound|80|v1|${HOST}`, 1)] };
const limited = (sets: SmartLimiter['sets'], parts: Parts = PARTS): Parts => ({
  ...parts,
  limiters: [{ host: HOST, sets }],
});

describe('SmartLimiters', () => {
  const action = (quota: string, strategy = 'single') => ({ quota, strategy, fill_interval: { seconds: 1 } });

  it.each([
    ['by endpoints', { action: action('{{._base.pod}}*2') }, 4],
    ['an average', { action: action('10', 'average') }, 5],
    ['a global quota', { action: action('10', 'global') }, 5],
    ['a condition that does not hold', { action: action('1'), condition: '{{._base.pod}} > 5' }, 20],
    ['a port that is not the one', { action: action('1'), target: { port: 81 } }, 20],
    ['the port', { action: action('1'), target: { port: 80 } }, 1],
    ['another host', { action: action('1'), target: { host: ['other'] } }, 20],
    ['the host', { action: action('1'), target: { host: ['svc.test'] } }, 1],
    ['another route', { action: action('1'), target: { route: ['svc.test:80/other'] } }, 20],
  ])('%s', (_, descriptor, count) => {
    const { exchange } = start(limited({ _base: { descriptor: [descriptor] } }));
    expect(allowed(exchange(), 0, 20)).toBe(count);
  });

  it.each<[LimitMatch, Parameters<typeof head>, boolean]>([
    [{ name: 'x', exact_match: 'a' }, ['/', { x: 'a' }], true],
    [{ name: 'x', exact_match: 'a' }, ['/', { x: 'b' }], false],
    [{ name: 'x', exact_match: 'a', invert_match: true }, ['/', { x: 'b' }], true],
    [{ name: 'x', regex_match: 'a+' }, ['/', { x: 'aa' }], true],
    [{ name: 'x', prefix_match: 'a' }, ['/', { x: 'ab' }], true],
    [{ name: 'x', suffix_match: 'b' }, ['/', { x: 'ab' }], true],
    [{ name: 'x', present_match: true }, ['/', {}], false],
    [{ name: 'x', present_match: false }, ['/', {}], true],
    [{ name: 'q', exact_match: '1', match_source: 'QueryMatch' }, ['/?q=1'], true],
    [{ name: 'q', present_match: true, match_source: 'QueryMatch' }, ['/?p=1'], false],
    [{ exact_match: '10.1.2.3', match_source: 'SourceIpMatch' }, ['/'], true],
    [{ exact_match: '10.1.2.4', match_source: 'SourceIpMatch' }, ['/'], false],
  ])('of requests with %j', (match, request, counts) => {
    const { exchange } = start(limited({ _base: { descriptor: [{ action: action('1'), match: [match] }] } }));
    expect(allowed(exchange(), 0, 3, ...request)).toBe(counts ? 1 : 3);
  });

  it('are for a subset where they name one, and shared by workers', () => {
    const sets = { v1: { descriptor: [{ action: action('4') }] } };
    const base = start(limited(sets)).exchange();
    expect(allowed(base, 0, 20)).toBe(20);
    const subset = { ...PARTS, routes: [toCluster(`outbound|80|v1|${HOST}`)] };
    expect(allowed(start(limited(sets, subset)).exchange(), 0, 20)).toBe(4);
    expect(allowed(start(limited(sets, subset), { workers: 2 }).exchange(), 0, 20)).toBe(2);
  });

  it('follow the metrics, once a second', () => {
    let quota = 5;
    const parts = limited({ _base: { descriptor: [{ action: action('{{.own.quota}}') }] } });
    const { exchange, runtime } = start(parts, { limiterMetrics: () => ({ own: { quota } }) });
    const made = exchange();
    expect(allowed(made, 0, 20)).toBe(5);
    quota = 2;
    runtime.tick(500);
    expect(allowed(made, 1000, 20)).toBe(5);
    runtime.tick(1500);
    expect(allowed(made, 2000, 20)).toBe(2);
  });

  it('go on after a reload where they were, and say what is wrong with them', () => {
    const sets = { _base: { descriptor: [{ action: action('5') }] } };
    const before = start(limited(sets));
    expect(allowed(before.exchange(), 0, 3)).toBe(3);
    expect(allowed(start(limited(sets), {}, before.runtime).exchange(), 0, 20)).toBe(2);
    expect(() => start(limited({ _base: { descriptor: [{ action: action('{{') }] } }))).toThrow('cannot be read');
  });
});

describe('an adaptive limit', () => {
  /** A second of requests; gives the limit for the next. */
  const second = (limit: AdaptiveLimit, requests: number, latency: number, failed = 0): number => {
    for (let index = 0; index < requests; index++) {
      limit.use();
      limit.observe(latency, index < failed);
    }
    return limit.next(100);
  };

  it('grows while it is used and all is well', () => {
    const limit = new AdaptiveLimit();
    limit.next(100);
    expect([second(limit, 100, 10), second(limit, 100, 10), second(limit, 10, 10)]).toEqual([105, 110.25, 110.25]);
  });

  it.each([
    ['errors', 10, 30],
    ['slow responses', 50, 0],
  ])('shrinks on %s, to a tenth of the quota and no further', (_, latency, failed) => {
    const limit = new AdaptiveLimit();
    limit.next(100);
    const first = second(limit, 80, 10);
    const limits = Array.from({ length: 12 }, () => second(limit, 80, latency, failed));
    expect(limits[0]).toBeCloseTo(0.7 * first);
    expect(Math.min(...limits)).toBeGreaterThanOrEqual(10);
    if (failed > 0) expect(limits.at(-1)).toBe(10);
  });

  it('stays where it is when nobody comes', () => {
    const limit = new AdaptiveLimit();
    expect([limit.next(100), limit.next(100)]).toEqual([100, 100]);
  });
});
