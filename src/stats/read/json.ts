/** `/stats?format=json`. @see https://www.envoyproxy.io/docs/envoy/latest/operations/admin#get--stats?format=json */
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import { type Distribution, fromBounds, type HistogramStat } from '../histogram.ts';
import { emptySnapshot, type SnapshotBuilder, type StatsSnapshot } from '../snapshot.ts';
import { parseValue } from '../value.ts';
import { binsOf } from './histogram-part.ts';

/** Whole numbers of so many digits do not survive JSON.parse; they are handed on as text under another name. */
const LONG_VALUE = /"value":\s*(\d{16,})(?![\d.eE])/g;

/** Reads the JSON form, whatever form its histograms have. Throws SyntaxError when the text is no JSON. */
export function readStatsJson(text: string): StatsSnapshot {
  const snapshot = emptySnapshot();
  for (const item of asList(asMap(JSON.parse(text.replace(LONG_VALUE, '"long":"$1"')))['stats'])) {
    const entry = asMap(item);
    if ('histograms' in entry) readHistograms(entry['histograms'], snapshot);
    else readEntry(entry, snapshot);
  }
  return snapshot;
}

function readEntry(entry: JsonMap, { values }: SnapshotBuilder): void {
  const name = asString(entry['name']);
  if (name === undefined) return;
  const { value, long } = entry as { readonly value?: unknown; readonly long?: unknown };
  const number = typeof value === 'number' ? value : parseValue(asString(long) ?? '');
  if (number !== undefined) values.set(name, number);
}

function readHistograms(value: unknown, { histograms }: SnapshotBuilder): void {
  for (const item of asList(value)) {
    const { name, stat } = boundedStat(asMap(item));
    histograms.set(name, stat);
  }
  const map = asMap(value);
  for (const item of asList(map['details'])) {
    const entry = asMap(item);
    const stat = { total: bins(entry['totals']), recent: bins(entry['intervals']) };
    histograms.set(asString(entry['name']) ?? '', stat);
  }
  const percents = asList(map['supported_quantiles']).map(Number);
  for (const item of asList(map['computed_quantiles'])) {
    const entry = asMap(item);
    const stat = {
      total: quantilesOf(percents, entry['values'], 'cumulative'),
      recent: quantilesOf(percents, entry['values'], 'interval'),
    };
    histograms.set(asString(entry['name']) ?? '', stat);
  }
}

const bins = (value: unknown): Distribution => ({ kind: 'buckets', buckets: binsOf(value) });

function boundedStat(entry: JsonMap): { readonly name: string; readonly stat: HistogramStat } {
  const countsOf = (key: string) =>
    asList(entry['buckets']).map((item) => {
      const bucket = asMap(item);
      return [Number(bucket['upper_bound']), Number(bucket[key])] as const;
    });
  const distribution = (key: string): Distribution => ({ kind: 'buckets', buckets: fromBounds(countsOf(key)) });
  const stat = { total: distribution('cumulative'), recent: distribution('interval') };
  return { name: asString(entry['name']) ?? '', stat };
}

function quantilesOf(percents: readonly number[], values: unknown, key: string): Distribution {
  const found = asList(values).map((item) => {
    const value = asMap(item)[key];
    return typeof value === 'number' ? value : undefined;
  });
  return { kind: 'quantiles', quantiles: { percents, values: found } };
}
