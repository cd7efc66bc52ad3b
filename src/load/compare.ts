/** Two runs beside each other. */
import type { LoadReport, TargetReport } from './report.ts';

/** One number before and after. */
export interface Change {
  readonly name: string;
  /** Absent where there was no answer to measure. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** `after / before`; absent without both, or when there was nothing before. */
  readonly ratio?: number;
}

/** What changed for one target. */
export interface TargetChange {
  readonly url: string;
  readonly changes: readonly Change[];
}

/** The numbers that are compared. */
const NUMBERS: Readonly<Record<string, (report: TargetReport) => number | undefined>> = {
  'answers/s': ({ answersPerSecond }) => answersPerSecond,
  failed: ({ failed }) => failed,
  'mean ms': ({ latencyMs }) => latencyMs?.mean,
  'p50 ms': ({ latencyMs }) => latencyMs?.p50,
  'p90 ms': ({ latencyMs }) => latencyMs?.p90,
  'p99 ms': ({ latencyMs }) => latencyMs?.p99,
  'p99.9 ms': ({ latencyMs }) => latencyMs?.['p99.9'],
  'max ms': ({ latencyMs }) => latencyMs?.max,
};

function change(name: string, before: number | undefined, after: number | undefined): Change {
  if (before === undefined || after === undefined || before === 0) return { name, before, after };
  return { name, before, after, ratio: Math.round((after / before) * 1000) / 1000 };
}

const rowsOf = ({ targets, total }: LoadReport): readonly TargetReport[] => [...targets, ...(total ? [total] : [])];

/**
 * What changed from one run to another, target by target: those with the same URL, or else those at the same place in the list.
 * Targets that only one of them has are left out.
 */
export function compareReports(before: LoadReport, after: LoadReport): readonly TargetChange[] {
  const earlier = rowsOf(before);
  return rowsOf(after).flatMap((report, index) => {
    const old = earlier.find(({ url }) => url === report.url) ?? earlier[index];
    if (old === undefined) return [];
    const changes = Object.entries(NUMBERS).map(([name, read]) => change(name, read(old), read(report)));
    return [{ url: report.url === old.url ? report.url : `${old.url} → ${report.url}`, changes }];
  });
}
