import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import type { AdminPort } from '../../../src/commands/stats/ports.ts';
import { liveSession } from '../../../src/commands/tui/live-session.ts';
import { momentsOf, replaySession } from '../../../src/commands/tui/replay-session.ts';
import { NO_SOURCES } from '../../../src/commands/tui/source-index.ts';
import { readSources } from '../../../src/commands/tui/sources.ts';
import { fetchAdmin, parseAdminAddress } from '../../../src/io/admin.ts';
import type { ProxyLive } from '../../../src/stats/live/proxy.ts';
import { readRecording } from '../../../src/stats/live/recording.ts';
import { savedProxy } from '../../../src/stats/live/saved.ts';
import { testHost } from '../../support/host.ts';
import { liveAdmin } from '../../support/live-admin.ts';
import { shopPages, shopRecording } from '../../support/live-shop.ts';
import { tempFolder } from '../../support/temp.ts';

const PATIENCE = { timeout: 20_000, interval: 10 };

const FLAGS = { view: 'clusters', interval: '50ms', output: 'table' } as const;

async function meshctl(cwd: string, ...words: readonly string[]) {
  const host = testHost({ cwd });
  const status = await run(words, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

/** A session that looks twenty times a second, until the test is over. */
function running(admin: string, flags: object = {}, saved: readonly ProxyLive[] = []) {
  const cwd = tempFolder();
  const host = testHost({ cwd });
  const port: AdminPort = {
    name: admin,
    ask: (path, options = {}) => fetchAdmin(parseAdminAddress(admin), path, { ...options, signal: host.signal }),
  };
  const {
    session,
    run: loop,
    close,
  } = liveSession({ ports: [port], saved, tickMs: 50 }, { flags: { ...FLAGS, ...flags }, host, sources: NO_SOURCES });
  const ended = loop();
  onTestFinished(async () => {
    close();
    await ended.catch(() => undefined);
  });
  return { session, host, cwd, ended, close };
}

describe('a live session', () => {
  it('has saved proxies beside it, which stay as they are', async () => {
    const { admin } = await liveAdmin();
    const before = savedProxy('before', shopPages(0));
    const { session } = running(admin, {}, [before]);
    await vi.waitFor(() => expect(session.state().proxies[0]?.span?.before).toBeDefined(), PATIENCE);
    expect(session.state().proxies.map(({ name }) => name)).toEqual([admin, 'before']);
    expect(session.state().proxies[1]).toBe(before);
    session.setLevel('before', 'http', 'debug');
    await vi.waitFor(() => expect(session.state().message).toBe('saved answers do not change'), PATIENCE);
  });

  it('looks again and again, and has rates from the second look on', async () => {
    const { admin } = await liveAdmin();
    const { session } = running(admin);
    await vi.waitFor(() => {
      const [proxy] = session.state().proxies;
      expect(proxy?.clusters.find(({ name }) => name.includes('cart'))?.traffic.state).toBe('counted');
    }, PATIENCE);
    expect(session.state().requests[0]).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/stats\?/);
  });

  it('asks for the configuration only when it is wanted, and again when it changes', async () => {
    const { admin, asked } = await liveAdmin();
    const { session } = running(admin);
    await vi.waitFor(() => expect(session.state().proxies[0]?.span).toBeDefined(), PATIENCE);
    expect(asked).not.toContain('GET /config_dump');
    session.want(admin, ['stats', 'dump']);
    await vi.waitFor(() => {
      const [proxy] = session.state().proxies;
      expect(proxy?.dump).toBeDefined();
      expect(proxy?.dump).not.toBe(proxy?.firstDump);
    }, PATIENCE);
    expect(asked.filter((each) => each === 'GET /config_dump').length).toBeLessThan(
      asked.filter((each) => each === 'GET /stats').length,
    );
  });

  it('says that a port is lost, leaves it alone for longer and longer, and goes on when it is back', async () => {
    const { admin, stop, start, asked } = await liveAdmin();
    const { session } = running(admin);
    await vi.waitFor(() => expect(session.state().proxies[0]?.span).toBeDefined(), PATIENCE);
    await stop();
    await vi.waitFor(() => expect(session.state().proxies[0]?.lost?.message).toContain('ECONNREFUSED'), PATIENCE);
    expect(session.state().proxies[0]?.span).toBeDefined();
    const before = asked.length;
    await start();
    await vi.waitFor(() => expect(session.state().proxies[0]?.lost).toBeUndefined(), PATIENCE);
    expect(asked.slice(before)).toContain('GET /server_info');
  });

  it('stands still while it is paused, but looks when it is told to', async () => {
    const { admin, asked } = await liveAdmin();
    const { session } = running(admin);
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2), PATIENCE);
    session.pause(true);
    const looks = (): number => asked.filter((each) => each === 'GET /stats').length;
    let last = looks();
    // One look may be under way.
    await vi.waitFor(
      () => {
        const now = looks();
        const still = now === last;
        last = now;
        expect(still).toBe(true);
      },
      { timeout: 20_000, interval: 200 },
    );
    session.refetch();
    await vi.waitFor(() => expect(looks()).toBe(last + 1), PATIENCE);
    session.pause(false);
    await vi.waitFor(() => expect(looks()).toBeGreaterThan(last + 1), PATIENCE);
  });

  it('sets levels', async () => {
    const { admin, asked } = await liveAdmin();
    const { session } = running(admin);
    session.setLevel(admin, 'http', 'trace');
    await vi.waitFor(() => expect(asked).toContain('POST /logging?http=trace'), PATIENCE);
    session.setLevel('nobody', 'http', 'trace');
  });

  it('records what it sees, with the configuration', async () => {
    const { admin } = await liveAdmin();
    const { cwd, session, close, ended } = running(admin, { record: 'night.rec' });
    await vi.waitFor(() => expect(session.state().proxies[0]?.dump).toBeDefined(), PATIENCE);
    close();
    await ended;
    const ticks = readRecording(readFileSync(join(cwd, 'night.rec'), 'utf8'), 'night.rec');
    expect(ticks.some(({ pages }) => pages.dump !== undefined)).toBe(true);
    expect(momentsOf(ticks, 'night.rec').at(ticks.length)[0]?.name).toBe(admin);
  });

  it('writes files and tells how that went', async () => {
    const { admin } = await liveAdmin();
    const { session, cwd } = running(admin);
    session.write('clusters', 'a\n', 'view.txt');
    await vi.waitFor(() => expect(session.state().message).toBe('wrote view.txt'), PATIENCE);
    expect(readFileSync(join(cwd, 'view.txt'), 'utf8')).toBe('a\n');
    session.record('/nowhere/at/all');
    expect(session.state().message).toContain('does not exist');
    // It stays over the looks that come, until somebody has read it.
    const requests = session.state().requests.length;
    await vi.waitFor(() => expect(session.state().requests.length).toBeGreaterThan(requests + 2), PATIENCE);
    expect(session.state().message).toContain('does not exist');
    session.dismiss();
    expect(session.state().message).toBeUndefined();
  });

  it('ends with the run', async () => {
    const { admin } = await liveAdmin();
    const { host, ended } = running(admin);
    await host.interrupt();
    await ended.catch(() => undefined);
  });
});

describe('a replay', () => {
  it('plays to its end and stays there, steps back and forth', async () => {
    const host = testHost();
    const moments = momentsOf(readRecording(shopRecording(4), 'r'), 'r');
    const { session, run: loop, close } = replaySession(moments, 50, { flags: FLAGS, host, sources: NO_SOURCES });
    const ended = loop();
    await vi.waitFor(() => expect(session.state().replay).toEqual({ at: 4, of: 4 }), PATIENCE);
    session.step(-1);
    expect(session.state()).toMatchObject({ replay: { at: 3 }, paused: true });
    session.step(1);
    session.step(1);
    expect(session.state().replay?.at).toBe(4);
    session.setLevel('p', 'http', 'debug');
    expect(session.state().message).toBe('a recording cannot be changed');
    close();
    await ended;
  });

  it('puts looks at several proxies into moments', () => {
    const text = shopRecording(3, { name: 'a' }).split('\n');
    const other = shopRecording(3, { name: 'b' }).split('\n').slice(1);
    const both = [text[0], ...text.slice(1).flatMap((line, index) => [line, other[index] ?? ''])].filter(
      (line) => line !== '',
    );
    const moments = momentsOf(readRecording(both.join('\n'), 'r'), 'r');
    expect(moments).toMatchObject({ names: ['a', 'b'], count: 3 });
    expect(moments.gapAfter(1)).toBe(2000);
  });
});

describe('sources', () => {
  const YAML = `apiVersion: v1
kind: Service
metadata:
  name: cart
  namespace: shop
spec: {}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: cart
  namespace: shop
spec:
  host: cart
`;

  it('are found by the paths of metadata and by kind and name', async () => {
    const cwd = tempFolder({ 'mesh.yaml': YAML });
    const sources = await readSources(['mesh.yaml'], testHost({ cwd }));
    const found = sources.find([
      '/apis/networking.istio.io/v1/namespaces/shop/destination-rule/cart',
      'Service/shop/cart',
      '/apis/networking.istio.io/v1/namespaces/shop/virtual-service/none',
    ]);
    expect(found.map(({ place }) => place)).toEqual(['mesh.yaml:11', 'mesh.yaml:4']);
    expect(found[0]?.lines[found[0].marked]).toBe('  name: cart');
    expect(found[0]?.lines[0]).toBe('apiVersion: networking.istio.io/v1');
  });
});

describe('meshctl tui --once', () => {
  it.each(['overview', 'clusters', 'listeners', 'routes', 'certificates', 'endpoints', 'loggers', 'diff', 'config'])(
    'prints %s of a recording',
    async (view) => {
      const cwd = tempFolder({ 'shop.rec': shopRecording(5) });
      const { status, stdout } = await meshctl(cwd, 'tui', '--replay', 'shop.rec', '--once', '--view', view);
      expect(status).toBe(0);
      await expect(stdout).toMatchFileSnapshot(`../../../fixtures/tui/once-${view}.txt`);
    },
  );

  it('looks twice at a live proxy', async () => {
    const { admin, asked } = await liveAdmin();
    const { stdout } = await meshctl(
      '/',
      'top',
      admin,
      '-d',
      '50ms',
      '--view',
      'clusters',
      '--filter',
      'cart',
      '-o',
      'json',
    );
    const { kind, proxies } = JSON.parse(stdout) as { kind: string; proxies: { items: { requests: number }[] }[] };
    expect(kind).toBe('ClusterTrafficList');
    expect(proxies[0]?.items).toMatchObject([{ requests: 100, endpoints: { total: 2, healthy: 2, ejected: 0 } }]);
    expect(asked.filter((each) => each === 'GET /stats')).toHaveLength(2);
  });

  it('gives the configuration without private keys', async () => {
    const cwd = tempFolder({ 'shop.rec': shopRecording(1) });
    const { stdout } = await meshctl(cwd, 'tui', '--replay', 'shop.rec', '--view', 'config', '-o', 'yaml');
    expect(stdout).toContain('[redacted]');
    expect(stdout).not.toContain('where a private key would');
  });

  it.each([
    [['tui'], 64, 'no proxy is named'],
    [['tui', 'localhost:1', '--replay', 'x'], 64, 'a recording and live proxies are named'],
    [['tui', '127.0.0.1:1', '-d', '50ms'], 69, 'ECONNREFUSED'],
    [['tui', 'pod'], 64, 'neither a file nor HOST:PORT'],
    [['tui', 'localhost:99999'], 64, 'is not HOST:PORT'],
    [['tui', '--replay', 'absent.rec'], 66, 'no such file'],
    [['tui', 'localhost:1', '-d', 'soon'], 64, '"soon" is no duration'],
  ])('%j ends with %d', async (words, status, text) => {
    const result = await meshctl('/', ...words);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(text);
  });

  it('refuses an expression that is none', async () => {
    const cwd = tempFolder({ 'shop.rec': shopRecording(2) });
    const result = await meshctl(cwd, 'tui', '--replay', 'shop.rec', '--filter', '(');
    expect(result).toMatchObject({ status: 64, stderr: expect.stringContaining('no regular expression') as string });
  });
});
