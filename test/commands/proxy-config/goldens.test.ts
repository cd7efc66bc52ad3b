import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { asMap } from '../../../src/model/json.ts';
import { camelCased, FIXTURES } from '../../envoy/support/shop.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

/** A moment at which the fixture's certificates are valid. */
const NOW = new Date('2030-01-01T00:00:00Z');

async function meshctl(words: readonly string[], { cwd = FIXTURES, stdin = '' } = {}) {
  const host = { ...testHost({ cwd, stdin }), now: () => NOW };
  const status = await run(words, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

const DUMP = ['--file', 'shop.config_dump.json'];
const STATUSES = ['--file', 'shop.clusters.json'];

/** Name of the golden, arguments, status. */
const GOLDENS: readonly (readonly [golden: string, words: readonly string[], status?: number])[] = [
  ['cluster.txt', ['pc', 'cluster', ...DUMP]],
  ['cluster-compat.txt', ['pc', 'cluster', ...DUMP, '--compat', 'istioctl']],
  ['cluster-filtered.txt', ['pc', 'c', ...DUMP, '--fqdn', 'cart', '--port', '80', '--subset', 'v2']],
  ['cluster.yaml', ['pc', 'cluster', ...DUMP, '-o', 'yaml', '--fqdn', 'cart']],
  ['cluster-compat.json', ['pc', 'cluster', ...DUMP, '-o', 'json', '--compat', 'istioctl']],
  ['listener.txt', ['pc', 'listener', ...DUMP]],
  ['listener-short.txt', ['pc', 'l', ...DUMP, '--verbose=false', '--type', 'http+tcp']],
  ['listener-waypoint.txt', ['pc', 'l', ...DUMP, '--waypoint']],
  ['listener-compat.json', ['pc', 'l', ...DUMP, '-o', 'json', '--port', '80', '--compat', 'istioctl']],
  ['route.txt', ['pc', 'route', ...DUMP]],
  ['route-short.txt', ['pc', 'r', ...DUMP, '--verbose=false']],
  ['endpoint.txt', ['pc', 'endpoint', ...STATUSES]],
  ['endpoint-unhealthy.txt', ['pc', 'ep', ...STATUSES, '--status', 'unhealthy']],
  ['endpoint-compat.txt', ['pc', 'ep', ...STATUSES, '--compat', 'istioctl']],
  ['endpoint.json', ['pc', 'ep', ...STATUSES, '-o', 'json', '--port', '8080']],
  ['eds.txt', ['pc', 'eds', ...DUMP, '--status', 'unhealthy']],
  ['bootstrap.json', ['pc', 'bootstrap', ...DUMP]],
  ['bootstrap.txt', ['pc', 'b', ...DUMP, '-o', 'table']],
  ['secret.txt', ['pc', 'secret', ...DUMP]],
  ['ecds.txt', ['pc', 'ecds', ...DUMP]],
  ['ecds-none.txt', ['pc', 'ecds', '--file', 'other-root.config_dump.json']],
  ['ecds-none.json', ['pc', 'ecds', '--file', 'other-root.config_dump.json', '-o', 'json']],
  ['ecds-none-compat.txt', ['pc', 'ecds', '--file', 'other-root.config_dump.json', '--compat', 'istioctl'], 1],
  ['all-compat.txt', ['pc', 'all', ...DUMP, '--with-headers', '--compat', 'istioctl']],
  ['errors.txt', ['pc', 'errors', ...DUMP, '--exit-code'], 79],
  ['errors.json', ['pc', 'errors', ...DUMP, '-o', 'json']],
  ['certs.txt', ['pc', 'certs', 'shop.config_dump.json', 'other-root.config_dump.json', '--warn-days', '99999']],
  ['size.txt', ['pc', 'size', ...DUMP, '--top', '3']],
  ['authz.txt', ['authz', 'check', ...DUMP]],
  ['authz-compat.txt', ['x', 'authz', 'check', ...DUMP, '--compat', 'istioctl']],
  ['authz.yaml', ['authz', 'check', ...DUMP, '-o', 'yaml']],
];

/** What the fixture has where private keys are. */
const SECRETS = [
  'this stands where',
  Buffer.from('not blanked by whoever').toString('base64').slice(0, 20),
  'not blanked',
];

describe('commands that print a dump', () => {
  const goldens = GOLDENS.map(([golden, words, wanted = 0]) => [golden, words, wanted] as const);
  it.each(goldens)('%s', async (golden, words, wanted) => {
    const { status, stdout } = await meshctl(words);
    expect(status).toBe(wanted);
    await expect(stdout).toMatchFileSnapshot(join(FIXTURES, 'goldens', golden));
  });

  it.each([
    ['pc', 'secret', '-o', 'json'],
    ['pc', 'secret', '-o', 'yaml', '--compat', 'istioctl'],
    ['pc', 'all', '-o', 'json'],
    ['pc', 'all', '-o', 'yaml', '--compat', 'istioctl'],
    ['pc', 'all', '-o', 'json', '--compat', 'istioctl'],
    ['pc', 'cluster', '-o', 'json'],
  ])('never prints a private key: %j', async (...words) => {
    const { status, stdout } = await meshctl([...words, ...DUMP]);
    expect(status).toBe(0);
    for (const secret of SECRETS) expect(stdout).not.toContain(secret);
    expect(stdout).toMatch(/\[redacted\]|W3JlZGFjdGVkXQ==/);
  });

  it('prints the rest of a dump as it came', async () => {
    const { stdout } = await meshctl(['pc', 'all', '-o', 'json', '--compat', 'istioctl', ...DUMP]);
    const original = readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8');
    const blanked = (text: string) => text.replace(/"inline_(?:bytes|string)": "[^"]*"/g, '');
    expect(blanked(stdout)).toBe(`${blanked(original)}\n`);
  });

  it.each(['cluster', 'listener', 'route', 'eds', 'bootstrap', 'secret', 'ecds', 'errors'])(
    'reads camelCase as well: %s',
    async (part) => {
      const dump: unknown = JSON.parse(readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8'));
      const cwd = tempFolder({ 'shop.config_dump.json': JSON.stringify(camelCased(dump)) });
      for (const output of ['table', 'json']) {
        const words = ['pc', part, ...DUMP, '-o', output];
        expect(await meshctl(words, { cwd })).toEqual(await meshctl(words));
      }
    },
  );

  it('takes the page it needs from a folder of saved pages', async () => {
    const read = (name: string) => readFileSync(join(FIXTURES, name));
    const cwd = tempFolder({
      'proxy/config_dump.json': read('shop.config_dump.json'),
      'proxy/clusters?format=json': read('shop.clusters.json'),
      'proxy/stats.txt': '',
    });
    const folder = ['--file', 'proxy'];
    expect((await meshctl(['pc', 'c', ...folder], { cwd })).stdout).toBe((await meshctl(['pc', 'c', ...DUMP])).stdout);
    expect((await meshctl(['pc', 'ep', ...folder], { cwd })).stdout).toBe(
      (await meshctl(['pc', 'ep', ...STATUSES])).stdout,
    );
    expect((await meshctl(['pc', 'c', '--file', '.'], { cwd })).status).toBe(0);
    const none = await meshctl(['pc', 's', '--file', 'proxy'], { cwd: tempFolder({ 'proxy/stats.txt': '' }) });
    expect(none.status).toBe(66);
    expect(none.stderr).toContain('has no file for the admin page config_dump');
  });

  it('reads standard input', async () => {
    const stdin = readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8');
    expect((await meshctl(['pc', 'c', '--file', '-'], { stdin })).stdout).toBe(
      (await meshctl(['pc', 'c', ...DUMP])).stdout,
    );
  });
});

describe('what is not in force as it was sent', () => {
  const states = async (...words: string[]): Promise<unknown> => {
    const { stdout } = await meshctl(['pc', ...words, ...DUMP, '-o', 'json']);
    return asMap(JSON.parse(stdout))['states'];
  };

  it('stands beside the items in JSON', async () => {
    expect(await states('cluster')).toMatchObject([{ state: 'REJECTED' }, { state: 'WARMING' }]);
    expect(await states('bootstrap')).toBeUndefined();
    const compat = await meshctl(['pc', 'cluster', ...DUMP, '-o', 'json', '--compat', 'istioctl']);
    expect(compat.stdout).not.toContain('REJECTED');
  });

  it.each([
    ['cluster', '--fqdn', 'nothere'],
    ['listener', '--port', '1'],
    ['route', '--name', 'nothere'],
    ['eds', '--cluster', 'nothere'],
  ])('is not told of what nobody asked for: %j', async (...words) => {
    expect(await states(...words)).toEqual([]);
    const { status, stderr } = await meshctl(['pc', ...words, ...DUMP]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is told of what passes the filter, shown or not', async () => {
    const all = (await states('cluster')) as { name: string }[];
    for (const { name } of all) {
      const fqdn = name.split('|').at(-1) ?? '';
      expect(await states('cluster', '--fqdn', fqdn)).toContainEqual(expect.objectContaining({ name }));
    }
  });
});

describe('a word without a flag', () => {
  it.each([['cluster'], ['all'], ['bootstrap'], ['errors'], ['size'], ['certs']])('names a dump: %s', async (part) => {
    expect(await meshctl(['pc', part, 'shop.config_dump.json'])).toEqual(await meshctl(['pc', part, ...DUMP]));
  });

  it('names an admin port, also of log', async () => {
    for (const part of ['cluster', 'log']) {
      const { status, stderr } = await meshctl(['pc', part, '127.0.0.1:1']);
      expect({ status, stderr }).toEqual({ status: 69, stderr: expect.stringContaining('127.0.0.1:1') });
    }
  });

  it('is a workload for the reference', async () => {
    const { status } = await meshctl(['pc', 'cluster', 'shop.config_dump.json', '--compat', 'istioctl']);
    expect(status).toBe(1);
  });
});

describe('endpoints', () => {
  it('are not looked for in a config dump', async () => {
    for (const output of ['table', 'json']) {
      const { status, stdout, stderr } = await meshctl(['pc', 'endpoints', ...DUMP, '-o', output]);
      expect({ status, stdout }).toEqual({ status: 66, stdout: '' });
      expect(stderr).toContain('is a config dump');
      expect(stderr).toContain('proxy-config eds');
    }
  });

  it('are none for the reference, and in an answer without any', async () => {
    const compat = await meshctl(['pc', 'endpoints', ...DUMP, '--compat', 'istioctl']);
    expect(compat).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ENDPOINT .*\n$/) });
    expect((await meshctl(['pc', 'endpoints', '--file', '-'], { stdin: '{}' })).status).toBe(0);
  });
});

describe('rootca-compare', () => {
  const [own, other] = ['shop.config_dump.json', 'other-root.config_dump.json'];

  it.each([
    [[own, own], 0, 'trust a common root certificate'],
    [[own, other], 79, 'have no root certificate in common'],
  ])('%j', async (operands, status, text) => {
    const result = await meshctl(['pc', 'rootca-compare', ...operands]);
    expect(result.status).toBe(status);
    expect(result.stdout).toContain(text);
  });

  it('speaks as the reference does', async () => {
    const compat = ['--compat', 'istioctl'];
    const same = await meshctl(['pc', 'rc', own, own, ...compat]);
    expect(same.stdout).toBe(
      `Both [${own}] and [${own}] have the identical ROOTCA, theoretically the connectivity between them is available\n`,
    );
    const differ = await meshctl(['pc', 'rc', own, other, ...compat]);
    expect([differ.status, differ.stderr]).toEqual([
      1,
      `Error: Both [${own}] and [${other}] have the non identical ROOTCA, theoretically the connectivity between them is unavailable\n`,
    ]);
    const one = await meshctl(['pc', 'rc', own, ...compat]);
    expect(one.stderr).toContain('Error: rootca-compare requires 2 pods as an argument\n');
  });
});

describe('refusals', () => {
  const files = {
    'empty.json': '',
    'html.json': '<!doctype html><p>503',
    'cut.json': '{"configs": [{"@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump", "dynamic_active',
    'typo.json': '{"configs": [}',
    'none.json': '{"configs": []}',
    binary: '\u007fELF\u0002',
    escape: '\u001b[31m',
  };

  it.each([
    [['--file', 'empty.json'], 65, '"empty.json" is empty'],
    [['--file', 'html.json'], 65, '"html.json" is HTML, not JSON'],
    [['--file', 'cut.json'], 65, '"cut.json" is cut off at line 1, column'],
    [['--file', 'typo.json'], 65, '"typo.json" is not JSON: "}" at line 1, column 14 does not belong there'],
    [['--file', 'binary'], 65, '"binary" is not JSON: the character U+007F at line 1, column 1 does not belong there'],
    [['--file', 'escape'], 65, 'the character U+001B'],
    [['--file', 'none.json'], 65, 'has no ClustersConfigDump'],
    [['--file', 'missing.json'], 66, 'no such file or folder: "missing.json"'],
    [[], 64, 'no proxy is named'],
    [['--file', 'none.json', '--admin', ':1'], 64, 'more than one proxy is named'],
    [['pod-1.shop'], 64, '"pod-1.shop" is neither a file nor HOST:PORT'],
    [['-f', 'none.json'], 64, '-f names manifests; a dump is given with --file'],
    [['--file', 'none.json', '-o', 'xml'], 64, '"xml" is not an output format here'],
    [['--file', 'none.json', '--port', 'x'], 64, 'it is not a whole number'],
    [['--file', 'none.json', '--proxy-admin-port', '0'], 64, '--proxy-admin-port 0 is no port'],
    [['--admin', 'localhost'], 64, '"localhost" is not HOST:PORT'],
  ])('%j', async (words, status, text) => {
    const result = await meshctl(['proxy-config', 'cluster', ...words], { cwd: tempFolder(files) });
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).toContain(text);
  });

  it('takes -f for a dump where the reference is imitated', async () => {
    const compat = await meshctl(['pc', 'c', '-f', 'shop.config_dump.json', '--compat', 'istioctl']);
    expect(compat.stdout).toBe((await meshctl(['pc', 'c', ...DUMP, '--compat', 'istioctl'])).stdout);
  });
});

describe('diff', () => {
  const dump = asMap(JSON.parse(readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8')));
  const changed = JSON.stringify(dump)
    .replaceAll('"v1"', '"v7"')
    .replaceAll('2026-01-01', '2026-02-02')
    .replace('"connect_timeout":"5s"', '"connect_timeout":"7s"')
    .replace('"10.1.0.2"', '"10.1.0.3"')
    .replace('"cart.shop",', '')
    .replaceAll('prometheus_stats', 'agent');

  it('tells fields and objects, and nothing that changes by itself', async () => {
    const cwd = tempFolder({ 'a.json': JSON.stringify(dump), 'b.json': changed });
    const result = await meshctl(['pc', 'diff', 'a.json', 'b.json', '--exit-code'], { cwd });
    expect(result.status).toBe(79);
    expect(result.stdout).toMatchInlineSnapshot(`
      "~ route 80
          virtualHosts[cart.shop.svc.cluster.local:80].domains[]: - "cart.shop"
      + cluster agent
      ~ cluster outbound|443||bank.example.com
          connectTimeout: "5s" → "7s"
      - cluster prometheus_stats
      ~ endpoint outbound|80||cart.shop.svc.cluster.local
          endpoints[r1/z1, priority 0].lbEndpoints[10.1.0.2:8080]: - {"endpoint":{"address":{"socketAddress":{"address":"10.1.0.2","portValue":8080}}},"healthStatus":"U…
          endpoints[r1/z1, priority 0].lbEndpoints[10.1.0.3:8080]: + {"endpoint":{"address":{"socketAddress":{"address":"10.1.0.3","portValue":8080}}},"healthStatus":"U…
      1 added, 1 removed, 3 changed
      "
    `);
    const json = await meshctl(['pc', 'diff', 'a.json', 'b.json', '-o', 'json'], { cwd });
    expect(json.status).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({
      kind: 'ProxyConfigDiff',
      before: 'a.json',
      after: 'b.json',
      summary: { added: 1, removed: 1, changed: 3 },
    });
  });

  it('finds nothing between a dump and itself in camelCase', async () => {
    const cwd = tempFolder({ 'a.json': JSON.stringify(dump), 'b.json': JSON.stringify(camelCased(dump)) });
    const result = await meshctl(['pc', 'diff', 'a.json', 'b.json', '--exit-code'], { cwd });
    expect([result.status, result.stdout]).toEqual([0, 'no difference\n']);
  });
});
