import { type Bins, Histogram, mergeBins } from './histogram.ts';
import type { SeriesName } from './series.ts';

/** What one series says: plain data, which another process can be sent. */
export type Sample = SeriesName & { readonly used: boolean } & (
    | { readonly kind: 'counter' | 'gauge'; readonly value: number }
    | { readonly kind: 'histogram'; readonly all: Bins; readonly recent: Bins }
  );

interface CellSeries {
  readonly kind: 'counter' | 'gauge';
  readonly name: SeriesName;
  readonly cell: number;
}

interface HistogramSeries {
  readonly kind: 'histogram';
  readonly name: SeriesName;
  readonly histogram: Histogram;
}

/** How many series there is room for at first; the room doubles when it is full. */
const ROOM = 2048;

/**
 * Every series of a process. Whoever counts asks once for the cell of a series and then adds to a number in an array: a
 * request costs no look-up and no allocation.
 */
export class Metrics {
  #values = new Float64Array(ROOM);
  #written = new Uint8Array(ROOM);
  #cells = 0;
  readonly #series = new Map<string, CellSeries | HistogramSeries>();
  readonly #collectors: (() => void)[] = [];

  /** The cell of a counter; the same one for the same name. */
  counter(name: SeriesName): number {
    return this.#cell('counter', name);
  }

  /** The cell of a gauge; the same one for the same name. */
  gauge(name: SeriesName): number {
    return this.#cell('gauge', name);
  }

  /** The distribution of a name; the same one for the same name. */
  histogram(name: SeriesName): Histogram {
    const key = `histogram ${name.stat}`;
    const known = this.#series.get(key);
    if (known?.kind === 'histogram') return known.histogram;
    const histogram = new Histogram();
    this.#series.set(key, { kind: 'histogram', name, histogram });
    return histogram;
  }

  add(cell: number, amount = 1): void {
    this.#values[cell] = (this.#values[cell] ?? 0) + amount;
    this.#written[cell] = 1;
  }

  set(cell: number, value: number): void {
    this.#values[cell] = value;
    this.#written[cell] = 1;
  }

  /** Called before every reading, to set gauges that nobody keeps up to date. */
  onCollect(collector: () => void): void {
    this.#collectors.push(collector);
  }

  /** Everything, in no order. */
  samples(): readonly Sample[] {
    for (const collect of this.#collectors) collect();
    return [...this.#series.values()].map((series) => this.#sample(series));
  }

  /** Counters back to zero; gauges and distributions stay, as with Envoy. */
  resetCounters(): void {
    for (const series of this.#series.values()) if (series.kind === 'counter') this.#values[series.cell] = 0;
  }

  /** Begins the next interval of every distribution. */
  rotate(): void {
    for (const series of this.#series.values()) if (series.kind === 'histogram') series.histogram.rotate();
  }

  #sample(series: CellSeries | HistogramSeries): Sample {
    if (series.kind === 'histogram') {
      const all = series.histogram.all();
      return { kind: 'histogram', ...series.name, used: all.length > 0, all, recent: series.histogram.recent() };
    }
    const { kind, name, cell } = series;
    return { kind, ...name, used: this.#written[cell] === 1, value: this.#values[cell] ?? 0 };
  }

  #cell(kind: 'counter' | 'gauge', name: SeriesName): number {
    const key = `${kind} ${name.stat}`;
    const known = this.#series.get(key);
    if (known !== undefined && known.kind !== 'histogram') return known.cell;
    const cell = this.#cells;
    this.#cells += 1;
    if (cell >= this.#values.length) this.#grow();
    this.#series.set(key, { kind, name, cell });
    return cell;
  }

  #grow(): void {
    const values = new Float64Array(2 * this.#values.length);
    values.set(this.#values);
    this.#values = values;
    const written = new Uint8Array(2 * this.#written.length);
    written.set(this.#written);
    this.#written = written;
  }
}

/** Gauges that say the same in every process instead of a part of the whole. */
const SAME_EVERYWHERE =
  /^(?:server\.|cluster_manager\.|listener_manager\.|cluster\..*\.(?:membership_|circuit_breakers\.))/;

function merged(a: Sample, b: Sample): Sample {
  if (a.kind === 'histogram' && b.kind === 'histogram') {
    const all = mergeBins([a.all, b.all]);
    return { ...a, used: a.used || b.used, all, recent: mergeBins([a.recent, b.recent]) };
  }
  if (a.kind === 'histogram' || b.kind === 'histogram') return a;
  const value = a.kind === 'gauge' && SAME_EVERYWHERE.test(a.stat) ? Math.max(a.value, b.value) : a.value + b.value;
  return { ...a, used: a.used || b.used, value };
}

/** The samples of several processes as those of one. */
export function mergeSamples(lists: readonly (readonly Sample[])[]): readonly Sample[] {
  const out = new Map<string, Sample>();
  for (const list of lists) {
    for (const sample of list) {
      const key = `${sample.kind} ${sample.stat}`;
      const known = out.get(key);
      out.set(key, known === undefined ? sample : merged(known, sample));
    }
  }
  return [...out.values()];
}
