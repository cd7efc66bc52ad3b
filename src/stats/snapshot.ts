import type { HistogramStat } from './histogram.ts';
import type { Scopes } from './scopes.ts';
import type { StatValue } from './value.ts';

/** The statistics of one proxy at one moment, under Envoy's names. */
export interface StatsSnapshot {
  readonly values: ReadonlyMap<string, StatValue>;
  readonly histograms: ReadonlyMap<string, HistogramStat>;
  /** Where the reader took them apart already: then `values` has only what is of none of them. */
  readonly scopes?: Scopes;
}

/** A snapshot that is being read. */
export interface SnapshotBuilder {
  readonly values: Map<string, StatValue>;
  readonly histograms: Map<string, HistogramStat>;
}

/** An empty one. */
export function emptySnapshot(): SnapshotBuilder {
  return { values: new Map(), histograms: new Map() };
}
