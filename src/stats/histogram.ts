/** Distributions of Envoy and Prometheus, and percentiles that say how exact they are. */

/** How many values lie between two bounds; `upper` is infinite for what is only known to be larger. */
export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Values at some shares, in percent; `undefined` where nothing was recorded. */
export interface Quantiles {
  readonly percents: readonly number[];
  readonly values: readonly (number | undefined)[];
}

/** What is known of a set of values: buckets, or only quantiles, which cannot be added up. */
export type Distribution =
  | { readonly kind: 'buckets'; readonly buckets: readonly Bucket[] }
  | { readonly kind: 'quantiles'; readonly quantiles: Quantiles };

/** A histogram statistic: since the start, and of Envoy's last interval where it says that. */
export interface HistogramStat {
  readonly total: Distribution;
  readonly recent?: Distribution;
}

/** A percentile: the likely value, and the bounds it certainly lies between. */
export interface Percentile {
  readonly value: number;
  readonly lower: number;
  /** Infinite when all that is known is that it is larger than `lower`. */
  readonly upper: number;
}

/** Values in all buckets. */
export function countOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

/**
 * The value whose rank is the share `percent` of all values, those of one bucket spread evenly over it; `undefined` when
 * there is none.
 */
export function percentile(distribution: Distribution, percent: number): Percentile | undefined {
  if (distribution.kind === 'quantiles') return quantile(distribution.quantiles, percent);
  const { buckets } = distribution;
  const total = countOf(buckets);
  // Floating point must not push a whole rank up to the next one.
  const rank = Math.min(total, Math.max(1, Math.ceil((percent * total) / 100 - 1e-9)));
  let below = 0;
  for (const { lower, upper, count } of buckets) {
    if (count > 0 && below + count >= rank) {
      const value =
        upper === Number.POSITIVE_INFINITY ? lower : lower + ((upper - lower) * (rank - below)) / (count + 1);
      return { value, lower, upper };
    }
    below += count;
  }
  return undefined;
}

function quantile({ percents, values }: Quantiles, percent: number): Percentile | undefined {
  const value = values[percents.indexOf(percent)];
  return value === undefined ? undefined : { value, ...binOf(value) };
}

/** The bin Envoy kept a value in: two significant digits. @see https://github.com/openhistogram/libcircllhist */
function binOf(value: number): { readonly lower: number; readonly upper: number } {
  if (value <= 0) return { lower: value, upper: value };
  const width = 10 ** (Math.floor(Math.log10(value)) - 1);
  const lower = Math.floor(value / width + 1e-9) * width;
  return { lower, upper: lower + width };
}

/** What came between two readings; `undefined` when a bucket fell, so that the later one is not of the same run. */
export function between(before: readonly Bucket[], after: readonly Bucket[]): readonly Bucket[] | undefined {
  const old = new Map(before.map(({ lower, upper, count }) => [`${lower} ${upper}`, count]));
  const out: Bucket[] = [];
  for (const { lower, upper, count } of after) {
    const grown = count - (old.get(`${lower} ${upper}`) ?? 0);
    if (grown < 0) return undefined;
    if (grown > 0) out.push({ lower, upper, count: grown });
  }
  return out;
}

/** Several distributions as one, bucket by bucket. */
export function merged(lists: readonly (readonly Bucket[])[]): readonly Bucket[] {
  const sums = new Map<string, Bucket>();
  for (const bucket of lists.flat()) {
    const key = `${bucket.lower} ${bucket.upper}`;
    sums.set(key, { ...bucket, count: bucket.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].sort((a, b) => a.lower - b.lower || a.upper - b.upper);
}

/** Buckets of counts up to a bound, as Prometheus has them; bounds in their order, the last one may be infinite. */
export function fromCumulative(counts: readonly (readonly [upper: number, count: number])[]): readonly Bucket[] {
  let lower = 0;
  let below = 0;
  return counts.map(([upper, count]) => {
    const bucket = { lower, upper, count: Math.max(0, count - below) };
    lower = upper;
    below = Math.max(below, count);
    return bucket;
  });
}

/**
 * Buckets of counts by bound, where Envoy does not say whether each counts what is below it too. Counts that never fall and
 * end above zero do: else the slowest answers would all have taken an hour.
 */
export function fromBounds(counts: readonly (readonly [upper: number, count: number])[]): readonly Bucket[] {
  const rising = counts.every(([, count], index) => index === 0 || count >= (counts[index - 1]?.[1] ?? 0));
  if (rising && (counts.at(-1)?.[1] ?? 0) > 0) return fromCumulative(counts);
  return counts.map(([upper, count], index) => ({ lower: counts[index - 1]?.[0] ?? 0, upper, count }));
}
