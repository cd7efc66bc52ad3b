import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

const files = { 'a.yaml': deployment('a'), 'b.yaml': deployment('b'), 'open.yaml': deployment('c').trimEnd() };

describe('where the output goes', () => {
  it('makes a folder of a new name without an extension when there are several files', async () => {
    const cwd = tempFolder(files);
    const { status } = await meshctl(['inject', '-f', 'a.yaml', '-f', 'b.yaml', '-o', 'injected'], { cwd });
    expect({ status, files: readdirSync(join(cwd, 'injected')) }).toEqual({ status: 0, files: ['a.yaml', 'b.yaml'] });
  });

  it('makes a file of it when there is one, and of a name with an extension', async () => {
    const cwd = tempFolder(files);
    await meshctl(['inject', '-f', 'a.yaml', '-o', 'one'], { cwd });
    await meshctl(['inject', '-f', 'a.yaml', '-f', 'b.yaml', '-o', 'both.yaml'], { cwd });
    expect(readFileSync(join(cwd, 'one'), 'utf8')).toContain('name: a');
    expect(readFileSync(join(cwd, 'both.yaml'), 'utf8').match(/^---$/gm)).toHaveLength(1);
  });

  it('ends the last line of a file before the next one', async () => {
    const cwd = tempFolder(files);
    const { stdout } = await meshctl(['inject', '-f', 'open.yaml', '-f', 'a.yaml'], { cwd });
    expect(stdout).toMatch(/\n---\napiVersion: apps\/v1\nkind: Deployment\nmetadata: \{name: a\}/);
    expect(stdout.match(/kind: Deployment/g)).toHaveLength(2);
  });

  it.each([['json'], ['patch'], ['diff']])('puts all files into one output of -o %s', async (format) => {
    const cwd = tempFolder(files);
    const { status, stdout } = await meshctl(['inject', '-f', 'a.yaml', '-f', 'b.yaml', '-o', format], { cwd });
    expect(status).toBe(0);
    expect(stdout.match(/^patches:$|^ {2}"kind": "List",$/gm) ?? []).toHaveLength(format === 'diff' ? 0 : 1);
    expect(stdout.match(/^--- a\//gm) ?? []).toHaveLength(format === 'diff' ? 2 : 0);
  });

  it('says so when there is nothing to patch', async () => {
    const cwd = tempFolder({ 's.yaml': 'kind: Service\napiVersion: v1\n' });
    expect((await meshctl(['inject', '-f', 's.yaml', '-o', 'patch'], { cwd })).stdout).toBe('patches: []\n');
  });

  it.each([
    [['-o', 'sarif'], '"sarif" is not an output format here', '-o ./sarif'],
    [['-o', 'jsn'], '"jsn" is not an output format', 'did you mean "json"?'],
    [['--patch-type', 'strategic'], '--patch-type strategic is for -o patch', 'add -o patch'],
  ])('takes %j for a mistake', async (flags, message, hint) => {
    const cwd = tempFolder(files);
    const { status, stderr } = await meshctl(['inject', '-f', 'a.yaml', ...flags], { cwd });
    expect(status).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(files).sort());
  });

  it('refuses a path below a file', async () => {
    const cwd = tempFolder(files);
    const { status } = await meshctl(['inject', '-f', 'a.yaml', '-o', 'b.yaml/x.yaml'], { cwd });
    expect(status).toBeGreaterThan(0);
    expect(existsSync(join(cwd, 'b.yaml/x.yaml'))).toBe(false);
  });

  it.each([
    ['inject', 'ymal', 'yaml'],
    ['inject', 'jsn', 'json'],
    ['inject', 'YAML', 'yaml'],
    ['inject', 'dif', 'diff'],
    ['uninject', 'josn', 'json'],
  ])('%s -o %s is not taken for a file', async (command, word, meant) => {
    const cwd = tempFolder(files);
    const { status, stderr } = await meshctl([command, '-f', 'a.yaml', '-o', word], { cwd });
    expect(status).toBe(64);
    expect(stderr).toContain(`did you mean "${meant}"? A file of that name is -o ./${word}`);
    expect(readdirSync(cwd)).toEqual(Object.keys(files).sort());
  });

  it.each([['./ymal'], ['ymal.out'], ['injected'], ['sub/jsn']])('-o %s is a path', async (path) => {
    const cwd = tempFolder({ ...files, 'sub/x': '' });
    const { status } = await meshctl(['inject', '-f', 'a.yaml', '-o', path], { cwd });
    expect(status).toBe(0);
    expect(readFileSync(join(cwd, path), 'utf8')).toContain('istio-proxy');
  });

  it('takes any name that is given with --out', async () => {
    const cwd = tempFolder(files);
    expect((await meshctl(['inject', '-f', 'a.yaml', '--out', 'ymal'], { cwd })).status).toBe(0);
  });
});
