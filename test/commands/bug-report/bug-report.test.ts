import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { archiveNames, readFromArchive } from '../../../src/io/archive.ts';
import { adminPort } from '../../support/admin-pages.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';
import { tempFolder } from '../../support/temp.ts';

const SECRET = `apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
stringData: {password: hunter2}
`;

async function report(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const cwd = tempFolder(files);
  const host = testHost({ cwd, env: { HOME: cwd } });
  const status = await run(['bug-report', ...args], host);
  const read = async (file: string) =>
    Buffer.from(
      (await readFromArchive('meshctl-bug-report.tar.gz', `meshctl-bug-report/${file}`, host)) ?? [],
    ).toString();
  return { status, host, cwd, read };
}

describe('meshctl bug-report', () => {
  it('packs versions, doctor, settings and files, and nothing that is secret', async () => {
    const files = {
      'mesh/secret.yaml': SECRET,
      'envoy.log': 'authorization: Bearer abcdefgh12345\n',
      '.meshctl.yaml': 'failure-threshold: warning\n',
    };
    const { status, host, read } = await report(files, '-f', 'mesh', '--file', 'envoy.log', '-o', 'json');
    expect(status).toBe(0);
    expect(await archiveNames('meshctl-bug-report.tar.gz', host)).toEqual(
      ['report.json', 'doctor.json', 'settings.json', 'files/1/envoy.log', 'manifests/mesh/secret.yaml'].map(
        (name) => `meshctl-bug-report/${name}`,
      ),
    );
    expect(await read('manifests/mesh/secret.yaml')).toBe(SECRET.replace('hunter2', '"[redacted]"'));
    expect(await read('files/1/envoy.log')).toBe('authorization: Bearer [redacted]\n');
    expect(await read('settings.json')).toContain('failure-threshold');
    const list = JSON.parse(host.written());
    expect(JSON.parse(await read('report.json'))).toEqual(list);
    expect(list).toMatchObject({
      kind: 'BugReport',
      created: '2020-01-01T00:00:00.000Z',
      redactions: [
        { what: 'credentials', count: 1 },
        { what: 'value of a Secret', count: 1 },
      ],
      problems: [],
    });
  });

  it('is for its owner alone', async () => {
    const { cwd } = await report({}, '--out', 'mine.tar.gz');
    expect(statSync(join(cwd, 'mine.tar.gz')).mode & 0o777).toBe(0o600);
  });

  it('says in a table what was blanked where', async () => {
    const { host } = await report({ 'a.yaml': SECRET }, '-f', 'a.yaml');
    expect(host.written()).toMatch(/^FILE +BYTES +BLANKED\n/);
    expect(host.written()).toMatch(/^manifests\/a\.yaml +\d+ +1 × value of a Secret$/m);
    expect(host.complained()).toContain('wrote meshctl-bug-report.tar.gz; look through it before you send it');
  });

  it('has the pages of proxies, which tui and stats read from it', async () => {
    const dump = readFileSync(join(ROOT, 'fixtures/envoy/shop.config_dump.json'), 'utf8');
    const address = await adminPort({ config_dump: dump });
    const { status, host, cwd } = await report({}, address);
    expect(status).toBe(0);
    expect(await archiveNames('meshctl-bug-report.tar.gz', host)).toContain(
      `meshctl-bug-report/proxies/${address.replace(':', '_')}/config_dump.json`,
    );
    const reader = testHost({ cwd });
    expect(await run(['tui', 'meshctl-bug-report.tar.gz', '--once', '--view', 'config'], reader)).toBe(0);
  });

  it('goes on without a proxy that does not answer, and says so', async () => {
    const { status, host, read } = await report({}, '127.0.0.1:1');
    expect(status).toBe(0);
    expect(host.complained()).toMatch(/^127\.0\.0\.1:1: /m);
    expect(JSON.parse(await read('report.json')).problems).toHaveLength(1);
  });

  it.each([
    [['nonsense'], 64],
    [['--file', 'none.txt'], 66],
  ])('ends %j with %d, and writes nothing', async (args, status) => {
    const result = await report({}, ...args);
    expect(result.status).toBe(status);
    expect(() => statSync(join(result.cwd, 'meshctl-bug-report.tar.gz'))).toThrow();
  });
});
