import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bucket,
  between,
  countOf,
  type Distribution,
  fromBounds,
  fromCumulative,
  merged,
  percentile,
} from '../../src/stats/histogram.ts';

const buckets = (list: readonly Bucket[]): Distribution => ({ kind: 'buckets', buckets: list });

const BUCKETS = fc
  .array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 12 })
  .map((counts) => counts.map((count, index): Bucket => ({ lower: index * 10, upper: (index + 1) * 10, count })));

describe('percentile', () => {
  it('says the bounds of the bucket its rank is in', () => {
    const found = percentile(buckets([{ lower: 10, upper: 25, count: 1 }]), 99);
    expect(found).toEqual({ value: 17.5, lower: 10, upper: 25 });
  });

  it('knows only a lower bound in the last bucket of Prometheus', () => {
    const found = percentile(
      buckets(
        fromCumulative([
          [1000, 1],
          [Number.POSITIVE_INFINITY, 10],
        ]),
      ),
      50,
    );
    expect(found).toEqual({ value: 1000, lower: 1000, upper: Number.POSITIVE_INFINITY });
  });

  it('is unknown without values', () => {
    expect(percentile(buckets([]), 50)).toBeUndefined();
    expect(percentile({ kind: 'quantiles', quantiles: { percents: [50], values: [undefined] } }, 50)).toBeUndefined();
  });

  it('gives a quantile the bounds of the bin Envoy kept it in', () => {
    const quantiles = { percents: [50, 99], values: [12.25, 137] };
    expect(percentile({ kind: 'quantiles', quantiles }, 50)).toEqual({ value: 12.25, lower: 12, upper: 13 });
    expect(percentile({ kind: 'quantiles', quantiles }, 99)).toEqual({ value: 137, lower: 130, upper: 140 });
  });

  it('has as many values below its bucket as its share allows', () => {
    fc.assert(
      fc.property(BUCKETS, fc.integer({ min: 1, max: 100 }), (list, percent) => {
        const found = percentile(buckets(list), percent);
        const total = countOf(list);
        if (found === undefined) return total === 0;
        const below = countOf(list.filter(({ upper }) => upper <= found.lower));
        const upTo = countOf(list.filter(({ upper }) => upper <= found.upper));
        const rank = (percent * total) / 100;
        return (
          below < Math.max(1, rank) + 1e-6 &&
          upTo + 1e-6 >= rank &&
          found.value >= found.lower &&
          found.value <= found.upper
        );
      }),
    );
  });
});

describe('merged and between', () => {
  it('undo each other', () => {
    fc.assert(
      fc.property(BUCKETS, BUCKETS, (a, b) => {
        const grown = between(a, merged([a, b])) ?? [];
        expect(grown).toEqual(merged([b]).filter(({ count }) => count > 0));
      }),
    );
  });

  it('does not compare two runs of a proxy', () => {
    expect(between([{ lower: 0, upper: 1, count: 3 }], [{ lower: 0, upper: 1, count: 2 }])).toBeUndefined();
  });
});

describe('fromBounds', () => {
  it('tells counts of one bucket from counts up to a bound', () => {
    const counts = (list: readonly (readonly [number, number])[]) => fromBounds(list).map(({ count }) => count);
    expect(
      counts([
        [1, 2],
        [5, 6],
        [10, 6],
      ]),
    ).toEqual([2, 4, 0]);
    expect(
      counts([
        [1, 2],
        [5, 4],
        [10, 0],
      ]),
    ).toEqual([2, 4, 0]);
    expect(
      counts([
        [1, 0],
        [5, 0],
      ]),
    ).toEqual([0, 0]);
  });
});
