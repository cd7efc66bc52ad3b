import { describe, expect, it } from 'vitest';
import { Metrics, mergeSamples } from '../../../src/proxy/telemetry/metrics.ts';
import {
  clusterScope,
  httpScope,
  istioSeries,
  listenerScope,
  plainScope,
  seriesOf,
} from '../../../src/proxy/telemetry/series.ts';
import { prometheusText, statsJson, statsText } from '../../../src/proxy/telemetry/text.ts';

const CLUSTER = clusterScope('outbound|80||a.test', 'outbound|80||a.test;');

describe('series', () => {
  it('takes statuses and scopes for labels', () => {
    expect(seriesOf(CLUSTER, 'upstream_rq_503')).toEqual({
      stat: 'cluster.outbound|80||a.test;.upstream_rq_503',
      family: 'envoy_cluster_upstream_rq',
      labels: 'cluster_name="outbound|80||a.test",response_code="503"',
    });
    expect(seriesOf(httpScope('outbound_0.0.0.0_80;'), 'downstream_rq_2xx')).toMatchObject({
      family: 'envoy_http_downstream_rq',
      labels: 'http_conn_manager_prefix="outbound_0.0.0.0_80",response_code_class="2xx"',
    });
    expect(seriesOf(listenerScope('[::1]:80'), 'downstream_cx_total').stat).toBe(
      'listener.[__1]_80.downstream_cx_total',
    );
    expect(seriesOf(plainScope('server'), 'live')).toEqual({
      stat: 'server.live',
      family: 'envoy_server_live',
      labels: '',
    });
  });

  it('escapes what users call things', () => {
    expect(istioSeries('istio_requests_total', { a: 'x"y\\z\n' }).labels).toBe('a="x\\"y\\\\z\\n"');
  });
});

describe('metrics', () => {
  it('gives the same cell for the same name, and room for many', () => {
    const metrics = new Metrics();
    const name = seriesOf(CLUSTER, 'upstream_rq_total');
    const cells = Array.from({ length: 5000 }, (_, index) => metrics.counter(seriesOf(CLUSTER, `c${index}`)));
    metrics.add(metrics.counter(name), 2);
    metrics.add(metrics.counter(name));
    metrics.add(cells[4999] ?? 0, 7);
    const values = new Map(metrics.samples().map((sample) => [sample.stat, sample]));
    expect(values.get(name.stat)).toMatchObject({ value: 3, used: true });
    expect(values.get(`${CLUSTER.stat}.c4999`)).toMatchObject({ value: 7 });
    expect(values.get(`${CLUSTER.stat}.c1`)).toMatchObject({ value: 0, used: false });
  });

  it('resets counters alone', () => {
    const metrics = new Metrics();
    metrics.add(metrics.counter(seriesOf(CLUSTER, 'a')), 2);
    metrics.set(metrics.gauge(seriesOf(CLUSTER, 'b')), 3);
    metrics.resetCounters();
    expect(statsText(metrics.samples())).toBe(`${CLUSTER.stat}.a: 0\n${CLUSTER.stat}.b: 3\n`);
  });

  it('adds up processes, but not what is the same in each', () => {
    const one = () => {
      const metrics = new Metrics();
      metrics.add(metrics.counter(seriesOf(CLUSTER, 'upstream_rq_total')), 2);
      metrics.set(metrics.gauge(seriesOf(CLUSTER, 'membership_total')), 3);
      metrics.set(metrics.gauge(seriesOf(CLUSTER, 'upstream_rq_active')), 1);
      metrics.histogram(seriesOf(CLUSTER, 'upstream_rq_time')).record(5);
      return metrics.samples();
    };
    const lines = statsText(mergeSamples([one(), one()]));
    expect(lines).toContain('.upstream_rq_total: 4\n');
    expect(lines).toContain('.membership_total: 3\n');
    expect(lines).toContain('.upstream_rq_active: 2\n');
    expect(lines).toContain('P100(5.06');
  });
});

describe('texts', () => {
  const metrics = new Metrics();
  metrics.add(metrics.counter(seriesOf(CLUSTER, 'upstream_rq_200')), 4);
  metrics.add(metrics.counter(seriesOf(CLUSTER, 'upstream_rq_2xx')), 4);
  metrics.set(metrics.gauge(seriesOf(plainScope('server'), 'live')), 1);
  metrics.histogram(seriesOf(CLUSTER, 'upstream_rq_time')).record(1);
  metrics.histogram(seriesOf(CLUSTER, 'upstream_cx_connect_ms'));

  it('are lines', () => {
    expect(statsText(metrics.samples())).toMatchInlineSnapshot(`
      "cluster.outbound|80||a.test;.upstream_rq_200: 4
      cluster.outbound|80||a.test;.upstream_rq_2xx: 4
      server.live: 1
      cluster.outbound|80||a.test;.upstream_cx_connect_ms: No recorded values
      cluster.outbound|80||a.test;.upstream_rq_time: P0(1.05,1.05) P25(1.05,1.05) P50(1.05,1.05) P75(1.05,1.05) P90(1.05,1.05) P95(1.05,1.05) P99(1.05,1.05) P99.5(1.05,1.05) P99.9(1.05,1.05) P100(1.05,1.05)
      "
    `);
  });

  it('are JSON', () => {
    expect(statsJson(metrics.samples())).toMatchObject({
      stats: [
        { value: 4 },
        { value: 4 },
        { name: 'server.live', value: 1 },
        { histograms: { supported_quantiles: { length: 10 } } },
      ],
    });
  });

  it('are families for scrapers, each once with its type', () => {
    const text = prometheusText(metrics.samples());
    const types = text.split('\n').filter((line) => line.startsWith('#'));
    expect(types).toEqual([
      '# TYPE envoy_cluster_upstream_rq counter',
      '# TYPE envoy_server_live gauge',
      '# TYPE envoy_cluster_upstream_cx_connect_ms histogram',
      '# TYPE envoy_cluster_upstream_rq_time histogram',
    ]);
    expect(text).toContain('envoy_cluster_upstream_rq{cluster_name="outbound|80||a.test",response_code="200"} 4\n');
    expect(text).toContain('upstream_rq_time_bucket{cluster_name="outbound|80||a.test",le="+Inf"} 1\n');
    const line = /^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})? (?:[0-9.e+-]+|NaN)$/;
    expect(text.split('\n').filter((each) => each !== '' && !each.startsWith('#') && !line.test(each))).toEqual([]);
  });
});
