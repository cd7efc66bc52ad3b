import { describe, expect, it } from 'vitest';
import { GLYPHS } from '../../src/stats/format.ts';
import { advance, configMark, newProxy, type ProxyLive, rejectedUpdates } from '../../src/stats/live/proxy.ts';
import { readRecording, recordingHeader, recordLine } from '../../src/stats/live/recording.ts';
import { placesAbove, searchConfig } from '../../src/stats/views/config.ts';
import { dumpObjects, istioPaths } from '../../src/stats/views/dump-object.ts';
import { VIEWS, type ViewName } from '../../src/stats/views/index.ts';
import { type ShopOptions, shopRecording, shopTick } from '../support/live-shop.ts';

const watched = (ticks: number, options: ShopOptions = {}): ProxyLive =>
  Array.from({ length: ticks }, (_, tick) => shopTick(tick, options)).reduce(advance, newProxy('localhost:15000'));

const NOW = new Date('2026-01-01T00:00:00Z');

function cells(view: ViewName, proxy: ProxyLive, open: readonly string[] = []): readonly string[] {
  const context = { proxies: [proxy], proxy, open: new Set(open), now: NOW, glyphs: GLYPHS.ascii };
  return VIEWS[view].table(context).rows.map((row) => row.cells.map(({ text }) => text).join(' | '));
}

describe('advance', () => {
  it('knows no rates after the first look', () => {
    expect(cells('overview', watched(1))).toEqual([
      'localhost:15000 | ● live | LIVE | 1.40.0 | 20s | – | – | – | 1 | 0 | 6.7Mi',
    ]);
  });

  it('knows them after the second', () => {
    expect(cells('overview', watched(2))).toEqual([
      'localhost:15000 | ● live | LIVE | 1.40.0 | 22s | 70.0 | 94.3! | – | 1 | 0 | 6.7Mi',
    ]);
  });

  it('keeps requests per second of the last looks', () => {
    const { sparks } = watched(40);
    const cart = sparks.get('outbound|80||cart.shop.svc.cluster.local');
    expect(cart).toHaveLength(30);
    expect(new Set(cart)).toEqual(new Set([50]));
  });

  it('drops the sample in which the proxy began anew', () => {
    const fresh = watched(4, { restartedAt: 3 });
    expect(cells('clusters', fresh)[0]).toContain('| new |');
    expect(cells('clusters', watched(5, { restartedAt: 3 }))[0]).toContain('| 50.0 |');
  });

  it('keeps what it knew while a proxy is lost, and says since when', () => {
    const before = watched(3);
    const lost = advance(advance(before, { proxy: 'p', atMs: 6000, pages: {}, problem: 'cannot ask' }), {
      proxy: 'p',
      atMs: 9000,
      pages: {},
      problem: 'cannot ask still',
    });
    expect(lost.lost).toEqual({ sinceMs: 6000, message: 'cannot ask still' });
    expect(lost.span).toBe(before.span);
    expect(cells('overview', lost)[0]).toContain('✕ lost 3s');
    expect(advance(lost, shopTick(5)).lost).toBeUndefined();
  });

  it('goes on when an answer cannot be read', () => {
    const before = watched(2);
    const after = advance(before, { proxy: 'p', atMs: 5000, pages: { stats: Buffer.from('<html>') } });
    expect(after.problem).toContain('is HTML');
    expect(after.span).toBe(before.span);
  });

  it('measures endpoints between the looks that asked for them', () => {
    const { clusters: _, ...pages } = shopTick(2).pages;
    const seldom = [shopTick(0), shopTick(1), { ...shopTick(2), pages }, shopTick(3)].reduce(advance, newProxy('p'));
    expect(cells('endpoints', seldom)[0]).toContain('10.0.0.1:8080 | HEALTHY | ok | ok | 25.0');
  });

  it('sees when the configuration changes, and what was refused', () => {
    expect(configMark(watched(2))).toBe(configMark(watched(3)));
    expect(configMark(watched(3))).not.toBe(configMark(watched(4)));
    expect([rejectedUpdates(watched(3)), rejectedUpdates(watched(4))]).toEqual([0, 1]);
  });
});

describe('views', () => {
  const proxy = watched(5);

  it('clusters', () => {
    expect(cells('clusters', proxy)).toEqual([
      'outbound|80||cart.shop.svc.cluster.local | ### 2/2 | 0 | 50.0 | 100.0 | 12ms | 13ms | 13ms | 5 | – | 2 | 5/2 | 0.0 |       ####',
      'outbound|80|v1|reviews.shop.svc.cluster.local | ##. 1/2 | 1 | 20.0 | 80.0! | 150ms | 151ms | 151ms | 2 | – | 2 | 2/2! | 0.0 |       ####',
      'outbound|443||bank.example.com | ### 1/1 | 0 | 0.0 | – | – | – | – | 0 | – | 0 | · | 0.0 |       ____',
    ]);
  });

  it('listeners', () => {
    expect(cells('listeners', proxy)).toEqual([
      'inbound_0.0.0.0_8080 | 0.0.0.0_15006 | 70.0 | 94.3! | 66.0 | 0.0 | 4.0 | – | – | – | – | 2 | 0.0 | 0',
    ]);
  });

  it('certificates, the next to expire first', () => {
    const days = cells('certificates', proxy).map((row) => Number.parseInt(row.split(' | ')[1] ?? '', 10));
    expect(days.length).toBeGreaterThan(1);
    expect(days).toEqual([...days].sort((a, b) => a - b));
  });

  it('routes, with the object each was made from', () => {
    expect(cells('routes', proxy)[0]).toMatch(/^80 \| .* \| cart\.shop$/);
  });

  it('loggers', () => {
    expect(cells('loggers', proxy)).toEqual(['admin | warning', 'http | debug']);
  });

  it('what changed since the configuration was first seen', () => {
    expect(cells('diff', watched(3))).toEqual([]);
    expect(cells('diff', proxy)).toEqual([
      '~ | cluster | outbound|80||cart.shop.svc.cluster.local | connectTimeout | "10s" | "3s"',
    ]);
  });

  it('the configuration, as far as it is open, without private keys', () => {
    expect(cells('config', proxy)).toHaveLength(7);
    const open = cells('config', proxy, ['ClustersConfigDump', 'ClustersConfigDump.dynamic_active_clusters']);
    expect(open).toContain('    ▸ [4] outbound|443||bank.example.com  REJECTED! | {4}');
    const all = searchConfig(proxy.dump?.dump ?? expect.fail(), '.');
    const everything = cells('config', proxy, all).join('\n');
    expect(everything).toContain('[redacted]');
    expect(everything).not.toContain('where a private key would');
  });
});

describe('the configuration', () => {
  const { dump } = watched(1);
  const config = dump?.dump ?? expect.fail();

  it('is searched in names and values, and opens above what it finds', () => {
    const [hit = ''] = searchConfig(config, 'bank\\.example');
    expect(hit).toBe('ClustersConfigDump.dynamic_active_clusters[4]');
    expect(placesAbove(hit)).toEqual(['ClustersConfigDump', 'ClustersConfigDump.dynamic_active_clusters']);
    const [dotted = ''] = searchConfig(config, 'use_downstream_protocol_config');
    expect(placesAbove(dotted).at(-1)).toMatch(/\["envoy\.extensions\.upstreams\.http\.v3\.HttpProtocolOptions"\]$/);
    expect(() => searchConfig(config, '(')).toThrow(SyntaxError);
  });

  it('has the object behind a row, and the objects of the mesh behind that', () => {
    const name = 'outbound|80||cart.shop.svc.cluster.local';
    const objects = dumpObjects(config, { kind: 'cluster', name });
    expect(objects).toHaveLength(1);
    expect(istioPaths({ key: name, cells: [], value: {} }, objects)).toEqual([
      '/apis/networking.istio.io/v1/namespaces/shop/destination-rule/cart',
    ]);
    expect(dumpObjects(config, { kind: 'cluster', name: 'nobody' })).toEqual([]);
  });
});

describe('recordings', () => {
  it('give back what was written', () => {
    const ticks = readRecording(shopRecording(3), 'shop.rec');
    expect(ticks.map(({ atMs }) => atMs)).toEqual([0, 2000, 4000]);
    expect(Buffer.from(ticks[1]?.pages.stats ?? []).equals(Buffer.from(shopTick(1).pages.stats ?? []))).toBe(true);
  });

  it('hold no private key', () => {
    expect(shopRecording(1)).not.toContain('where a private key would');
  });

  it('hold why there was no answer', () => {
    const line = recordLine({ proxy: 'p', atMs: 1, pages: {}, problem: 'cannot ask' });
    expect(readRecording(recordingHeader() + line, 'x')).toEqual([
      { proxy: 'p', atMs: 1, pages: {}, problem: 'cannot ask' },
    ]);
  });

  it('may have been cut off in their last line', () => {
    expect(readRecording(shopRecording(3).slice(0, -50), 'x')).toHaveLength(2);
  });

  it.each([
    ['{"kind":"Pod"}\n', 'no recording'],
    ['', 'no recording'],
    [`${recordingHeader()}{"proxy":1}\n${recordingHeader()}`, '"x":2'],
  ])('refuse %j', (text, message) => {
    expect(() => readRecording(text, 'x')).toThrow(message);
  });
});
