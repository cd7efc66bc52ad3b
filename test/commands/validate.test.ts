import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';
import { DATA, dataOf, textOf } from '../validate/cases.ts';

const GOOD = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: good, namespace: shop}
spec: {host: good}
`;
const BAD = GOOD.replaceAll('good', 'bad').replace('host: bad', 'host: a_b');
const WARNS = `${GOOD.trimEnd().slice(0, -1)}, trafficPolicy: {outlierDetection: {consecutiveErrors: 1}}}\n`;
const BROKEN = 'kind: [\n';

/** Runs `meshctl validate` in a folder of these files. */
async function validate(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  stdin: string | Uint8Array = '',
) {
  const host = testHost({ cwd: tempFolder(files), stdin });
  const status = await run(['validate', ...args], host);
  return { status, stdout: host.written(), stderr: host.complained() };
}

const list = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);

describe('validate', () => {
  it('says on standard error that all is well', async () => {
    const { status, stdout, stderr } = await validate(['-f', 'a.yaml'], { 'a.yaml': GOOD });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '',
      stderr: 'no findings in 1 object of 1 file\n',
    });
  });

  it('shows the line of a finding, and ends with status 79', async () => {
    const { status, stdout } = await validate(['-f', 'bad.yaml'], { 'bad.yaml': BAD });
    expect(status).toBe(79);
    expect(stdout).toMatchInlineSnapshot(`
      "bad.yaml:4:14: error MSH2008 host "a_b" is not a domain name: the part "a_b" is not a DNS label
        4 | spec: {host: a_b}
          |              ^^^
          Use letters, digits and inner dashes, at most 63 of them between two dots; a wildcard is the whole first part.
      "
    `);
  });

  it.each(['json', 'yaml', 'sarif', 'github', 'junit', 'codeclimate'])('has the same status for %s', async (format) => {
    expect((await validate(['-f', 'bad.yaml', '-o', format], { 'bad.yaml': BAD })).status).toBe(79);
    expect((await validate(['-f', 'good.yaml', '-o', format], { 'good.yaml': GOOD })).status).toBe(0);
  });

  it('names the layers that see a mistake', async () => {
    const { findings, summary } = list(await validate(['-f', 'bad.yaml', '-o', 'json'], { 'bad.yaml': BAD }));
    expect(findings).toMatchObject([{ layer: 'rules', path: ['spec', 'host'], origin: { resource: { name: 'bad' } } }]);
    expect(summary).toEqual({ error: 1, warning: 0, info: 0, files: 1, resources: 1 });
  });

  it('gives one list when several layers see one mistake', async () => {
    const text = GOOD.replace('host: good', 'host: 5');
    const { findings } = list(await validate(['-f', 'a.yaml', '-o', 'json'], { 'a.yaml': text }));
    expect(findings).toMatchObject([{ code: 'MSH2902', layer: 'structure', layers: ['structure', 'rules'] }]);
  });

  it('looks with the layers asked for only', async () => {
    const files = { 'bad.yaml': BAD };
    expect((await validate(['-f', 'bad.yaml', '--layers', 'structure,cel'], files)).status).toBe(0);
    expect((await validate(['-f', 'bad.yaml', '--layers', 'rules'], files)).status).toBe(79);
  });

  it('passes warnings, unless they are asked to fail', async () => {
    const files = { 'w.yaml': WARNS };
    expect((await validate(['-f', 'w.yaml'], files)).status).toBe(0);
    expect((await validate(['-f', 'w.yaml', '--strict'], files)).status).toBe(79);
    expect((await validate(['-f', 'w.yaml', '--failure-threshold', 'Warning'], files)).status).toBe(79);
  });

  it('shows the last line of a document that ends too early', async () => {
    const { stdout } = await validate(['-f', 'a.yaml'], { 'a.yaml': `${BROKEN}---\n${GOOD}` });
    expect(stdout).toContain('\n  1 | kind: [\n    |        ^\n');
  });

  it('goes on behind a document that cannot be read', async () => {
    const text = `${BROKEN}---\n${BAD}`;
    const { findings } = list(await validate(['-f', 'a.yaml', '-o', 'json'], { 'a.yaml': text }));
    expect(findings.map(({ code }: { readonly code: string }) => code)).toEqual(['MSH0001', 'MSH2008']);
  });

  it('ends with 65 for input that cannot be read, and 66 for what is not there; a finding is more than both', async () => {
    const files = { 'broken.yaml': BROKEN, 'good.yaml': GOOD, 'bad.yaml': BAD };
    expect((await validate(['-f', 'broken.yaml,good.yaml'], files)).status).toBe(65);
    expect((await validate(['-f', 'absent.yaml', '-f', 'good.yaml'], files)).status).toBe(66);
    expect((await validate(['-f', 'absent.yaml', '-f', 'broken.yaml'], files)).status).toBe(65);
    expect((await validate(['-f', 'absent.yaml', '-f', 'bad.yaml'], files)).status).toBe(79);
  });

  it('reports a missing file and looks at the others', async () => {
    const { findings } = list(await validate(['-f', 'absent.yaml,bad.yaml', '-o', 'json'], { 'bad.yaml': BAD }));
    expect(findings.map(({ code }: { readonly code: string }) => code)).toEqual(['MSH0005', 'MSH2008']);
  });

  it('goes on behind a file of a folder that cannot be read, and names it', async () => {
    const cwd = tempFolder({ 'in/a.yaml': BAD, 'in/c.yaml': WARNS });
    symlinkSync(join(cwd, 'nowhere'), join(cwd, 'in/b.yaml'));
    const host = testHost({ cwd });
    expect(await run(['validate', '-f', 'in', '-o', 'json'], host)).toBe(79);
    const { findings } = list({ stdout: host.written() });
    const named = findings.map(({ code, origin }: Pick<Diagnostic, 'code' | 'origin'>) => [code, origin.file]);
    expect(named).toEqual([
      ['MSH2008', 'in/a.yaml'],
      ['MSH0005', 'in/b.yaml'],
      ['MSH2210', 'in/c.yaml'],
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('reports a file it may not read (skipped for root, who may)', async () => {
    const cwd = tempFolder({ 'a.yaml': BAD, 'b.yaml': GOOD });
    chmodSync(join(cwd, 'a.yaml'), 0);
    const host = testHost({ cwd });
    expect(await run(['validate', '-f', 'a.yaml,b.yaml', '-o', 'json'], host)).toBe(65);
    expect(list({ stdout: host.written() })).toMatchObject({ findings: [{ code: 'MSH0005' }], summary: { files: 2 } });
  });

  it('speaks of what it cannot read as of everything else', async () => {
    const files = { 'a.yaml': BROKEN, 'b.yaml': 'a: 1\na: 2\n', 'c.yaml': 'a\0' };
    const { findings } = list(await validate(['-f', '.', '-o', 'json', '--layers', 'cel'], files));
    const read = findings.filter(({ code }: Diagnostic) => code.startsWith('MSH00'));
    expect(read.map(({ message }: Diagnostic) => message)).toEqual([
      'unexpected end of the stream within a flow collection',
      'the key "a" is given again below; this one has no effect',
      'the file has a NUL character',
    ]);
  });

  it('finds files in folders and by globs, and reads standard input', async () => {
    const files = { 'a/bad.yaml': BAD, 'a/b/bad.json': JSON.stringify({ apiVersion: 'v1' }), 'a/skip.txt': BAD };
    expect(list(await validate(['-f', 'a', '-o', 'json'], files)).summary).toMatchObject({ files: 2, error: 2 });
    expect(list(await validate(['-f', 'a/{bad,b}*.yaml', '-o', 'json'], files)).summary).toMatchObject({ files: 1 });
    expect((await validate(['-f', '-'], {}, BAD)).stdout).toContain('-:4:14: error');
  });

  it('has nothing to read in empty input, whatever the format', async () => {
    expect(await validate(['-f', '-'])).toMatchObject({
      status: 66,
      stdout: expect.stringContaining('-: error MSH0005 standard input is empty'),
    });
    const { status, stdout } = await validate(['-f', 'a.yaml', '-o', 'json'], { 'a.yaml': '\n' });
    expect({ status, codes: list({ stdout }).findings.map(({ code }: Diagnostic) => code) }).toEqual({
      status: 66,
      codes: ['MSH0005'],
    });
    expect((await validate(['-f', 'a.yaml', '-f', 'b.yaml'], { 'a.yaml': '', 'b.yaml': GOOD })).status).toBe(0);
  });

  it('leaves out of folders what --exclude names', async () => {
    const files = { 'd/good.yaml': GOOD, 'd/chart/templates/bad.yaml': BAD, 'd/values-dev.yaml': 'a: 1\n' };
    const excluding = (...patterns: readonly string[]) =>
      validate(['-f', 'd', ...patterns.flatMap((pattern) => ['--exclude', pattern])], files);
    expect((await excluding()).status).toBe(79);
    expect(await excluding('templates', 'values*.yaml')).toMatchObject({
      status: 0,
      stderr: 'no findings in 1 object of 1 file\n',
    });
    expect((await excluding('.', '*.yaml')).status).toBe(66);
    const settings = 'validate:\n  exclude: [chart, "values*"]\n';
    expect((await validate(['-f', 'd'], { ...files, '.meshctl.yaml': settings })).status).toBe(0);
    expect((await validate(['-f', 'd/chart/templates/bad.yaml', '--exclude', 'chart'], files)).status).toBe(79);
  });

  it('says of a template that it is one', async () => {
    const advice = 'helm template ./chart | meshctl validate -f -';
    for (const template of [
      '{{- if .Values.mesh }}\nkind: Pod\n{{- end }}\n',
      GOOD.replace('host: good', 'host: {{ .Values.host }}'),
      GOOD.replace('spec:', '  {{- include "labels" . | nindent 4 }}\nspec:'),
    ]) {
      const { status, stdout } = await validate(['-f', 'a.yaml'], { 'a.yaml': template });
      expect({ status, stdout }).toEqual({ status: 65, stdout: expect.stringContaining(advice) });
    }
    expect((await validate(['-f', 'a.yaml'], { 'a.yaml': BROKEN })).stdout).not.toContain(advice);
  });

  it('takes a kind that its group does not have for an error', async () => {
    const { status, stdout } = await validate(['-f', 'a.yaml'], { 'a.yaml': GOOD.replace('Rule', 'Ruel') });
    expect({ status, stdout }).toEqual({
      status: 79,
      stdout: expect.stringContaining('Did you mean "DestinationRule"?'),
    });
  });

  it('looks into lists, also of JSON', async () => {
    const item = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'g' }, spec: {} };
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item] });
    const { findings } = list(await validate(['-f', 'l.json', '-o', 'json'], { 'l.json': text }));
    expect(findings).toMatchObject([
      { path: ['items', 0, 'spec', 'servers'], origin: { resource: { kind: 'Gateway' } } },
    ]);
  });

  it('says what is no object, also in a list', async () => {
    const text = 'just text\n---\nkind: A\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1}\n';
    const { findings } = list(await validate(['-f', 'a.yaml', '-o', 'json'], { 'a.yaml': text }));
    expect(findings).toMatchObject([
      { code: 'MSH2911', message: 'the document is not a mapping', range: { start: { line: 1 } } },
      { code: 'MSH2911', message: 'the object has no apiVersion', range: { start: { line: 3 } } },
      { code: 'MSH2911', message: 'the object has no kind', range: { start: { line: 8 } } },
    ]);
  });

  it('takes keys said twice for errors', async () => {
    const text = GOOD.replace('{host: good}', '{host: a, host: good}');
    const { findings } = list(await validate(['-f', 'a.yaml', '-o', 'json'], { 'a.yaml': text }));
    expect(findings).toMatchObject([{ code: 'MSH0003', level: 'error' }]);
  });

  it('uses the namespace given for objects without one', async () => {
    const text = GOOD.replace(', namespace: shop', '').replace('{host: good}', '{host: good, exportTo: [., team]}');
    expect((await validate(['-f', 'a.yaml', '-n', 'team'], { 'a.yaml': text })).status).toBe(79);
    expect((await validate(['-f', 'a.yaml', '-n', 'other'], { 'a.yaml': text })).status).toBe(0);
  });

  it('refuses what it does not understand', async () => {
    expect((await validate([])).status).toBe(64);
    expect((await validate(['good.yaml'])).status).toBe(64);
    expect((await validate(['-f', 'a', '--layers', 'crd'])).stderr).toContain('it is one of structure, cel, rules');
    expect((await validate(['-f', 'a', '--failure-threshold', 'fatal'])).status).toBe(64);
    expect((await validate(['--nope'])).status).toBe(64);
  });

  it('tells what it did not check', async () => {
    const text = `${GOOD}---\napiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n`;
    const { stderr } = await validate(['-f', 'a.yaml'], { 'a.yaml': text });
    expect(stderr).toBe('no findings in 2 objects of 1 file; not checked: Widget (1)\n');
  });
});

/** A command line of the comparison data. */
interface CommandLine {
  readonly id: string;
  readonly args: readonly string[];
  readonly stdinFile?: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const { cases: lines } = dataOf<{ readonly cases: readonly CommandLine[] }>('cli.json', { cases: [] });

/** istioctl's layout without the words, which are ours. */
const layout = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) =>
      line.replace(/^(\t\* \S+: ).*/, '$1…').replace(/^(\t\* (?:failed to decode|cannot stat) file).*/, '$1…'),
    );

describe.skipIf(DATA === undefined)('--compat istioctl (skipped without comparison data)', () => {
  it.each(lines)('$id', async ({ args, stdinFile, exitCode, stdout, stderr }) => {
    const stdin = stdinFile === undefined ? '' : textOf(join('cli', stdinFile));
    const host = testHost({ cwd: join(DATA ?? '', 'cli'), stdin });
    const status = await run([...args, '--compat', 'istioctl', '--layers', 'rules'], host);
    expect(status).toBe(exitCode);
    expect(host.written()).toBe(stdout);
    // How a bad command line is told is meshctl's own.
    if (exitCode !== 64) expect(layout(host.complained())).toEqual(layout(stderr));
  });
});
