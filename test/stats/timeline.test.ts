import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHosts } from '../../src/stats/hosts.ts';
import { type Moment, momentOf } from '../../src/stats/moment.ts';
import { readStats } from '../../src/stats/read/read.ts';
import { clusterTable, clusterTraffic } from '../../src/stats/rows/cluster.ts';
import { endpointTable } from '../../src/stats/rows/endpoint.ts';
import { perSecond } from '../../src/stats/traffic.ts';
import { conformanceDir } from '../support/conformance.ts';

const DIR = conformanceDir('proxy-config');
const TICKS = [0, 1, 2, 3, 4, 5];
const PERCENTS = ['p50', 'p95', 'p99'] as const;

interface Stated {
  readonly name?: string;
  readonly value?: number;
  readonly histograms?: { readonly supported_percentiles: number[]; readonly details: readonly Detail[] };
}

interface Detail {
  readonly name: string;
  readonly percentiles: readonly { readonly interval: number | null; readonly cumulative: number | null }[];
}

function page(tick: number): { readonly stats: readonly Stated[] } {
  return JSON.parse(readFileSync(join(DIR ?? '', 'admin/timeline', `t${tick}.stats.json`), 'utf8')) as {
    stats: Stated[];
  };
}

function moment(tick: number): Moment {
  const file = (kind: string) => readFileSync(join(DIR ?? '', 'admin/timeline', `t${tick}.${kind}`));
  const clusters = readHosts({ bytes: file('clusters.json'), name: 'clusters' });
  return momentOf(readStats(file('stats.json'), 'stats'), Number(file('time').toString()) * 1000, clusters);
}

// The comparison data is not part of the repository; without it there is nothing to compare.
describe.skipIf(DIR === undefined)('six moments of an Envoy under load', () => {
  it.each(TICKS.slice(1))('has the rates of the counters at moment %i', (tick) => {
    const [before, after] = [page(tick - 1), page(tick)];
    const valueIn = ({ stats }: typeof before, name: string) => stats.find((each) => each.name === name)?.value ?? 0;
    const span = { before: moment(tick - 1), after: moment(tick) };
    const seconds = (span.after.atMs - span.before.atMs) / 1000;
    for (const { name, traffic } of clusterTraffic(span)) {
      const stat = `cluster.${name}.upstream_rq_total`;
      const rate = (valueIn(after, stat) - valueIn(before, stat)) / seconds;
      expect(perSecond(traffic, 'upstream_rq_total') ?? 0).toBeCloseTo(rate, 6);
    }
  });

  it.each(TICKS.slice(1))("has percentiles within a bucket of Envoy's own at moment %i", (tick) => {
    const histograms = page(tick).stats.find((each) => each.histograms)?.histograms;
    const indexes = [50, 95, 99].map((percent) => histograms?.supported_percentiles.indexOf(percent) ?? -1);
    let compared = 0;
    for (const { name, traffic } of clusterTraffic({ before: moment(tick - 1), after: moment(tick) })) {
      const detail = histograms?.details.find((each) => each.name === `cluster.${name}.upstream_rq_time`);
      for (const [at, key] of PERCENTS.entries()) {
        const own = detail?.percentiles[indexes[at] ?? -1]?.interval ?? undefined;
        const found = traffic.latency?.[key];
        expect(found === undefined).toBe(own === undefined);
        if (found === undefined || own === undefined) continue;
        const width = found.upper - found.lower;
        expect(Math.abs(found.value - own)).toBeLessThanOrEqual(width + 1e-9);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  it('knows nothing of speed at the first moment', () => {
    const { columns, rows } = clusterTable({ after: moment(0) });
    const rps = columns.findIndex(({ title }) => title === 'RPS');
    expect(rows.map(({ cells }) => cells[rps]?.text)).toEqual(rows.map(() => '–'));
  });

  it('shows the ejected and the failing endpoint', () => {
    const { columns, rows } = endpointTable({ before: moment(3), after: moment(4) });
    const textOf = (address: string, cluster: string, title: string) => {
      const row = rows.find(({ key }) => key.startsWith(cluster) && key.endsWith(address));
      return row?.cells[columns.findIndex((column) => column.title === title)]?.text;
    };
    expect(textOf('127.0.0.1:18103', 'outbound|80||flaky', 'OUTLIER')).toBe('EJECTED!');
    expect(textOf('127.0.0.1:18999', 'outbound|80||down', 'CHECK')).toBe('FAILED');
    expect(rows.filter(({ cells }) => cells.some(({ text }) => text === 'EJECTED!'))).toHaveLength(1);
  });
});

describe.skipIf(DIR === undefined)('one answer in every form', () => {
  const totalsOf = (file: string) => {
    const stats = readStats(readFileSync(join(DIR ?? '', 'admin/traffic', file)), file);
    const traffic = clusterTraffic({ after: momentOf(stats, 0), whole: true });
    return new Map(traffic.map((each) => [each.name, each.traffic.totals['upstream_cx_total']]));
  };

  it.each([
    'stats.used.prom',
    'stats.used.txt',
    'stats.hist-detailed.json',
    'stats.hist-cumulative.txt',
    'stats.hist-disjoint.json',
  ])('has the same clusters in %s', (file) => {
    const wanted = [...totalsOf('stats.json')].filter(([name]) => name !== 'BlackHoleCluster');
    expect([...totalsOf(file).keys()].sort()).toEqual(wanted.map(([name]) => name).sort());
  });
});
