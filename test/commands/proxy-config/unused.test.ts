import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const TYPE = 'type.googleapis.com/envoy.admin.v3.';
const config = '/apis/networking.istio.io/v1/namespaces/shop/destination-rule/idle';
const cluster = (name: string, metadata = {}) => ({ cluster: { name, type: 'EDS', ...metadata } });
const listener = (name: string, address: string, port: number, more = {}) => ({
  name,
  active_state: { listener: { name, address: { socket_address: { address, port_value: port } }, ...more } },
});

const DUMP = JSON.stringify({
  configs: [
    {
      '@type': `${TYPE}ClustersConfigDump`,
      dynamic_active_clusters: [
        cluster('busy'),
        cluster('idle', { metadata: { filter_metadata: { istio: { config } } } }),
        cluster('trimmed'),
        cluster('empty'),
        cluster('gone'),
      ],
    },
    {
      '@type': `${TYPE}ListenersConfigDump`,
      dynamic_listeners: [
        listener('used', '0.0.0.0', 80),
        listener('silent', '0.0.0.0', 81),
        listener('six', '::1', 82),
        listener('named', '10.0.0.1', 83, { stat_prefix: 'own' }),
      ],
    },
  ],
});

const host = (counts: Readonly<Record<string, number>>) => ({
  address: { socket_address: { address: '10.0.0.1', port_value: 80 } },
  stats: Object.entries(counts).map(([name, value]) => ({ name, value: String(value) })),
  health_status: { eds_health_status: 'HEALTHY' },
});

const CLUSTERS = JSON.stringify({
  cluster_statuses: [
    { name: 'busy', host_statuses: [host({ cx_total: 1, rq_total: 9 })] },
    { name: 'idle', host_statuses: [host({ cx_total: 0 }), host({})] },
    // Its statistics are left out; what endpoints count is not.
    { name: 'trimmed', host_statuses: [host({ cx_total: 3 })] },
    { name: 'empty', host_statuses: [] },
    // Its endpoint went, and took its counters along.
    { name: 'gone', host_statuses: [] },
  ],
});

const value = (name: string, of: number) => ({ name, value: of });
const STATS = JSON.stringify({
  stats: [
    value('cluster.gone.upstream_cx_total', 2),
    value('listener.0.0.0.0_80.downstream_cx_total', 4),
    value('listener.[__1]_82.downstream_cx_total', 4),
    value('listener.own.downstream_cx_total', 4),
    value('server.uptime', 11_520),
  ],
});

const FOLDER = { 'saved/config_dump.json': DUMP, 'saved/clusters.json': CLUSTERS, 'saved/stats.json': STATS };

async function meshctl(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const own = testHost({ cwd: tempFolder(files) });
  return { status: await run(['pc', 'unused', ...words], own), stdout: own.written(), stderr: own.complained() };
}

describe('proxy-config unused', () => {
  it('lists what took no connection, whatever it was counted by', async () => {
    expect(await meshctl(FOLDER, 'saved')).toEqual({
      status: 0,
      stdout: [
        'KIND       NAME     ENDPOINTS   MADE FROM',
        'cluster    empty    0           -',
        `cluster    idle     2           ${config}`,
        'listener   silent   -           -',
        '',
      ].join('\n'),
      stderr: '2 of 5 clusters and 1 of 4 listeners took no connection in 3h12m\n',
    });
  });

  it('says that nothing is known of listeners the proxy does not count', async () => {
    const { 'saved/stats.json': _, ...files } = FOLDER;
    const { stdout, stderr } = await meshctl(files, 'saved');
    expect(stdout).not.toContain('listener');
    expect(stderr).toContain('of listeners nothing is known');
    // What is gone cannot be told from what was never used.
    expect(stdout).toContain('cluster   gone');
  });

  it('is data for others, with a status when it is asked for', async () => {
    const { status, stdout } = await meshctl(FOLDER, 'saved', '-o', 'json', '--exit-code');
    expect(status).toBe(79);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'UnusedConfigList',
      items: [{ kind: 'cluster', name: 'empty', endpoints: 0 }, { name: 'idle', source: config }, { kind: 'listener' }],
      summary: { clusters: 5, listeners: 4, uptimeSeconds: 11_520 },
    });
  });

  it('asks a live port for no more than it needs', async () => {
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      asked.push(url.split('?')[0] ?? '');
      response.end(url.startsWith('/stats') ? STATS : url.startsWith('/clusters') ? CLUSTERS : DUMP);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    // A server that listens on a port has an address of this kind.
    const { stdout } = await meshctl({}, `127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(stdout).toContain('silent');
    expect(asked).toEqual(['/config_dump', '/clusters', '/stats']);
  });

  it.each([
    ['dump.json', 65, 'is a config dump; what was used is on other pages'],
    ['half', 66, 'has no file for the admin page clusters'],
    ['other.json', 65, 'is JSON, but no config dump'],
  ])('refuses %s', async (name, status, message) => {
    const files = {
      'dump.json': readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8'),
      'half/config_dump.json': DUMP,
      'other.json': '{"a":1}',
    };
    const result = await meshctl(files, name);
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).toContain(message);
  });
});
