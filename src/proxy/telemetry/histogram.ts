/**
 * Distributions with two significant digits, as Envoy keeps them: a bin is a tenth of the power of ten it lies in.
 * @see https://github.com/openhistogram/libcircllhist
 */

const PER_DECADE = 90;
/** Values from 1 to just under 10^10; whatever lies below 1 is zero, as Envoy counts whole milliseconds and bytes. */
const DECADES = 10;
const BINS = 1 + PER_DECADE * DECADES;
/** Below this a table tells the bin. */
const SMALL = 1000;

function binOf(value: number): number {
  let unit = 1;
  let exponent = 0;
  for (; exponent < DECADES - 1 && unit * 10 <= value; exponent++) unit *= 10;
  return 1 + exponent * PER_DECADE + Math.min(99, Math.floor((value * 10) / unit)) - 10;
}

const SMALL_BINS = Uint16Array.from({ length: SMALL }, (_, value) => (value === 0 ? 0 : binOf(value)));

/** Where a bin begins, and how wide it is; the first one holds zeros. */
function edgesOf(bin: number): { readonly left: number; readonly width: number } {
  if (bin === 0) return { left: 0, width: 0 };
  const exponent = Math.floor((bin - 1) / PER_DECADE);
  const unit = 10 ** exponent;
  return { left: ((10 + ((bin - 1) % PER_DECADE)) * unit) / 10, width: unit / 10 };
}

/** The values of `/stats`, in percent. */
export const QUANTILES: readonly number[] = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100];

/** Upper ends of Prometheus buckets. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/metrics/v3/stats.proto */
export const BUCKETS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
];

/** Bins that are not empty, by number: plain data that can be sent to another process. */
export type Bins = readonly (readonly [bin: number, count: number])[];

/** A distribution of whole numbers, and what came lately. */
export class Histogram {
  readonly #all = new Float64Array(BINS);
  #current = new Float64Array(BINS);
  #before = new Float64Array(BINS);

  /** Notes a value; less than zero counts as zero. */
  record(value: number): void {
    const whole = Math.floor(value);
    let bin = 0;
    if (whole > 0) bin = whole < SMALL ? (SMALL_BINS[whole] ?? 0) : binOf(whole);
    this.#all[bin] = (this.#all[bin] ?? 0) + 1;
    this.#current[bin] = (this.#current[bin] ?? 0) + 1;
  }

  /** Begins a new interval; what is called lately is this interval and the one before. */
  rotate(): void {
    const oldest = this.#before;
    this.#before = this.#current;
    this.#current = oldest.fill(0);
  }

  /** Since the start. */
  all(): Bins {
    return filled(this.#all);
  }

  /** Lately. */
  recent(): Bins {
    return filled(this.#current.map((count, bin) => count + (this.#before[bin] ?? 0)));
  }
}

function filled(counts: Float64Array): Bins {
  const out: [number, number][] = [];
  for (const [bin, count] of counts.entries()) if (count > 0) out.push([bin, count]);
  return out;
}

/** The bins of several distributions as one. */
export function mergeBins(list: readonly Bins[]): Bins {
  const counts = new Map<number, number>();
  for (const bins of list) for (const [bin, count] of bins) counts.set(bin, (counts.get(bin) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b);
}

/** How many values there are. */
export function countOf(bins: Bins): number {
  return bins.reduce((sum, [, count]) => sum + count, 0);
}

/** The sum of the values, each taken for the harmonic mean of its bin's ends: exact to half a bin. */
export function sumOf(bins: Bins): number {
  return bins.reduce((sum, [bin, count]) => {
    const { left, width } = edgesOf(bin);
    return left === 0 ? sum : sum + (count * 2 * left * (left + width)) / (2 * left + width);
  }, 0);
}

/** How many values are at most `limit`; a bin counts as a whole when it begins there or before. */
export function countUpTo(bins: Bins, limit: number): number {
  return bins.reduce((sum, [bin, count]) => (edgesOf(bin).left <= limit ? sum + count : sum), 0);
}

/**
 * The quantiles (in percent) of a distribution, `NaN` each when it is empty: the value whose rank is the share of all values,
 * those of one bin spread evenly over it.
 */
export function quantilesOf(bins: Bins, percents: readonly number[] = QUANTILES): readonly number[] {
  const total = countOf(bins);
  return percents.map((percent) => {
    const rank = Math.min(total, Math.max(1, Math.ceil((percent * total) / 100 - 1e-9)));
    let below = 0;
    for (const [bin, count] of bins) {
      if (below + count >= rank) {
        const { left, width } = edgesOf(bin);
        return left + (width * (rank - below)) / (count + 1);
      }
      below += count;
    }
    return Number.NaN;
  });
}
