import { describe, expect, it } from 'vitest';
import { momentOf } from '../../src/stats/moment.ts';
import { readStats } from '../../src/stats/read/read.ts';
import { perSecond, REQUEST_STATS, successOf, together, trafficOf } from '../../src/stats/traffic.ts';

const at = (seconds: number, lines: string) => momentOf(readStats(Buffer.from(lines), 'stats'), seconds * 1000);

const lines = (total: number, failed: number, extra = '') =>
  `cluster.a.upstream_rq_total: ${total}\ncluster.a.upstream_rq_completed: ${total}\ncluster.a.upstream_rq_5xx: ${failed}\ncluster.a.external.upstream_rq_5xx: ${failed}\n${extra}`;

describe('trafficOf', () => {
  it('counts between two moments', () => {
    const [traffic, ...others] = trafficOf('cluster', {
      before: at(10, lines(100, 10)),
      after: at(12, lines(150, 15)),
    });
    expect(others).toEqual([]);
    expect(traffic).toMatchObject({ name: 'a', state: 'counted', seconds: 2, grown: { upstream_rq_total: 50 } });
    expect(traffic && perSecond(traffic, 'upstream_rq_total')).toBe(25);
    expect(traffic && successOf(traffic, REQUEST_STATS.cluster)).toBe(0.9);
  });

  it('counts from zero what was never written before', () => {
    const span = { before: at(0, 'server.uptime: 5'), after: at(1, lines(3, 0)) };
    expect(trafficOf('cluster', span)[0]?.grown['upstream_rq_total']).toBe(3);
  });

  it.each([
    ['a counter fell', lines(100, 10), lines(90, 12)],
    ['the proxy runs for a shorter time', lines(1, 0, 'server.uptime: 90'), lines(500, 0, 'server.uptime: 3')],
  ])('drops the sample when %s', (_, before, after) => {
    const [traffic] = trafficOf('cluster', { before: at(0, before), after: at(1, after) });
    expect(traffic).toMatchObject({ state: 'restarted', grown: {}, latency: undefined });
    expect(traffic && perSecond(traffic, 'upstream_rq_total')).toBeUndefined();
    expect(traffic && successOf(traffic, REQUEST_STATS.cluster)).toBeUndefined();
  });

  it('goes on counting over the end of 64 bits', () => {
    const span = {
      before: at(0, lines(0, 0).replace('total: 0', 'total: 18446744073709551600')),
      after: at(1, lines(4, 0)),
    };
    expect(trafficOf('cluster', span)[0]).toMatchObject({ state: 'counted', grown: { upstream_rq_total: 20 } });
  });

  it('knows of one moment what was counted since the start, when that is wanted', () => {
    const after = at(0, lines(100, 10));
    expect(trafficOf('cluster', { after })[0]).toMatchObject({ state: 'first' });
    const [whole] = trafficOf('cluster', { after, whole: true });
    expect(whole && successOf(whole, REQUEST_STATS.cluster)).toBe(0.9);
  });

  it("leaves the proxy's own admin port and parts of scopes out", () => {
    const after = at(
      0,
      'http.admin.downstream_cx_total: 1\nlistener.a.worker_0.downstream_cx_total: 1\nlistener.a.downstream_cx_total: 1\ncluster.b.retry.upstream_rq_completed: 2\n',
    );
    expect(trafficOf('http', { after })).toEqual([]);
    expect(trafficOf('listener', { after }).map(({ name }) => name)).toEqual(['a']);
    expect(trafficOf('cluster', { after })).toEqual([]);
  });
});

describe('percentiles', () => {
  const times = (interval: string, cumulative: string) =>
    `${lines(1, 0)}cluster.a.upstream_rq_time: B10(${interval},${cumulative}) B20(0,0)\n`;
  const latency = (seconds: number) =>
    trafficOf('cluster', { before: at(0, times('1', '4')), after: at(seconds, times('2', '9')) })[0]?.latency;

  it("are of Envoy's last interval between its flushes", () => {
    expect(latency(2)).toMatchObject({ of: 'interval', p99: { lower: 0, upper: 10 } });
  });

  it('are of the time between the moments when that is longer', () => {
    expect(latency(10)).toMatchObject({ of: 'window', p99: { lower: 0, upper: 10 } });
  });
});

describe('together', () => {
  const listener = (name: string, total: number, slow: number) =>
    `http.${name}.downstream_cx_total: 1\nhttp.${name}.downstream_rq_total: ${total}\nhttp.${name}.downstream_rq_time: B10(${total - slow},${total - slow}) B100(${slow},0)\n`;

  it('adds counters up and merges percentiles bucket by bucket', () => {
    const before = at(0, listener('a', 10, 0) + listener('b', 10, 0));
    const after = at(2, listener('a', 110, 0) + listener('b', 110, 100));
    const traffic = together('http', 'all', { before, after });
    expect(traffic && perSecond(traffic, 'downstream_rq_total')).toBe(100);
    expect(traffic?.latency?.p95).toMatchObject({ lower: 10, upper: 100 });
  });

  it('drops the sample when one part began anew', () => {
    const before = at(0, listener('a', 10, 0) + listener('b', 100, 0));
    const after = at(2, listener('a', 1000, 0) + listener('b', 3, 0));
    expect(together('http', 'all', { before, after })?.state).toBe('restarted');
  });

  it('is nothing without parts', () => {
    expect(together('http', 'all', { after: at(0, 'server.uptime: 1') })).toBeUndefined();
  });
});
