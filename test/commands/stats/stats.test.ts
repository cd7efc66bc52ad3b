import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { packFiles } from '../../../src/io/pack.ts';
import { testHost } from '../../support/host.ts';
import { liveAdmin } from '../../support/live-admin.ts';
import { shopPages } from '../../support/live-shop.ts';
import { tempFolder } from '../../support/temp.ts';

async function meshctl(cwd: string, words: readonly string[], stdin = '') {
  const host = testHost({ cwd, stdin });
  const status = await run(['stats', ...words], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

const saved = (tick: number) => ({ stats: shopPages(tick).stats, clusters: shopPages(tick).clusters });

describe('meshctl stats', () => {
  it.each(['cluster', 'listener', 'route', 'endpoint'])('prints a table by %s of two folders', async (by) => {
    const cwd = tempFolder({
      'before/stats.json': saved(0).stats,
      'before/clusters.json': saved(0).clusters,
      'after/stats.json': saved(5).stats,
      'after/clusters.json': saved(5).clusters,
    });
    const { status, stdout, stderr } = await meshctl(cwd, ['before', 'after', '--by', by]);
    expect(status).toBe(0);
    // Nothing of the shop is counted by route, and an empty table says no more than that.
    expect(stderr).toMatch(by === 'route' ? /^no proxy counts a route apart: .*stat_prefix/ : /^$/);
    await expect(stdout).toMatchFileSnapshot(`../../../fixtures/tui/stats-${by}.txt`);
  });

  it('tells of one file what was counted since the start', async () => {
    const { stdout } = await meshctl('/', ['--file', '-', '--filter', 'cart'], Buffer.from(saved(0).stats).toString());
    expect(stdout).toMatch(/REQUESTS.*\n.*cart.* 1000 +100\.0/);
  });

  it('reads every proxy of a folder or an archive, and compares those of one name', async () => {
    const pages = (tick: number) => ({
      'a_15000/stats.json': saved(tick).stats,
      'a_15000/clusters.json': saved(tick).clusters,
      'shop/b/stats.json': saved(tick).stats,
    });
    const archive = packFiles({ packed: true, modified: new Date(0) });
    for (const [file, page] of Object.entries(pages(5))) await archive.add(`after/${file}`, page);
    const cwd = tempFolder({
      ...Object.fromEntries(Object.entries(pages(0)).map(([file, page]) => [`before/${file}`, page])),
      'other/shop/c/stats.json': saved(0).stats,
      'other/shop/d/stats.json': saved(0).stats,
      'after.tar.gz': await archive.finish(),
    });
    const whole = await meshctl(cwd, ['after.tar.gz', '--by', 'endpoint', '--filter', 'cart']);
    expect(whole.stdout).toMatch(/^PROXY +ENDPOINT.*\na_15000 /);
    expect(whole.stderr).toMatch(/^endpoints are on another page.* instead of b\.shop\n$/);
    const grown = await meshctl(cwd, ['before', 'after.tar.gz', '--filter', 'cart']);
    expect(grown.stdout).toMatch(/^PROXY +CLUSTER.* RPS .*\na_15000 .*\nb\.shop .*\n$/);
    const none = await meshctl(cwd, ['other', 'after.tar.gz']);
    expect(none.status).toBe(64);
    expect(none.stderr).toContain('the first has c.shop, d.shop; the second has a_15000, b.shop');
  });

  it('says which files it looks for in a folder', async () => {
    const cwd = tempFolder({ 'dump/config_dump.json': '{"configs":[]}' });
    const { status, stderr } = await meshctl(cwd, ['dump']);
    expect(status).toBe(66);
    expect(stderr).toContain('"dump" has no saved answers of a proxy: no stats.json');
  });

  it('looks twice at a live port', async () => {
    const { admin } = await liveAdmin();
    const { stdout } = await meshctl('/', [admin, '--interval', '50ms', '-o', 'json', '--sort', '-ok%', '--top', '1']);
    const { proxies } = JSON.parse(stdout) as {
      proxies: { seconds: number; items: { name: string; requests: number }[] }[];
    };
    expect(proxies[0]?.items).toMatchObject([
      { service: 'reviews.shop.svc.cluster.local', requests: 40, errors: 8, successRate: 0.8 },
    ]);
    expect(proxies[0]?.seconds).toBeGreaterThanOrEqual(0.05);
  });

  it('names the proxies when there are several', async () => {
    const [a, b] = [await liveAdmin(), await liveAdmin()];
    const { stdout } = await meshctl('/', [a.admin, b.admin, '--interval', '20ms', '--filter', 'cart']);
    expect(stdout).toMatch(/^PROXY +CLUSTER/);
    expect(stdout).toContain(a.admin);
    expect(stdout).toContain(b.admin);
  });

  it('watches, a document a line', async () => {
    const { admin } = await liveAdmin();
    const { stdout } = await meshctl('/', [admin, '--interval', '20ms', '--watch', '--count', '3', '-o', 'json']);
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    expect(documents.map(({ kind }) => kind)).toEqual(['ProxyStats', 'ProxyStats', 'ProxyStats']);
  });

  it('goes on when a watched port is lost and comes back', async () => {
    const { admin, stop, start } = await liveAdmin();
    const host = testHost();
    const done = run(['stats', admin, '--interval', '50ms', '--watch'], host);
    const seen = async (what: () => boolean): Promise<void> => {
      const deadline = performance.now() + 20_000;
      while (!what()) {
        if (performance.now() > deadline) throw new Error(`${host.written()}${host.complained()}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await seen(() => host.written().includes('CLUSTER'));
    await stop();
    await seen(() => host.complained().includes('trying again'));
    await start();
    const before = host.written().length;
    await seen(() => host.written().length > before);
    await host.interrupt();
    await done;
  });

  it('says where endpoints are when a file has none', async () => {
    const cwd = tempFolder({ 'a.json': saved(0).stats });
    const { stderr } = await meshctl(cwd, ['a.json', '--by', 'endpoint']);
    expect(stderr).toContain('/clusters');
  });

  it.each([
    [[], 64, 'no proxy is named'],
    [['a.json', '127.0.0.1:1'], 64, 'given together'],
    [['127.0.0.1:1'], 69, 'ECONNREFUSED'],
    [['absent.json'], 66, 'no such file'],
    [['127.0.0.1:1', '--interval', '0s'], 64, 'is no duration'],
    [['127.0.0.1:1', '--filter', '('], 64, 'no regular expression'],
    [['--prometheus', 'ftp://localhost:9090'], 64, 'is neither a URL nor HOST:PORT'],
    [['a.txt', 'b.txt', 'c.txt'], 64, 'two files'],
  ])('%j ends with %d', async (words, status, text) => {
    const result = await meshctl('/', words);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(text);
    expect(result.stdout).toBe('');
  });

  it('does not know how far files are apart that do not say it', async () => {
    const cwd = tempFolder({
      'a.txt': 'cluster.a.upstream_rq_total: 1\n',
      'b.txt': 'cluster.a.upstream_rq_total: 7\n',
    });
    expect(await meshctl(cwd, ['a.txt', 'b.txt'])).toMatchObject({ status: 64 });
    const { stdout } = await meshctl(cwd, ['a.txt', 'b.txt', '--interval', '3s', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ proxies: [{ items: [{ name: 'a', requestsPerSecond: 2 }] }] });
  });
});

describe('meshctl stats --prometheus', () => {
  async function server(answer: (url: URL) => unknown) {
    const asked: URL[] = [];
    const http = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://server');
      asked.push(url);
      response.end(JSON.stringify(answer(url)));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void http.close());
    // A server that listens on a port has an address of this kind.
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, asked };
  }

  const NOW_SECONDS = Date.parse('2020-01-01T00:00:00Z') / 1000;

  it('counts between now and one interval ago, proxy by proxy', async () => {
    const { url, asked } = await server(({ searchParams }) => {
      const later = Number(searchParams.get('time')) === NOW_SECONDS;
      const sample = (pod: string, value: number) => ({
        metric: { __name__: 'envoy_cluster_upstream_rq_total', cluster_name: 'a', pod },
        value: [0, String(value)],
      });
      return {
        status: 'success',
        data: { resultType: 'vector', result: [sample('x', later ? 130 : 10), sample('y', later ? 5 : 70)] },
      };
    });
    const { stdout } = await meshctl('/', ['--prometheus', url, '--series', 'namespace="shop"', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      proxies: [
        { proxy: 'x', seconds: 60, items: [{ name: 'a', requestsPerSecond: 2 }] },
        { proxy: 'y', items: [{ name: 'a', state: 'restarted' }] },
      ],
    });
    expect(asked[0]?.searchParams.get('query')).toMatch(/^\{__name__=~"envoy_.*",namespace="shop"\}$/);
  });

  it('takes a server without a scheme for one of plain HTTP', async () => {
    const { url, asked } = await server(() => ({ status: 'success', data: { result: [] } }));
    expect((await meshctl('/', ['--prometheus', new URL(url).host])).status).toBe(66);
    expect(asked[0]?.pathname).toBe('/api/v1/query');
  });

  it.each([
    [{ status: 'error', error: 'parse error' }, 65, 'parse error'],
    [{ status: 'success', data: { result: [] } }, 66, 'no statistics of proxies'],
  ])('%j ends with %d', async (answer, status, text) => {
    const { url } = await server(() => answer);
    const result = await meshctl('/', ['--prometheus', url]);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(text);
  });
});
