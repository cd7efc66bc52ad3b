import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { savedProxies } from '../../../src/commands/tui/saved.ts';
import { NO_SOURCES } from '../../../src/commands/tui/source-index.ts';
import { stillSession } from '../../../src/commands/tui/still-session.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';
import { liveAdmin } from '../../support/live-admin.ts';
import { shopPages } from '../../support/live-shop.ts';
import { tempFolder } from '../../support/temp.ts';

const PATIENCE = { timeout: 20_000, interval: 10 };

const shop = (name: string): Buffer => readFileSync(join(FIXTURES, name));
const DUMP = shop('shop.config_dump.json');

async function tui(cwd: string, ...words: readonly string[]) {
  const host = testHost({ cwd });
  const status = await run(['tui', ...words], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

describe('meshctl tui of saved answers', () => {
  it('shows the clusters and endpoints of a dump, and says of numbers that they are unknown', async () => {
    const clusters = await tui(FIXTURES, 'shop.config_dump.json');
    expect(clusters).toMatchObject({ status: 0, stderr: '' });
    expect(clusters.stdout).toMatch(/outbound\|80\|\|cart\.shop\.svc\.cluster\.local +██░ 1\/2 +0 +– +– /);
    const { stdout } = await tui(FIXTURES, 'shop.config_dump.json', '--view', 'endpoints');
    expect(stdout).toMatch(/10\.1\.0\.2:8080 +UNHEALTHY +– +– +– /);
  });

  it('counts since the start where statistics were saved', async () => {
    const { stats, clusters, server, dump } = shopPages(3);
    const cwd = tempFolder({
      'saved/stats.json': stats,
      'saved/clusters.json': clusters,
      'saved/server_info.json': server,
      'saved/config_dump.json': dump,
      'saved/stats_prometheus.txt': 'not this one',
    });
    const { stdout } = await tui(cwd, 'saved', '--filter', 'cart');
    expect(stdout).toMatch(/CLUSTER.* REQUESTS .*\n.*cart\.shop/);
    expect((await tui(cwd, 'saved', '--view', 'overview')).stdout).toMatch(/saved +■ saved +LIVE/);
    expect((await tui(cwd, 'saved', '--view', 'loggers')).stdout).toBe('the saved answers have no /logging\n');
  });

  it('shows every proxy of a bug report', async () => {
    const cwd = tempFolder({
      'report/proxies/shop/cart-1/config_dump': DUMP,
      'report/proxies/shop/cart-1/clusters.json': shop('shop.clusters.json'),
      'report/proxies/bank/ledger-1/config_dump.json': shop('other-root.config_dump.json'),
      'report/proxies/bank/ledger-1/server_info.json': '{}',
      'report/proxies/bank/nothing/server_info.json': '{}',
    });
    const { stdout } = await tui(cwd, 'report', '--view', 'overview');
    expect(stdout).toMatch(/cart-1\.shop/);
    expect(stdout).toMatch(/ledger-1\.bank/);
    expect(stdout).not.toContain('nothing');
  });

  it.each([
    ['trunc.json', 65, 'is cut off'],
    ['page.html', 65, 'is HTML'],
    ['nothing', 66, 'has no saved answers of a proxy'],
    ['missing.json', 66, 'no such file'],
  ])('refuses %s', async (name, status, text) => {
    const cwd = tempFolder({
      'trunc.json': DUMP.subarray(0, 2000),
      'page.html': '<html></html>',
      'nothing/README': 'what this is',
    });
    const result = await tui(cwd, name);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(text);
  });

  it('shows saved and live proxies together', async () => {
    const { admin } = await liveAdmin();
    const { stdout } = await tui(FIXTURES, 'shop.config_dump.json', admin, '--view', 'overview', '-d', '50ms');
    expect(stdout).toMatch(new RegExp(`${admin} +● live[^]*shop\\.config_dump\\.json +■ saved`));
  });
});

describe('a session over saved answers', () => {
  it('stays as it is until it is closed', async () => {
    const host = testHost({ cwd: FIXTURES });
    const proxies = await savedProxies(['shop.config_dump.json'], host);
    const flags = { view: 'clusters', interval: '2s', output: 'table' } as const;
    const { session, run: loop, close } = stillSession(proxies, { flags, host, sources: NO_SOURCES });
    const ended = vi.fn();
    const running = loop().then(ended);
    session.refetch();
    expect(session.state().message).toBe('saved answers do not change');
    expect(session.state().proxies).toBe(proxies);
    expect(ended).not.toHaveBeenCalled();
    close();
    await running;
    await vi.waitFor(() => expect(ended).toHaveBeenCalled(), PATIENCE);
  });
});
