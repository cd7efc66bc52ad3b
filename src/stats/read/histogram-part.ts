/** A detailed histogram of Envoy's JSON, whose bins are read when somebody looks at them. */
import { asList, asMap } from '../../model/json.ts';
import type { Bucket, Distribution, HistogramStat } from '../histogram.ts';
import { type Place, placeOf } from '../scopes.ts';
import type { Parts } from './parts.ts';

const NAME = '{"name":"';
const TOTALS = '","totals":[';
const INTERVALS = '],"intervals":[';
const PERCENTILES = '],"percentiles":[';
const END = ']}';

/** One of the details, and the histogram it holds. */
export class HistogramPart implements HistogramStat {
  readonly name: string;
  readonly place: Place | undefined;
  /** As it stands in the latest answer that has it. */
  text: string;
  private totals: Distribution | undefined;
  private intervals: Distribution | undefined;

  constructor(name: string, place: Place | undefined, text: string) {
    this.name = name;
    this.place = place;
    this.text = text;
  }

  /** Since the start. */
  get total(): Distribution {
    this.totals ??= this.binsBetween(TOTALS, INTERVALS);
    return this.totals;
  }

  /** Of Envoy's last interval. */
  get recent(): Distribution {
    this.intervals ??= this.binsBetween(INTERVALS, PERCENTILES);
    return this.intervals;
  }

  private binsBetween(mark: string, end: string): Distribution {
    const start = this.text.indexOf(mark) + mark.length;
    return {
      kind: 'buckets',
      buckets: binsOf(JSON.parse(`[${this.text.slice(start, this.text.indexOf(end, start))}]`)),
    };
  }
}

/** Reads one of the details; `undefined` for another form. */
export function histogramAt(text: string, at: number, known: Parts<HistogramPart>): HistogramPart | undefined {
  const start = at + NAME.length;
  const end = text.indexOf('"', start);
  const intervals = behind(text, TOTALS, end);
  const percentiles = behind(text, INTERVALS, intervals);
  const last = behind(text, PERCENTILES, percentiles);
  if (last < 0 || !text.startsWith(END, last)) return undefined;
  const name = text.slice(start, end);
  const found = known.named(name, text, at);
  if (found?.same) return found.part;
  const old = found?.part;
  // A piece of an answer would keep all of it in memory.
  const own = old?.name ?? Buffer.from(name).toString();
  return new HistogramPart(own, old ? old.place : placeOf(own), text.slice(at, last + END.length));
}

/** The offset of the bracket that ends the list behind a mark; less than 0 when the mark does not stand there. */
function behind(text: string, mark: string, at: number): number {
  return at >= 0 && text.startsWith(mark, at) ? text.indexOf(']', at + mark.length) : -1;
}

/** The bins of a detailed histogram: none for what is no list. */
export function binsOf(value: unknown): readonly Bucket[] {
  return asList(value).map((item): Bucket => {
    const bin = asMap(item);
    const lower = Number(bin['lower_bound']);
    return { lower, upper: lower + Number(bin['width']), count: Number(bin['count']) };
  });
}
