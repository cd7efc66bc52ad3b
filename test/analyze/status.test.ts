import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doc, docs, service, virtualService } from '../../src/analyze/example.ts';
import { run } from '../../src/cli/run.ts';
import { FINDING_FORMATS } from '../../src/output/finding-formats.ts';
import { testHost } from '../support/host.ts';
import { schemaMistakes } from '../support/json-schema.ts';
import { ROOT } from '../support/paths.ts';
import { tempFolder } from '../support/temp.ts';

const WEB = service('shop/web', '{ports: [{name: http, port: 80}]}');
const FILES = {
  'good.yaml': docs(WEB, virtualService('shop/web', '{hosts: [web], http: [{route: [{destination: {host: web}}]}]}')),
  'error.yaml': docs(
    WEB.replace('name: web', 'name: api'),
    virtualService('shop/api', '{hosts: [api], http: [{route: [{destination: {host: apy}}]}]}'),
  ),
  'warning.yaml': virtualService(
    'shop/slow',
    '{hosts: [slow.example.com], gateways: [mesh], http: [{timeout: 1s, retries: {attempts: 3, perTryTimeout: 1s}, route: [{destination: {host: web}}]}]}',
  ),
  'note.yaml': virtualService('shop/far', '{hosts: [a.example.com], http: [{route: [{destination: {host: a.far}}]}]}'),
  'broken.yaml': 'kind: [\n',
  'binary.yaml': '\u0000\u0001'.repeat(8),
};

async function analyze(args: readonly string[]) {
  const host = testHost({ cwd: tempFolder(FILES) });
  const status = await run(['analyze', ...args], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

const good = 'good.yaml';
/** What is read, at which threshold, and the status. */
const STATUSES: readonly (readonly [paths: string, threshold: string, status: number])[] = [
  ['good.yaml', 'info', 0],
  ['error.yaml', 'error', 79],
  ['warning.yaml good.yaml', 'error', 0],
  ['warning.yaml good.yaml', 'warning', 79],
  ['note.yaml', 'warning', 0],
  ['note.yaml', 'info', 79],
  ['good.yaml broken.yaml', 'error', 65],
  ['error.yaml broken.yaml', 'error', 79],
  ['warning.yaml good.yaml broken.yaml', 'error', 65],
  ['warning.yaml good.yaml broken.yaml', 'warning', 79],
  ['good.yaml binary.yaml', 'error', 65],
  ['absent.yaml', 'error', 66],
  ['good.yaml absent.yaml', 'error', 66],
  ['broken.yaml absent.yaml', 'error', 65],
  ['error.yaml absent.yaml', 'error', 79],
];

describe('the status of a run', () => {
  it.each(STATUSES)('of %s at %s is %i in every format', async (paths, threshold, status) => {
    const found: Record<string, number> = {};
    for (const format of FINDING_FORMATS) {
      const args = [...paths.split(' '), '--failure-threshold', threshold, '-o', format];
      found[format] = (await analyze(args)).status;
    }
    expect(found).toEqual(Object.fromEntries(FINDING_FORMATS.map((format) => [format, status])));
  });

  it.each(STATUSES)('of %s at %s is 0 where that is asked for', async (paths, threshold) => {
    expect((await analyze([...paths.split(' '), '--failure-threshold', threshold, '--exit-zero'])).status).toBe(0);
  });

  it('does not depend on what is shown', async () => {
    const { status, stdout } = await analyze([
      'error.yaml',
      '--output-threshold',
      'error',
      '--failure-threshold',
      'info',
    ]);
    expect(status).toBe(79);
    expect(stdout).toContain('IST0101');
    expect((await analyze(['note.yaml', '--output-threshold', 'error', '--failure-threshold', 'info'])).status).toBe(
      79,
    );
  });

  it('leaves out files that cannot be read where that is asked for, and shows them all the same', async () => {
    const ignoring = await analyze([good, 'broken.yaml', '--ignore-unknown']);
    expect(ignoring.status).toBe(0);
    expect(ignoring.stdout).toContain('MSH0001');
    expect((await analyze(['error.yaml', 'broken.yaml', '--ignore-unknown'])).status).toBe(79);
  });

  it('shows what is found in the good files beside a broken one', async () => {
    const { stdout } = await analyze(['broken.yaml', 'error.yaml', '-o', 'json']);
    const { findings, summary } = JSON.parse(stdout) as {
      readonly findings: readonly { readonly code: string }[];
      readonly summary: Readonly<Record<string, number>>;
    };
    expect(findings.map(({ code }) => code)).toEqual(['MSH0001', 'IST0101']);
    expect(summary).toEqual({ error: 2, warning: 0, info: 0, files: 2, resources: 2 });
  });
});

describe('SARIF', () => {
  const schema: unknown = JSON.parse(
    readFileSync(join(ROOT, 'fixtures', 'analyze', 'sarif-2.1.0.schema.json'), 'utf8'),
  );

  it.each([['good.yaml'], ['.'], ['absent.yaml'], ['error.yaml warning.yaml']])(
    'is what its schema has: %s',
    async (paths) => {
      const { stdout } = await analyze([...paths.split(' '), '-o', 'sarif']);
      expect(schemaMistakes(schema, JSON.parse(stdout))).toEqual([]);
    },
  );

  it('would not be with a mistake in it', async () => {
    const { stdout } = await analyze(['error.yaml', '-o', 'sarif']);
    const wrong = (from: string | RegExp, to: string) => schemaMistakes(schema, JSON.parse(stdout.replace(from, to)));
    expect(wrong('"level": "error"', '"level": "fatal"')).toHaveLength(1);
    expect(wrong(/"startLine": \d+/, '"startLine": 0')).toHaveLength(1);
    expect(wrong('"tool"', '"tols"')).toHaveLength(2);
    expect(wrong('error.yaml', 'a b.yaml')).toHaveLength(1);
  });
});

describe('what a run tells of itself', () => {
  it('has the analyzers that ran and what each found, when asked', async () => {
    const { stderr } = await analyze(['error.yaml', '-v']);
    expect(stderr).toMatch(/^ran \d+ analyzers:\n/);
    expect(stderr).toContain('  route-hosts: 1\n');
    expect(stderr).toContain('  retry-budget: 0\n');
  });

  it('refuses levels of codes there are not', async () => {
    const { status, stderr } = await analyze([good, '--level', 'MSH3O01=off']);
    expect(status).toBe(64);
    expect(stderr).toContain('did you mean MSH3001?');
    expect((await analyze([good, '--level', 'IST0143=off'])).status).toBe(0);
  });
});

describe('the configuration of the control plane among the files', () => {
  const config = (data: string): string => doc('v1', 'ConfigMap', 'istio-system/istio', `data: ${data}`);
  const found = async (text: string): Promise<readonly string[]> => {
    const host = testHost({ cwd: tempFolder({ 'a.yaml': text }) });
    await run(['analyze', 'a.yaml', '-o', 'json'], host);
    const { findings } = JSON.parse(host.written()) as {
      readonly findings: readonly { code: string; level: string; range: { start: { line: number } } }[];
    };
    return findings.map(({ code, level, range }) => `${level} ${code}:${range.start.line}`);
  };
  const NETWORKS = 'networks: {one: {endpoints: [{fromRegistry: east}]}}';
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: istio-system, labels: {istio/multiCluster: "true"}}\nstringData: {west: a}\n';

  it('has networks', async () => {
    expect(await found(config(`{meshNetworks: "${NETWORKS}"}`))).toEqual(['info IST0126:4']);
    expect(await found(docs(config(`{meshNetworks: "${NETWORKS}"}`), secret))).toEqual(['error IST0126:4']);
    expect(await found(docs(config(`{meshNetworks: "${NETWORKS.replace('east', 'west')}"}`), secret))).toEqual([]);
  });

  it('is told of where it cannot be read', async () => {
    expect(await found(config('{mesh: "a: ["}'))).toEqual(['error MSH3042:4']);
    expect(await found(config('{mesh: "- a"}'))).toEqual(['error MSH3042:4']);
    expect(await found(config('{mesh: "rootNamespace: a", meshNetworks: ""}'))).toEqual([]);
  });
});
