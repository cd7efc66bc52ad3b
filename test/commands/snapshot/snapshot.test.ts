import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { FIXTURES } from '../../envoy/support/shop.ts';
import { adminPort } from '../../support/admin-pages.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const PAGES: Readonly<Record<string, string>> = {
  config_dump: readFileSync(join(FIXTURES, 'shop.config_dump.json'), 'utf8'),
  clusters: readFileSync(join(FIXTURES, 'shop.clusters.json'), 'utf8'),
  ready: 'LIVE\n',
};

async function meshctl(cwd: string, ...words: readonly string[]) {
  const host = testHost({ cwd });
  const status = await run(words, host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

describe('snapshot', () => {
  it('saves what there is, in a folder the other commands read', async () => {
    const cwd = tempFolder();
    const result = await meshctl(cwd, 'snapshot', '--admin', await adminPort(PAGES), '--out', 'before');
    expect(result).toMatchObject({ status: 0, stdout: '' });
    expect(result.stderr).toContain('without stats.json');
    expect(result.stderr).toContain(`wrote ${join('before', 'ready.txt')}\n`);
    expect(readdirSync(join(cwd, 'before')).sort()).toEqual(['clusters.json', 'config_dump.json', 'ready.txt']);
    const table = await meshctl(FIXTURES, 'pc', 'c', '--file', 'shop.config_dump.json');
    expect(await meshctl(cwd, 'pc', 'c', '--file', 'before')).toEqual(table);
  });

  it('saves no private key', async () => {
    const cwd = tempFolder();
    await meshctl(cwd, 'snapshot', '--admin', await adminPort(PAGES));
    const saved = readFileSync(join(cwd, 'snapshot', 'config_dump.json'), 'utf8');
    expect(saved).not.toContain('this stands where');
    expect(saved).toContain('[redacted]');
  });

  it('gives every proxy of several a folder', async () => {
    const cwd = tempFolder();
    const [a, b] = [await adminPort(PAGES), await adminPort(PAGES)];
    await meshctl(cwd, 'snapshot', '--admin', a, '--admin', b);
    expect(readdirSync(join(cwd, 'snapshot')).sort()).toEqual([a, b].map((name) => name.replace(':', '_')).sort());
  });

  it.each(['<html>who are you?</html>', '{"configs":[', '{"a":1}'])(
    'writes nothing when %s comes for the dump',
    async (page) => {
      const cwd = tempFolder();
      const port = await adminPort({ ...PAGES, config_dump: page });
      expect(await meshctl(cwd, 'snapshot', '--admin', port)).toMatchObject({ status: 65, stdout: '' });
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  it('writes nothing when a proxy has no config dump', async () => {
    const cwd = tempFolder();
    const ports = ['--admin', await adminPort(PAGES), '--admin', await adminPort({})];
    expect(await meshctl(cwd, 'snapshot', ...ports)).toMatchObject({ status: 66 });
    expect(readdirSync(cwd)).toEqual([]);
  });
});
