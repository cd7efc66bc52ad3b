import { describe, expect, it } from 'vitest';
import { readStats } from '../../../src/stats/read/read.ts';

const read = (text: string) => readStats(Buffer.from(text), 'saved');

const JSON_STATS = JSON.stringify({
  stats: [
    { name: 'cluster.a.version_text', value: 'v1' },
    { name: 'cluster.a.upstream_rq_total', value: 7 },
    {
      histograms: {
        supported_quantiles: [50, 99],
        computed_quantiles: [
          {
            name: 'cluster.a.upstream_rq_time',
            values: [
              { interval: null, cumulative: 3.05 },
              { interval: null, cumulative: 9 },
            ],
          },
        ],
      },
    },
  ],
});

describe('readStats', () => {
  it('reads JSON with quantiles', () => {
    const { values, histograms } = read(JSON_STATS);
    expect([...values]).toEqual([['cluster.a.upstream_rq_total', 7]]);
    expect(histograms.get('cluster.a.upstream_rq_time')).toEqual({
      total: { kind: 'quantiles', quantiles: { percents: [50, 99], values: [3.05, 9] } },
      recent: { kind: 'quantiles', quantiles: { percents: [50, 99], values: [undefined, undefined] } },
    });
  });

  it('reads JSON with detailed buckets', () => {
    const details = [
      { name: 'cluster.a.upstream_rq_time', totals: [{ lower_bound: 1, width: 0.1, count: 4 }], intervals: [] },
    ];
    const { histograms } = read(JSON.stringify({ stats: [{ histograms: { supported_percentiles: [50], details } }] }));
    expect(histograms.get('cluster.a.upstream_rq_time')).toEqual({
      total: { kind: 'buckets', buckets: [{ lower: 1, upper: 1.1, count: 4 }] },
      recent: { kind: 'buckets', buckets: [] },
    });
  });

  it('reads JSON with buckets of fixed bounds', () => {
    const histograms = [
      {
        name: 'h',
        buckets: [
          { upper_bound: 1, interval: 1, cumulative: 4 },
          { upper_bound: 5, interval: 0, cumulative: 0 },
        ],
      },
    ];
    expect(read(JSON.stringify({ stats: [{ histograms }] })).histograms.get('h')?.total).toEqual({
      kind: 'buckets',
      buckets: [
        { lower: 0, upper: 1, count: 4 },
        { lower: 1, upper: 5, count: 0 },
      ],
    });
  });

  it('keeps every digit of 64 bits', () => {
    const { values } = read('{"stats":[{"name":"g","value":18446744073709551613},{"name":"\\"value\\":1","value":2}]}');
    expect([...values]).toEqual([
      ['g', 18_446_744_073_709_551_613n],
      ['"value":1', 2],
    ]);
  });

  it('reads text, with names that have colons', () => {
    const { values, histograms } = read(
      'cluster.a.version_text: "v1"\nvhost.x:80.vcluster.b.upstream_rq_total: 3\nh: P50(nan,2) P99(nan,5)\nempty: No recorded values\n',
    );
    expect([...values]).toEqual([['vhost.x:80.vcluster.b.upstream_rq_total', 3]]);
    expect(histograms.get('h')?.total).toEqual({
      kind: 'quantiles',
      quantiles: { percents: [50, 99], values: [2, 5] },
    });
  });

  it('reads text with buckets', () => {
    const { histograms } = read('h: B0.5(0,1) B1e+06(2,3)\n');
    expect(histograms.get('h')?.recent).toEqual({
      kind: 'buckets',
      buckets: [
        { lower: 0, upper: 0.5, count: 0 },
        { lower: 0.5, upper: 1_000_000, count: 2 },
      ],
    });
  });

  it("reads Prometheus text under Envoy's names, with the labels of Envoy and of Istio", () => {
    const { values, histograms } = read(
      [
        '# TYPE envoy_cluster_upstream_rq_total counter',
        'envoy_cluster_shop_svc_cluster_local_upstream_rq_total{envoy_cluster_name="outbound|80||a"} 5',
        'envoy_cluster_upstream_rq_xx{response_code_class="5xx",cluster_name="b\\"c"} 2 1700000000000',
        'envoy_cluster_circuit_breakers_default_cx_open{cluster_name="b"} 1',
        'envoy_http_downstream_rq_total{http_conn_manager_prefix="in"} 9',
        'envoy_listener_http_downstream_rq_completed{listener_address="0.0.0.0_80",http_conn_manager_prefix="in"} 9',
        'envoy_vhost_vcluster_upstream_rq_total{envoy_virtual_host="h",envoy_virtual_cluster="v"} 4',
        'envoy_cluster_upstream_rq_time_bucket{cluster_name="b",le="1"} 1',
        'envoy_cluster_upstream_rq_time_bucket{cluster_name="b",le="+Inf"} 3',
        'envoy_server_uptime{} 60',
        'go_goroutines 12',
        '',
      ].join('\n'),
    );
    expect([...values]).toEqual([
      ['cluster.outbound|80||a.shop.svc.cluster.local.upstream_rq_total', 5],
      ['cluster.b"c.upstream_rq_5xx', 2],
      ['cluster.b.circuit_breakers.default.cx_open', 1],
      ['http.in.downstream_rq_total', 9],
      ['listener.0.0.0.0_80.http.in.downstream_rq_completed', 9],
      ['vhost.h.vcluster.v.upstream_rq_total', 4],
      ['server.uptime', 60],
    ]);
    expect(histograms.get('cluster.b.upstream_rq_time')?.total).toEqual({
      kind: 'buckets',
      buckets: [
        { lower: 0, upper: 1, count: 1 },
        { lower: 1, upper: Number.POSITIVE_INFINITY, count: 2 },
      ],
    });
  });

  it.each([
    ['<html>', 'is HTML'],
    ['{"stats":[', 'is cut off'],
    ['', 'no statistics'],
    ['{"configs":[]}', 'no statistics'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
