import { describe, expect, it } from 'vitest';
import { compareReports } from '../../src/load/compare.ts';
import { loadReport } from '../../src/load/report.ts';
import { Tally } from '../../src/load/tally.ts';

/** A target whose answers took so many milliseconds. */
function counted(url: string, latencies: readonly number[]) {
  const tally = new Tally(url);
  for (const [index, ms] of latencies.entries()) {
    tally.answer({ status: 200, by: `v${index % 2}`, bytes: 1, sinceMs: index, atMs: index + ms });
  }
  return tally.counted();
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a report', () => {
  it('has percentiles to a thousandth', () => {
    const { targets } = loadReport({ targets: [counted('u', range(1, 1000))], elapsedMs: 2000, lateMs: 0 });
    const { p50 = 0, p90 = 0, p99 = 0, max = 0, mean = 0 } = targets[0]?.latencyMs ?? {};
    for (const [value, exact] of [
      [p50, 500],
      [p90, 900],
      [p99, 990],
      [max, 1000],
      [mean, 500.5],
    ] as const) {
      expect(Math.abs(value / exact - 1)).toBeLessThan(0.002);
    }
  });

  it('has the percentiles of all targets together', () => {
    const targets = [counted('a', [1, 1, 1]), counted('b', [9])];
    const { total } = loadReport({ targets, elapsedMs: 100, lateMs: 0 });
    expect(total?.latencyMs).toMatchObject({ p50: 1, max: expect.closeTo(9, 1) });
    expect(total).toMatchObject({ requests: 4, by: { v0: 3, v1: 1 } });
  });

  it('has no latencies without answers', () => {
    const tally = new Tally('u');
    tally.failure('refused');
    const { targets } = loadReport({ targets: [tally.counted()], elapsedMs: 1, lateMs: 0 });
    expect(targets).toMatchObject([{ requests: 1, failed: 1, latencyMs: undefined, answersPerSecond: 0 }]);
  });

  it('names no more endpoints than anybody reads', () => {
    const tally = new Tally('u');
    for (const index of range(1, 100)) tally.answer({ status: 200, by: `pod-${index}`, bytes: 0, sinceMs: 0, atMs: 1 });
    const { by } = tally.counted();
    expect(Object.keys(by)).toHaveLength(65);
    expect(by['(others)']).toBe(36);
  });
});

describe('a comparison', () => {
  const report = (url: string, latencies: readonly number[]) =>
    loadReport({ targets: [counted(url, latencies)], elapsedMs: 100, lateMs: 0 });

  it('says how many times as much', () => {
    const [change] = compareReports(report('u', [10, 10]), report('u', [20, 20]));
    expect(change?.url).toBe('u');
    expect(change?.changes.find(({ name }) => name === 'max ms')?.ratio).toBeCloseTo(2, 2);
    expect(change?.changes.find(({ name }) => name === 'failed')).toEqual({ name: 'failed', before: 0, after: 0 });
  });

  it('takes targets at the same place for one another when their names differ', () => {
    expect(compareReports(report('a', [1]), report('b', [1]))[0]?.url).toBe('a → b');
  });
});
