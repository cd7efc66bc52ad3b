import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countOf,
  countUpTo,
  Histogram,
  mergeBins,
  quantilesOf,
  sumOf,
} from '../../../src/proxy/telemetry/histogram.ts';

function of(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe('distributions', () => {
  it('places the only value of a bin in its middle', () => {
    expect(quantilesOf(of([0, 0, 0, 19]).all())).toEqual([0, 0, 0, 0, 19.5, 19.5, 19.5, 19.5, 19.5, 19.5]);
    expect(quantilesOf(of([1]).all(), [50])).toEqual([1.05]);
    expect(quantilesOf(of([0, 0, 0, 0, 1, 20]).all(), [50, 75, 90])).toEqual([0, 1.05, 20.5]);
  });

  it('says nothing of no values', () => {
    expect(quantilesOf([], [50])).toEqual([Number.NaN]);
    expect(countOf([])).toBe(0);
  });

  it('sums with the harmonic mean of bins', () => {
    expect(sumOf(of([0, 0, 0, 19]).all())).toBeCloseTo(19.487179487179485, 12);
  });

  it('counts a bin where it begins', () => {
    const bins = of([0, 1, 24, 26]).all();
    expect([0.5, 1, 5, 25, 50].map((limit) => countUpTo(bins, limit))).toEqual([1, 2, 2, 3, 4]);
  });

  it('takes anything for a value', () => {
    const values = [-5, 0.9, Number.NaN, 999, 1000, 1001, 9_999_999_999, 1e30];
    expect(countOf(of(values).all())).toBe(values.length);
  });

  it('keeps two digits of every number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000_000_000 }), (value) => {
        const [found = 0] = quantilesOf(of([value]).all(), [100]);
        expect(Math.abs(found - value) / value).toBeLessThanOrEqual(0.1);
      }),
    );
  });

  it('has quantiles that go up, and merges as if counted together', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1 }), fc.array(fc.nat(100_000)), (some, others) => {
        const quantiles = quantilesOf(of(some).all());
        expect([...quantiles].sort((a, b) => a - b)).toEqual(quantiles);
        expect(mergeBins([of(some).all(), of(others).all()])).toEqual(of([...some, ...others]).all());
      }),
    );
  });

  it('tells what came lately', () => {
    const histogram = of([5]);
    histogram.rotate();
    histogram.record(50);
    expect(countOf(histogram.recent())).toBe(2);
    histogram.rotate();
    expect(quantilesOf(histogram.recent(), [100])).toEqual([50.5]);
    histogram.rotate();
    expect(histogram.recent()).toEqual([]);
    expect(countOf(histogram.all())).toBe(2);
  });
});
