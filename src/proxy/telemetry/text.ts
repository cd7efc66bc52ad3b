/** Series as the admin port prints them. */
import { type Bins, BUCKETS, countOf, countUpTo, QUANTILES, quantilesOf, sumOf } from './histogram.ts';
import type { Sample } from './metrics.ts';

type HistogramSample = Extract<Sample, { readonly kind: 'histogram' }>;

const byStat = (a: Sample, b: Sample): number => (a.stat < b.stat ? -1 : a.stat > b.stat ? 1 : 0);

/** Without the noise of floating point. */
const short = (value: number): string => (Number.isNaN(value) ? 'nan' : String(Number(value.toPrecision(12))));

function quantilesText({ all, recent }: HistogramSample): string {
  if (all.length === 0) return 'No recorded values';
  const lately = quantilesOf(recent);
  const ever = quantilesOf(all);
  return QUANTILES.map((percent, index) => {
    const [now = Number.NaN, since = Number.NaN] = [lately[index], ever[index]];
    return `P${percent}(${short(now)},${short(since)})`;
  }).join(' ');
}

/** `name: value` lines: counters and gauges by name, then distributions by name. */
export function statsText(samples: readonly Sample[]): string {
  const sorted = [...samples].sort(byStat);
  const lines = [
    ...sorted.flatMap((sample) => (sample.kind === 'histogram' ? [] : [`${sample.stat}: ${sample.value}`])),
    ...sorted.flatMap((sample) => (sample.kind === 'histogram' ? [`${sample.stat}: ${quantilesText(sample)}`] : [])),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function computedQuantiles({ stat, all, recent }: HistogramSample): unknown {
  const lately = quantilesOf(recent);
  const orNull = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : Number(value.toPrecision(12));
  const values = quantilesOf(all).map((value, index) => ({
    interval: orNull(lately[index]),
    cumulative: orNull(value),
  }));
  return { name: stat, values };
}

/** The JSON form: values one by one, distributions together at the end. */
export function statsJson(samples: readonly Sample[]): unknown {
  const sorted = [...samples].sort(byStat);
  const stats: unknown[] = sorted.flatMap((sample) =>
    sample.kind === 'histogram' ? [] : [{ name: sample.stat, value: sample.value }],
  );
  const histograms = sorted.filter((sample) => sample.kind === 'histogram');
  if (histograms.length > 0) {
    const computed = histograms.map(computedQuantiles);
    stats.push({ histograms: { supported_quantiles: QUANTILES, computed_quantiles: computed } });
  }
  return { stats };
}

function histogramLines(family: string, labels: string, bins: Bins): string {
  const prefix = labels === '' ? '' : `${labels},`;
  const total = countOf(bins);
  const buckets = BUCKETS.map((limit) => `${family}_bucket{${prefix}le="${limit}"} ${countUpTo(bins, limit)}\n`);
  const rest = `${family}_bucket{${prefix}le="+Inf"} ${total}\n${family}_sum{${labels}} ${sumOf(bins)}\n`;
  return `${buckets.join('')}${rest}${family}_count{${labels}} ${total}\n`;
}

function sampleLines(sample: Sample): string {
  const { family, labels } = sample;
  if (sample.kind === 'histogram') return histogramLines(family, labels, sample.all);
  return `${family}{${labels}} ${sample.value}\n`;
}

const KINDS = ['counter', 'gauge', 'histogram'] as const;

/** The text exposition format, a family at a time. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function prometheusText(samples: readonly Sample[]): string {
  let out = '';
  for (const kind of KINDS) {
    const families = new Map<string, Sample[]>();
    for (const sample of [...samples].sort(byStat)) {
      if (sample.kind !== kind) continue;
      const family = families.get(sample.family);
      if (family) family.push(sample);
      else families.set(sample.family, [sample]);
    }
    for (const [family, members] of families) {
      out += `# TYPE ${family} ${kind}\n${members.map(sampleLines).join('')}`;
    }
  }
  return out;
}
