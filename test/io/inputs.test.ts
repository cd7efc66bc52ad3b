import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exclusionOf } from '../../src/io/exclude.ts';
import { type Input, type ReadOptions, readInputs } from '../../src/io/inputs.ts';
import { type TestHostOptions, testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

async function read(
  specs: readonly string[],
  host: TestHostOptions,
  options?: ReadOptions,
): Promise<Record<string, string>> {
  const inputs: Input[] = [];
  for await (const input of readInputs(specs, testHost(host), options)) inputs.push(input);
  return Object.fromEntries(inputs.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]));
}

const names = async (...args: Parameters<typeof read>) => Object.keys(await read(...args));

describe('what is left out', () => {
  const FILES = {
    'a/b/c.yaml': '',
    'a/b/d.json': '',
    'a/e.yaml': '',
    'a/templates/x.yaml': '',
    'a/b/templates/y.yaml': '',
  };
  const without = (pattern: string, spec = 'a') =>
    names([spec], { cwd: tempFolder(FILES) }, { exclude: exclusionOf([pattern]) });

  it.each([
    ['templates', ['a/b/c.yaml', 'a/b/d.json', 'a/e.yaml']],
    ['templates/', ['a/b/c.yaml', 'a/b/d.json', 'a/e.yaml']],
    ['?.yaml', ['a/b/d.json']],
    ['b/templates', ['a/b/c.yaml', 'a/b/d.json', 'a/e.yaml', 'a/templates/x.yaml']],
    ['a/b', ['a/e.yaml', 'a/templates/x.yaml']],
    ['./a/b/*.json', ['a/b/c.yaml', 'a/b/templates/y.yaml', 'a/e.yaml', 'a/templates/x.yaml']],
    ['**/templates/*.yaml', ['a/b/c.yaml', 'a/b/d.json', 'a/e.yaml']],
    ['nothing', ['a/b/c.yaml', 'a/b/d.json', 'a/b/templates/y.yaml', 'a/e.yaml', 'a/templates/x.yaml']],
  ])('%s of a folder', async (pattern, left) => {
    expect(await without(pattern)).toEqual(left);
  });

  it('of a glob, but never of what is named', async () => {
    expect(await without('e.yaml', 'a/*.yaml').catch((error: unknown) => error)).toMatchObject({
      code: 'NO_INPUT_GLOB',
    });
    expect(await without('e.yaml', 'a/e.yaml')).toEqual(['a/e.yaml']);
  });
});

describe('files and standard input', () => {
  it('names a file as the user wrote it', async () => {
    const cwd = tempFolder({ 'a.yaml': 'a: 1\n' });
    expect(await read(['./a.yaml'], { cwd })).toEqual({ './a.yaml': 'a: 1\n' });
  });

  it('reads standard input for -', async () => {
    expect(await read(['-'], { stdin: 'kind: Pod\n' })).toEqual({ '-': 'kind: Pod\n' });
  });

  it('reads a file that two specs name once', async () => {
    const cwd = tempFolder({ 'a.yaml': 'a' });
    expect(await names(['a.yaml', './a.yaml', '.'], { cwd })).toEqual(['a.yaml']);
  });

  it('keeps the order of the specs', async () => {
    const cwd = tempFolder({ 'a.yaml': 'a', 'b.yaml': 'b' });
    expect(await names(['b.yaml', '-', 'a.yaml'], { cwd, stdin: 'x' })).toEqual(['b.yaml', '-', 'a.yaml']);
  });

  it('reads a hidden file that is named', async () => {
    const cwd = tempFolder({ '.a.yaml': 'a' });
    expect(await names(['.a.yaml'], { cwd })).toEqual(['.a.yaml']);
  });

  it('reads files that say they are empty, as those of /proc do', async () => {
    expect(await read(['/proc/self/comm'], {})).toEqual({ '/proc/self/comm': expect.stringMatching(/\S\n$/) });
  });

  it('prefers a file whose name has glob characters to the glob', async () => {
    const cwd = tempFolder({ '[a].yaml': 'this one', 'a.yaml': 'not this one' });
    expect(await read(['[a].yaml'], { cwd })).toEqual({ '[a].yaml': 'this one' });
  });

  it.each([
    ['a file that does not exist', ['no.yaml'], { code: 'NO_INPUT_FILE', exitCode: 66 }],
    ['a path through a file', ['a.yaml/b.yaml'], { code: 'NO_INPUT_FILE', exitCode: 66 }],
    ['an empty name', [''], { code: 'USAGE_FILE', exitCode: 64 }],
    ['a link to itself', ['loop.yaml'], { code: 'NO_INPUT_LOOP', exitCode: 66 }],
  ])('refuses %s', async (_, specs, error) => {
    const cwd = tempFolder({ 'a.yaml': 'a' });
    symlinkSync('loop.yaml', join(cwd, 'loop.yaml'));
    await expect(read(specs, { cwd })).rejects.toMatchObject(error);
  });

  it.each([
    ['a file', 'a.yaml'],
    ['standard input', '-'],
  ])('refuses %s above the size limit', async (_, spec) => {
    const host = { cwd: tempFolder({ 'a.yaml': '12345' }), stdin: '12345' };
    await expect(read([spec], host, { maxBytes: 4 })).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE', exitCode: 65 });
    expect(Object.values(await read([spec], { ...host, stdin: '12345' }, { maxBytes: 5 }))).toEqual(['12345']);
  });
});

describe('folders', () => {
  const files = {
    'm/b.yml': '',
    'm/a.yaml': '',
    'm/c.JSON': '',
    'm/readme.txt': '',
    'm/.hidden.yaml': '',
    'm/sub/d.yaml': '',
    'm/.git/e.yaml': '',
  };

  it.each([['m'], ['m/']])(
    'gives the manifests of %s and of the folders inside, sorted, hidden ones left out',
    async (folder) => {
      expect(await names([folder], { cwd: tempFolder(files) })).toEqual([
        'm/a.yaml',
        'm/b.yml',
        'm/c.JSON',
        'm/sub/d.yaml',
      ]);
    },
  );

  it('follows links to files and folders, and a link to an ancestor no further', async () => {
    const cwd = tempFolder({ 'm/a.yaml': '', 'other/b.yaml': '' });
    symlinkSync('..', join(cwd, 'm', 'up'));
    symlinkSync('../other', join(cwd, 'm', 'other'));
    symlinkSync('../other/b.yaml', join(cwd, 'm', 'link.yaml'));
    expect(await names(['m'], { cwd })).toEqual(['m/a.yaml', 'm/link.yaml', 'm/other/b.yaml', 'm/up/other/b.yaml']);
  });

  it('says which link of a folder leads nowhere', async () => {
    const cwd = tempFolder({ 'm/a.yaml': '' });
    symlinkSync('gone', join(cwd, 'm', 'link.yaml'));
    await expect(read(['m'], { cwd })).rejects.toMatchObject({ message: 'no such file or folder: "m/link.yaml"' });
  });

  it('refuses a folder without manifests, inside it too', async () => {
    const cwd = tempFolder({ 'm/sub/a.txt': '' });
    await expect(read(['m'], { cwd })).rejects.toMatchObject({ code: 'NO_INPUT_EMPTY', exitCode: 66 });
  });
});

describe('globs', () => {
  const files = {
    'a.yaml': '',
    'b.yaml': '',
    'c.json': '',
    '.hidden.yaml': '',
    'sub/d.yaml': '',
    'sub/deep/e.yaml': '',
    '.dot/f.yaml': '',
    'brace{1}.txt': '',
  };

  it.each([
    ['*.yaml', ['a.yaml', 'b.yaml']],
    ['?.yaml', ['a.yaml', 'b.yaml']],
    ['[b-z].yaml', ['b.yaml']],
    ['[!b].yaml', ['a.yaml']],
    ['{a,c}.*', ['a.yaml', 'c.json']],
    ['{a,{b,c}}.*', ['a.yaml', 'b.yaml', 'c.json']],
    ['**/*.yaml', ['a.yaml', 'b.yaml', 'sub/d.yaml', 'sub/deep/e.yaml']],
    ['sub/**', ['sub/d.yaml', 'sub/deep/e.yaml']],
    ['s*/d.yaml', ['sub/d.yaml']],
    ['./s*/*', ['./sub/d.yaml']],
    ['.*.yaml', ['.hidden.yaml']],
    ['***.yaml', ['a.yaml', 'b.yaml']],
  ])('%s', async (pattern, expected) => {
    expect(await names([pattern], { cwd: tempFolder(files) })).toEqual(expected);
  });

  it('finds absolute names', async () => {
    const cwd = tempFolder(files);
    expect(await names([`${cwd}/*.json`], { cwd: '/' })).toEqual([`${cwd}/c.json`]);
  });

  it('does not follow links below **', async () => {
    const cwd = tempFolder({ 'a/x.yaml': '' });
    symlinkSync('..', join(cwd, 'a', 'up'));
    expect(await names(['**/*.yaml'], { cwd })).toEqual(['a/x.yaml']);
  });

  it('refuses a glob that matches nothing', async () => {
    const cwd = tempFolder(files);
    await expect(read(['*.toml'], { cwd })).rejects.toMatchObject({ code: 'NO_INPUT_GLOB', exitCode: 66 });
  });

  it('is quick where a pattern of stars does not match', async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, 'm'));
    writeFileSync(join(cwd, 'm', 'a'.repeat(200)), '');
    const pattern = `m/${'*a'.repeat(40)}*b`;
    await expect(read([pattern], { cwd })).rejects.toMatchObject({ code: 'NO_INPUT_GLOB' });
  });
});
