import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../../src/proxy/runtime/rate-limit/bucket.ts';
import { allPortions, type Demand, portions } from '../../../../src/proxy/runtime/rate-limit/portions.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

describe('parts of a quota', () => {
  it('go to who is asked, and leave something to the others', () => {
    const parts = portions([
      { asked: 30, tokens: 2, max: 10 },
      { asked: 0, tokens: 4, max: 10 },
      { asked: 0, tokens: 4, max: 10 },
    ]);
    expect(parts[0]?.share).toBeCloseTo(0.8 + 0.2 / 3);
    expect(parts.map(({ tokens }) => tokens)).toEqual([8, -4, -4]);
  });

  it('are equal where nobody is asked', () => {
    expect(portions([1, 2].map((tokens) => ({ asked: 0, tokens, max: 4 }))).map(({ share }) => share)).toEqual([
      0.5, 0.5,
    ]);
  });

  it('make no tokens, and no quota', () => {
    const demand: fc.Arbitrary<Demand> = fc.record({
      asked: fc.nat(1000),
      tokens: fc.double({ min: -5, max: 50, noNaN: true }),
      max: fc.constant(40),
    });
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 8 }), (demands) => {
        const parts = portions(demands);
        expect(sum(parts.map(({ share }) => share))).toBeCloseTo(1);
        const before = sum(demands.map(({ tokens }) => tokens));
        const after = before + sum(parts.map(({ tokens }) => tokens));
        expect(after).toBeCloseTo(Math.min(before, 40));
      }),
    );
  });

  it('are found for every quota, of those who have it', () => {
    const [one, two] = allPortions([
      { a: { asked: 1, tokens: 1, max: 2 }, b: { asked: 0, tokens: 3, max: 3 } },
      { a: { asked: 1, tokens: 1, max: 2 } },
    ]);
    expect([one?.['a']?.share, two?.['a']?.share, one?.['b']?.share, two?.['b']]).toEqual([0.5, 0.5, 1, undefined]);
  });

  it('let several processes give as much as one, wherever the requests come', () => {
    const WORKERS = 4;
    const make = (workers: number) => new TokenBucket({ max: 20, perFill: 20, fillMs: 1000, workers });
    const shared = Array.from({ length: WORKERS }, () => make(WORKERS));
    const alone = make(1);
    const given = { shared: 0, alone: 0 };
    for (let second = 0; second < 10; second++) {
      for (let at = 0; at < 1000; at += 10) {
        const now = second * 1000 + at;
        // All of them come to the first one.
        if (shared[0]?.take(now)) given.shared += 1;
        if (alone.take(now)) given.alone += 1;
      }
      const now = (second + 1) * 1000;
      const parts = portions(shared.map((bucket) => bucket.demand(now)));
      for (const [index, bucket] of shared.entries()) bucket.settle(parts[index] ?? { share: 0, tokens: 0 });
    }
    expect(given.shared).toBeLessThanOrEqual(given.alone);
    expect(given.shared).toBeGreaterThan(given.alone * 0.85);
  });
});
