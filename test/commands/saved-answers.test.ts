import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { asMap } from '../../src/model/json.ts';
import { FIXTURES } from '../envoy/support/shop.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

const NOW = new Date('2030-01-01T00:00:00Z');

async function meshctl(words: readonly string[], cwd = FIXTURES) {
  const host = { ...testHost({ cwd }), now: () => NOW };
  const status = await run(words, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

const ZTUNNEL = ['--file', 'ztunnel.json'];
const SYNCZ = ['--file', 'syncz.json'];
const COMPAT = ['--compat', 'istioctl'];

const GOLDENS: readonly (readonly [golden: string, words: readonly string[]])[] = [
  ['ztunnel-all.txt', ['zc', 'all', ...ZTUNNEL, '--with-headers']],
  ['ztunnel-workload-compat.json', ['zc', 'workload', ...ZTUNNEL, '-o', 'json', ...COMPAT]],
  ['ztunnel-service-compat.yaml', ['zc', 'svc', ...ZTUNNEL, '-o', 'yaml', ...COMPAT]],
  ['ztunnel-policy.json', ['zc', 'pol', ...ZTUNNEL, '-o', 'json']],
  ['ztunnel-connections.txt', ['zc', 'connections', ...ZTUNNEL, '--direction', 'Outbound']],
  ['ztunnel-connections-compat.txt', ['zc', 'connections', ...ZTUNNEL, ...COMPAT]],
  ['ztunnel-connections.json', ['zc', 'cons', ...ZTUNNEL, '-o', 'json']],
  ['proxy-status.txt', ['proxy-status', ...SYNCZ]],
  ['proxy-status-verbose.txt', ['ps', ...SYNCZ, '-v', '1']],
  ['proxy-status.json', ['ps', ...SYNCZ, '-o', 'json', '-n', 'data']],
];

describe('answers of ztunnels and control planes', () => {
  it.each(GOLDENS)('%s', async (golden, words) => {
    const { status, stdout, stderr } = await meshctl(words);
    expect([status, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot(join(FIXTURES, 'goldens', golden));
  });

  it('lists and maps are the same to zc', async () => {
    const dump = asMap(JSON.parse(readFileSync(join(FIXTURES, 'ztunnel.json'), 'utf8')));
    const lists = Object.fromEntries(Object.entries(dump).map(([key, part]) => [key, Object.values(asMap(part))]));
    const cwd = tempFolder({
      'ztunnel.json': JSON.stringify({
        ...dump,
        ...lists,
        services: dump['services'],
        policies: dump['policies'],
        certificates: dump['certificates'],
      }),
    });
    expect(await meshctl(['zc', 'all', ...ZTUNNEL], cwd)).toEqual(await meshctl(['zc', 'all', ...ZTUNNEL]));
  });

  it('a bare list of proxies, as the debug page has it, is enough for proxy-status', async () => {
    const { resources } = asMap(JSON.parse(readFileSync(join(FIXTURES, 'syncz.json'), 'utf8')));
    const cwd = tempFolder({ 'syncz.json': JSON.stringify(resources) });
    expect((await meshctl(['ps', ...SYNCZ], cwd)).stdout).toContain('cart-1.shop     east        MISSING     1.30.0');
  });

  it.each([
    [['ps'], 64, 'no control plane is named'],
    [['ps', '--file', 'missing.json'], 66, 'no such file or folder'],
    [['ps', ...SYNCZ, '-o', 'csv'], 64, '"csv" is not an output format here'],
    [['zc', 'workload'], 64, 'no proxy is named'],
    [['zc', 'workload', '--node', 'n', ...ZTUNNEL], 64, 'more than one proxy is named'],
    [['zc', 'workload', '--file', 'goldens/cluster.txt'], 65, 'is not JSON'],
  ])('%j', async (words, status, text) => {
    const result = await meshctl(words);
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).toContain(text);
  });
});
