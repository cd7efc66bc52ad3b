import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../../../src/proxy/failure.ts';
import { TokenBudget, withinBudget } from '../../../../src/proxy/runtime/retry/budget.ts';
import {
  backOff,
  retriesFailure,
  retriesResponse,
  retryPlan,
  withCaller,
} from '../../../../src/proxy/runtime/retry/policy.ts';
import { response } from '../support.ts';

const NOTHING = {
  on: undefined,
  grpcOn: undefined,
  statuses: undefined,
  headers: undefined,
  retries: undefined,
  tryTimeoutMs: undefined,
};

describe('conditions of retries', () => {
  it.each([
    ['5xx', [500, 501, 503, 599], [200, 404, 409, 429]],
    ['gateway-error', [502, 503, 504], [500, 501, 505]],
    ['retriable-4xx', [409], [400, 404, 429, 503]],
    ['reset', [], [500, 503]],
    ['connect-failure', [], [500, 503]],
    ['unknown-word', [], [500, 503, 409]],
    ['', [], [500]],
  ])('%s', (on, again, final) => {
    const plan = retryPlan({ retry_on: on });
    for (const status of again) expect([status, retriesResponse(plan, response(status), -1)]).toEqual([status, true]);
    for (const status of final) expect([status, retriesResponse(plan, response(status), -1)]).toEqual([status, false]);
  });

  it('listed codes count with their condition only', () => {
    const codes = { retriable_status_codes: [409, 418] };
    expect(retriesResponse(retryPlan({ retry_on: 'retriable-status-codes', ...codes }), response(418), -1)).toBe(true);
    expect(retriesResponse(retryPlan({ retry_on: 'reset', ...codes }), response(418), -1)).toBe(false);
  });

  it.each([
    ['cancelled', 1],
    ['deadline-exceeded', 4],
    ['resource-exhausted', 8],
    ['internal', 13],
    ['unavailable', 14],
  ])('%s is gRPC status %i', (on, status) => {
    const plan = retryPlan({ retry_on: on });
    expect(retriesResponse(plan, response(200), status)).toBe(true);
    expect(retriesResponse(plan, response(200), 2)).toBe(false);
    expect(retriesResponse(plan, response(200), -1)).toBe(false);
  });

  it.each<[string, readonly FailureReason[], readonly FailureReason[]]>([
    [
      '5xx',
      ['connect-failure', 'connection-termination', 'try-timeout', 'refused-stream'],
      ['overflow', 'idle-timeout'],
    ],
    ['reset', ['connection-termination', 'remote-reset', 'connect-timeout'], ['overflow']],
    ['connect-failure', ['connect-failure', 'connect-timeout'], ['connection-termination', 'try-timeout', 'overflow']],
    ['refused-stream', ['refused-stream'], ['connect-failure', 'remote-reset']],
    ['reset-before-request', ['connect-failure', 'refused-stream'], ['connection-termination']],
    ['retriable-4xx', [], ['connection-termination', 'connect-failure']],
  ])('%s after failures', (on, again, final) => {
    const plan = retryPlan({ retry_on: on });
    for (const reason of again) expect([reason, retriesFailure(plan, reason)]).toEqual([reason, true]);
    for (const reason of final) expect([reason, retriesFailure(plan, reason)]).toEqual([reason, false]);
  });

  it('a caller adds conditions, and sets numbers', () => {
    expect(withCaller(undefined, NOTHING)).toBeUndefined();
    const asked = withCaller(undefined, { ...NOTHING, on: '5xx, envoy-ratelimited' });
    expect(asked).toMatchObject({ retries: 1 });
    expect(asked && retriesResponse(asked, response(500), -1)).toBe(true);
    const more = withCaller(retryPlan({ retry_on: 'reset', num_retries: 2 }), {
      ...NOTHING,
      grpcOn: 'unavailable',
      on: 'retriable-status-codes',
      statuses: '418, x',
      retries: '5',
      tryTimeoutMs: '70',
    });
    expect(more).toMatchObject({ retries: 5, tryTimeoutMs: 70 });
    expect(more && [retriesResponse(more, response(418), -1), retriesResponse(more, response(200), 14)]).toEqual([
      true,
      true,
    ]);
    expect(withCaller(retryPlan({ retry_on: '5xx', num_retries: 2 }), { ...NOTHING, retries: '0' })).toBeUndefined();
  });

  it('what a rate limit answered is for those who ask for it', () => {
    const limited = response(503, { 'x-envoy-ratelimited': 'true' });
    const accepted = response(200, { 'x-envoy-ratelimited': 'true' });
    const by = (on: string) => retryPlan({ retry_on: on });
    expect(retriesResponse(by('5xx'), limited, -1)).toBe(false);
    expect(retriesResponse(by('5xx,envoy-ratelimited'), limited, -1)).toBe(true);
    expect(retriesResponse(by('envoy-ratelimited'), accepted, -1)).toBe(true);
    expect(retriesResponse(by('envoy-ratelimited'), response(503), -1)).toBe(false);
  });

  it('fields of a response count when a caller names them', () => {
    const asked = withCaller(retryPlan({ retry_on: 'retriable-headers' }), { ...NOTHING, headers: 'X-Again, x-more' });
    expect(asked && retriesResponse(asked, response(200, { 'x-again': '' }), -1)).toBe(true);
    expect(asked && retriesResponse(asked, response(500), -1)).toBe(false);
    expect(retriesResponse(retryPlan({ retry_on: 'retriable-headers' }), response(200, { 'x-again': '' }), -1)).toBe(
      false,
    );
  });

  it('waits up to a bound that doubles, and never longer than ten times the first', () => {
    const plan = retryPlan({ retry_on: '5xx' });
    expect([1, 2, 3, 4, 9].map((retry) => backOff(plan, retry, 1))).toEqual([25, 75, 175, 250, 250]);
    expect(backOff(plan, 3, 0.5)).toBe(87.5);
    const own = retryPlan({ retry_back_off: { base_interval: '1s', max_interval: '2s' } });
    expect([1, 2].map((retry) => backOff(own, retry, 1))).toEqual([1000, 2000]);
  });
});

describe('a budget of tokens', () => {
  const settings = { percent: 20, perSecond: 10, windowMs: 10_000 };

  it('has nothing at the start, and gains by time and by first tries', () => {
    const budget = new TokenBudget(settings);
    expect(budget.withdraw(0)).toBe(false);
    for (let index = 0; index < 5; index++) budget.deposit(0);
    expect([budget.withdraw(0), budget.withdraw(0)]).toEqual([true, false]);
    expect([budget.withdraw(100), budget.withdraw(100)]).toEqual([true, false]);
  });

  it('forgets what is older than its window', () => {
    const budget = new TokenBudget({ ...settings, perSecond: 0 });
    for (let index = 0; index < 50; index++) budget.deposit(0);
    expect(budget.withdraw(8999)).toBe(true);
    expect(budget.withdraw(11_000)).toBe(false);
  });

  it('after a long rest has a window of time and no more', () => {
    const budget = new TokenBudget(settings);
    budget.deposit(0);
    let granted = 0;
    while (budget.withdraw(3_600_000)) granted += 1;
    expect(granted).toBeLessThanOrEqual(101);
  });

  it('never grants more than was put in', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const budget = new TokenBudget(settings);
        let now = 0;
        let deposits = 0;
        let granted = 0;
        budget.withdraw(0);
        for (const [wait, retry] of steps) {
          now += wait;
          if (retry) granted += budget.withdraw(now) ? 1 : 0;
          else {
            budget.deposit(now);
            deposits += 1;
          }
        }
        expect(granted).toBeLessThanOrEqual(0.2 * deposits + now / 100 + 1e-6);
      }),
    );
  });

  it('keeps a thousand failing requests in five seconds at a fifth and ten a second', () => {
    const budget = new TokenBudget(settings);
    let retries = 0;
    for (let index = 0; index < 1000; index++) {
      const now = index * 5;
      budget.deposit(now);
      for (let again = 0; again < 3; again++) if (budget.withdraw(now)) retries += 1;
    }
    expect(retries).toBeGreaterThan(230);
    expect(retries).toBeLessThanOrEqual(250);
  });
});

describe('a budget of retries at once', () => {
  it.each([
    [0, 0, true],
    [0, 2, true],
    [0, 3, false],
    [100, 19, true],
    [100, 20, false],
  ])('%i requests, %i retries: %s', (requests, retries, granted) => {
    expect(withinBudget({ share: 0.2, minimum: 3 }, { requests, retries })).toBe(granted);
  });
});
