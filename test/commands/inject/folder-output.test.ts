import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathsInFolder } from '../../../src/commands/inject/folder-output.ts';
import { UsageError } from '../../../src/model/errors.ts';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

const tree = {
  'deploy/web/app.yaml': deployment('web'),
  'deploy/api/app.yaml': deployment('api'),
  'deploy/api/old/app.yaml': deployment('old'),
  'other.yaml': deployment('other'),
};

const files = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe('an output folder', () => {
  it('has the files of a folder where they were in it', async () => {
    const cwd = tempFolder(tree);
    const { status, stderr } = await meshctl(['inject', '-f', 'deploy', '-o', 'out'], { cwd });
    expect(status).toBe(0);
    expect(files(join(cwd, 'out'))).toEqual(['api/app.yaml', 'api/old/app.yaml', 'web/app.yaml']);
    expect(readFileSync(join(cwd, 'out/web/app.yaml'), 'utf8')).toContain('name: web');
    expect(stderr).toContain('wrote out/api/old/app.yaml\n');
  });

  it('takes uninjected files the same way', async () => {
    const cwd = tempFolder(tree);
    await meshctl(['inject', '-f', 'deploy', '-o', 'out'], { cwd });
    const { status } = await meshctl(['uninject', '-f', 'out', '-o', 'back/'], { cwd });
    expect(status).toBe(0);
    for (const [name, text] of Object.entries(tree).slice(0, 3))
      expect(readFileSync(join(cwd, name.replace('deploy', 'back')), 'utf8')).toBe(text);
  });

  it('is not there, and none in it, when a file cannot be written', async () => {
    const cwd = tempFolder({ ...tree, 'there/web/app.yaml/x.txt': '' });
    const { status, stderr } = await meshctl(['inject', '-f', 'deploy', '-o', 'there'], { cwd });
    expect(status).toBe(64);
    expect(stderr).toContain('nothing was written\n');
    expect(files(join(cwd, 'there'))).toEqual(['web/app.yaml/x.txt']);
    expect(existsSync(join(cwd, 'there/api'))).toBe(false);
  });

  it('stays away when two inputs would be one file', async () => {
    const cwd = tempFolder({ 'stdin.yaml': deployment('file') });
    const { status } = await meshctl(['inject', '-f', '-', '-f', 'stdin.yaml', '-o', 'new/'], {
      cwd,
      stdin: deployment('piped'),
    });
    expect(status).toBe(64);
    expect(existsSync(join(cwd, 'new'))).toBe(false);
  });
});

describe('paths in an output folder', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['one file', ['a/b/c.yaml'], ['o/c.yaml']],
    ['files side by side', ['a/b.yaml', 'a/c.yaml'], ['o/b.yaml', 'o/c.yaml']],
    [
      'files on several levels',
      ['a/b.yaml', 'a/c/b.yaml', '/w/a/d/e/b.yaml'],
      ['o/b.yaml', 'o/c/b.yaml', 'o/d/e/b.yaml'],
    ],
    ['folders of which one begins as the other', ['ab/x.yaml', 'a/x.yaml'], ['o/ab/x.yaml', 'o/a/x.yaml']],
    ['files with nothing in common', ['/x/a.yaml', '../y/a.yaml'], ['o/x/a.yaml', 'o/y/a.yaml']],
    ['standard input', ['-', 'a/b.yaml'], ['o/stdin.yaml', 'o/b.yaml']],
    ['a URL', ['https://example.com/x/app.yaml?raw=1#top', 'a/b.yaml'], ['o/app.yaml', 'o/b.yaml']],
  ])('%s', (_name, names, expected) => {
    expect(pathsInFolder(names, 'o', '/w')).toEqual(expected);
  });

  it('refuses two inputs that would be one file, with both names', () => {
    expect(() => pathsInFolder(['https://example.com/a.yaml', 'a.yaml'], 'o', '/w')).toThrow(UsageError);
    expect(() => pathsInFolder(['-', 'stdin.yaml'], 'o', '/w')).toThrow(
      '"-" and "stdin.yaml" would both be written to "o/stdin.yaml"',
    );
  });
});
