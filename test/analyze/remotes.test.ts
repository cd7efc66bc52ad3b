import { describe, expect, it } from 'vitest';
import { doc, docs, service, virtualService } from '../../src/analyze/example.ts';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

const WEB = service('shop/web', '{ports: [{name: http, port: 80}]}');
const ROUTE = virtualService('shop/web', '{hosts: [a.example.com], http: [{route: [{destination: {host: db}}]}]}');
const DB = service('shop/db', '{ports: [{name: tcp, port: 5432}]}');

async function analyze(args: readonly string[], remote: string) {
  const host = testHost({ cwd: tempFolder({ 'a.yaml': docs(WEB, ROUTE), 'east/b.yaml': remote }) });
  const status = await run(['analyze', 'a.yaml', '-o', 'json', ...args], host);
  const { findings } = JSON.parse(host.written() || '{"findings": []}') as {
    readonly findings: readonly {
      code: string;
      level: string;
      message: string;
      origin: { file: string; cluster?: string };
    }[];
  };
  return {
    status,
    stderr: host.complained(),
    found: findings.map(({ code, origin }) => `${code} ${origin.file}`),
    findings,
  };
}

describe('--remote-files', () => {
  it('shows the Services of other clusters', async () => {
    expect((await analyze([], DB)).found).toEqual(['IST0101 a.yaml']);
    expect(await analyze(['--remote-files', 'east=east/'], DB)).toMatchObject({ status: 0, found: [] });
  });

  it('tells Services that are not the same in all clusters, in the first one', async () => {
    const other = docs(DB, WEB.replace('port: 80', 'port: 81'));
    const { findings } = await analyze(['--remote-files', 'east=east/'], other);
    expect(findings).toMatchObject([{ code: 'IST0170', origin: { file: 'a.yaml', cluster: 'Kubernetes' } }]);
    expect(findings[0]?.message).toContain('"Kubernetes", "east"');
  });

  it('takes no configuration of the mesh from them, and checks it all the same', async () => {
    const gateway = doc('networking.istio.io/v1', 'Gateway', 'shop/edge', 'spec: {selectr: {a: b}}');
    const { found } = await analyze(['--remote-files', 'east=east/'], docs(DB, gateway));
    expect(found.filter((text) => !text.startsWith('MSH2'))).toEqual([]);
    expect(found).toContain('MSH2901 east/b.yaml');
  });

  it.each(['east', '=east', 'east=', 'Kubernetes=east'])('refuses %s', async (value) => {
    expect((await analyze(['--remote-files', value], DB)).status).toBe(64);
  });

  it('ends with 66 for files that are not there', async () => {
    expect((await analyze(['--remote-files', 'east=absent', '-S', 'IST0101=*'], DB)).status).toBe(66);
  });
});
