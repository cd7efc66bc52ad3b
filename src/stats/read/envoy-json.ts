/** `/stats?format=json` exactly as Envoy writes it, read without making an object of every statistic. */
import { asList, asMap } from '../../model/json.ts';
import type { Bucket, Distribution } from '../histogram.ts';
import { emptySnapshot, type SnapshotBuilder, type StatsSnapshot } from '../snapshot.ts';
import { parseValue } from '../value.ts';

const START = '{"stats":[';
const NAME = '{"name":"';
const VALUE = '","value":';
const HISTOGRAMS = '{"histograms":{';
const DETAILS = '"details":[';
const TOTALS = '","totals":[';
const INTERVALS = '],"intervals":[';
const PERCENTILES = '],"percentiles":[';
/** The ends of the details, of what is around them, of the list and of the answer. */
const END = /^\s*$/;

/** Nothing of the form that is expected stands there. */
const ELSE = -1;

/**
 * The statistics of an answer with detailed histograms; `undefined` for any other form, also for one that is cut off: that is
 * left to a reader of all JSON. A proxy of thousands of clusters is asked twice a second, and most of what it answers, names,
 * stays as it was.
 */
export function readEnvoyJson(text: string): StatsSnapshot | undefined {
  // Escapes would have to be undone; no name Envoy makes has any.
  if (!text.startsWith(START) || text.includes('\\')) return undefined;
  const snapshot = emptySnapshot();
  let at = START.length;
  while (text.startsWith(NAME, at)) {
    at = readValue(text, at, snapshot);
    if (at === ELSE) return undefined;
    if (text[at] !== ',') break;
    at += 1;
  }
  if (text.startsWith(HISTOGRAMS, at)) at = readDetails(text, at, snapshot);
  return at !== ELSE && text.startsWith(']}', at) && END.test(text.slice(at + 2)) ? snapshot : undefined;
}

/** Reads `{"name":"…","value":…}`; the offset behind it. */
function readValue(text: string, at: number, { values }: SnapshotBuilder): number {
  const start = at + NAME.length;
  const end = text.indexOf('"', start);
  if (end < 0 || !text.startsWith(VALUE, end)) return ELSE;
  const from = end + VALUE.length;
  // Text readouts are no numbers, and may have any character but a quote.
  if (text[from] === '"') return behind(text, '"}', text.indexOf('"', from + 1));
  const to = text.indexOf('}', from);
  if (to < 0) return ELSE;
  const value = parseValue(text.slice(from, to));
  if (value === undefined) return ELSE;
  values.set(text.slice(start, end), value);
  return to + 1;
}

/** The offset behind a mark that has to stand at another one. */
function behind(text: string, mark: string, at: number): number {
  return at >= 0 && text.startsWith(mark, at) ? at + mark.length : ELSE;
}

/** Reads `{"histograms":{"supported_percentiles":[…],"details":[…]}}`; the offset behind it. */
function readDetails(text: string, at: number, snapshot: SnapshotBuilder): number {
  const details = text.indexOf(DETAILS, at);
  // Between the two stand the percentiles, numbers all of them.
  if (details < 0 || text.slice(at + HISTOGRAMS.length, details).includes('{')) return ELSE;
  let next = details + DETAILS.length;
  while (text.startsWith(NAME, next)) {
    next = readHistogram(text, next, snapshot);
    if (next === ELSE) return ELSE;
    if (text[next] !== ',') break;
    next += 1;
  }
  return behind(text, ']}}', next);
}

/** Reads one of the details; what is in its bins is looked at when somebody asks. The offset behind it. */
function readHistogram(text: string, at: number, { histograms }: SnapshotBuilder): number {
  const start = at + NAME.length;
  const end = text.indexOf('"', start);
  const totals = behind(text, TOTALS, end);
  if (totals === ELSE) return ELSE;
  const totalsEnd = text.indexOf(']', totals);
  const intervals = behind(text, INTERVALS, totalsEnd);
  if (intervals === ELSE) return ELSE;
  const intervalsEnd = text.indexOf(']', intervals);
  const percentiles = behind(text, PERCENTILES, intervalsEnd);
  if (percentiles === ELSE) return ELSE;
  histograms.set(text.slice(start, end), {
    total: lateBins(text.slice(totals, totalsEnd)),
    recent: lateBins(text.slice(intervals, intervalsEnd)),
  });
  return behind(text, ']}', text.indexOf(']', percentiles));
}

/** Bins that are read when they are looked at first. */
function lateBins(text: string): Distribution {
  let made: readonly Bucket[] | undefined;
  return {
    kind: 'buckets',
    get buckets() {
      made ??= binsOf(JSON.parse(`[${text}]`));
      return made;
    },
  };
}

/** The bins of a detailed histogram: none for what is no list. */
export function binsOf(value: unknown): readonly Bucket[] {
  return asList(value).map((item): Bucket => {
    const bin = asMap(item);
    const lower = Number(bin['lower_bound']);
    return { lower, upper: lower + Number(bin['width']), count: Number(bin['count']) };
  });
}
