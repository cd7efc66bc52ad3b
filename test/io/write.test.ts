import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, vi } from 'vitest';
import { fileTransaction, writeAtomically } from '../../src/io/write.ts';
import type { UnavailableError } from '../../src/model/errors.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

const isRoot = process.getuid?.() === 0;

describe('writeAtomically', () => {
  it('writes a new file and leaves nothing beside it', async () => {
    const cwd = tempFolder();
    const host = testHost({ cwd });
    await writeAtomically('a.yaml', ['one\n', Buffer.from('two\n')], host);
    expect(readdirSync(cwd)).toEqual(['a.yaml']);
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe('one\ntwo\n');
    expect(host.hooks()).toBe(0);
  });

  it('keeps the mode of the file it replaces', async () => {
    const cwd = tempFolder({ 'a.sh': 'old' });
    chmodSync(join(cwd, 'a.sh'), 0o750);
    await writeAtomically('a.sh', 'new', testHost({ cwd }));
    expect(statSync(join(cwd, 'a.sh')).mode & 0o7777).toBe(0o750);
  });

  it('writes through symbolic links and keeps them', async () => {
    const cwd = tempFolder({ 'real/a.yaml': 'old' });
    symlinkSync('real/a.yaml', join(cwd, 'one'));
    symlinkSync('one', join(cwd, 'two'));
    await writeAtomically('two', 'new', testHost({ cwd }));
    expect(readlinkSync(join(cwd, 'two'))).toBe('one');
    expect(readFileSync(join(cwd, 'real', 'a.yaml'), 'utf8')).toBe('new');
    expect(readdirSync(join(cwd, 'real'))).toEqual(['a.yaml']);
  });

  it('makes the file a dangling link names', async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, 'real'));
    symlinkSync('real/a.yaml', join(cwd, 'link'));
    await writeAtomically('link', 'new', testHost({ cwd }));
    expect(lstatSync(join(cwd, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'real', 'a.yaml'), 'utf8')).toBe('new');
  });

  it('writes to devices as they are', async () => {
    await writeAtomically('/dev/null', 'gone', testHost());
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.each([
    ['a folder', 'sub', { code: 'USAGE_OUTPUT', exitCode: 64 }],
    ['a folder that does not exist', 'no/a.yaml', { code: 'NO_INPUT_FOLDER', exitCode: 66 }],
  ])('refuses %s', async (_, path, error) => {
    const cwd = tempFolder({ 'sub/x': '' });
    await expect(writeAtomically(path, 'new', testHost({ cwd }))).rejects.toMatchObject(error);
    expect(readdirSync(cwd)).toEqual(['sub']);
  });

  it.skipIf(isRoot)('refuses a read-only file (root may write to those)', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old' });
    chmodSync(join(cwd, 'a.yaml'), 0o444);
    await expect(writeAtomically('a.yaml', 'new', testHost({ cwd }))).rejects.toMatchObject({ exitCode: 77 });
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe('old');
  });

  it('leaves the old file and nothing else when the content fails on the way', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old' });
    const content = (function* () {
      yield 'new';
      throw new Error('no more');
    })();
    await expect(writeAtomically('a.yaml', content, testHost({ cwd }))).rejects.toThrow('no more');
    expect(readdirSync(cwd)).toEqual(['a.yaml']);
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe('old');
  });
});

describe('fileTransaction', () => {
  const content = (cwd: string) =>
    Object.fromEntries(
      readdirSync(cwd).map((name) => [
        name,
        statSync(join(cwd, name)).isFile() ? readFileSync(join(cwd, name), 'utf8') : null,
      ]),
    );

  it('changes nothing before the commit, and all files with it', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old a', 'b.yaml': 'old b' });
    const transaction = fileTransaction(testHost({ cwd }));
    await transaction.stage('a.yaml', 'new a');
    await transaction.stage('b.yaml', 'new b');
    await transaction.stage('c.yaml', 'new c');
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe('old a');
    await transaction.commit();
    expect(content(cwd)).toEqual({ 'a.yaml': 'new a', 'b.yaml': 'new b', 'c.yaml': 'new c' });
  });

  it('puts everything back when one file cannot be put in its place', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old a', 'z.yaml': 'old z' });
    const transaction = fileTransaction(testHost({ cwd }));
    await transaction.stage('a.yaml', 'new a');
    await transaction.stage('fresh.yaml', 'new');
    await transaction.stage('blocked', 'new');
    await transaction.stage('z.yaml', 'new z');
    mkdirSync(join(cwd, 'blocked', 'full'), { recursive: true });
    await expect(transaction.commit()).rejects.toMatchObject({ message: expect.stringContaining('blocked') });
    expect(content(cwd)).toEqual({ 'a.yaml': 'old a', blocked: null, 'z.yaml': 'old z' });
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the old content of what cannot be put back, and says where',
    async () => {
      const cwd = tempFolder({ 'a.yaml': 'old a\n', 'b.yaml': 'old b\n', 'z/c.yaml': 'old c\n' });
      execFileSync('mkfifo', [join(cwd, 'pipe')]);
      const transaction = fileTransaction(testHost({ cwd }));
      for (const name of ['a.yaml', 'b.yaml', 'pipe', 'z/c.yaml']) await transaction.stage(name, 'new\n');
      const committed = transaction.commit();
      // The commit waits at the pipe until somebody reads it; meanwhile the files change under it.
      await vi.waitFor(() => expect(readFileSync(join(cwd, 'b.yaml'), 'utf8')).toBe('new\n'));
      rmSync(join(cwd, 'z'), { recursive: true });
      rmSync(join(cwd, 'b.yaml'));
      mkdirSync(join(cwd, 'b.yaml'));
      expect(await readFile(join(cwd, 'pipe'), 'utf8')).toBe('new\n');
      const problem = await committed.catch((error: unknown) => error);
      expect(problem).toMatchObject({
        exitCode: 69,
        message: expect.stringMatching(/"z\/c\.yaml".*could not be undone: "b\.yaml"$/),
      });
      // The border of what is caught: the assertion above is what it is.
      const [, backup = ''] = /is in "([^"]+)"/.exec((problem as UnavailableError).hint ?? '') ?? [];
      expect(readFileSync(backup, 'utf8')).toBe('old b\n');
      expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe('old a\n');
      expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([basename(backup)]);
    },
  );

  it('removes what it has staged when it is discarded, and when a later file cannot be staged', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old' });
    const host = testHost({ cwd });
    const first = fileTransaction(host);
    await first.stage('a.yaml', 'new');
    await first.discard();
    const second = fileTransaction(host);
    await second.stage('a.yaml', 'new');
    await expect(second.stage('no/b.yaml', 'new')).rejects.toMatchObject({ exitCode: 66 });
    expect(content(cwd)).toEqual({ 'a.yaml': 'old' });
    expect(host.hooks()).toBe(0);
  });

  it('leaves nothing behind when the run is interrupted', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old' });
    const host = testHost({ cwd });
    const transaction = fileTransaction(host);
    await transaction.stage('a.yaml', 'new');
    expect(readdirSync(cwd)).toHaveLength(2);
    await host.interrupt();
    expect(content(cwd)).toEqual({ 'a.yaml': 'old' });
  });

  it('writes nothing after the run was interrupted', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old' });
    const host = testHost({ cwd });
    const transaction = fileTransaction(host);
    await transaction.stage('a.yaml', 'new');
    await host.interrupt();
    await expect(transaction.commit()).rejects.toMatchObject({ name: 'AbortError' });
    await expect(writeAtomically('b.yaml', 'new', host)).rejects.toMatchObject({ name: 'AbortError' });
    expect(content(cwd)).toEqual({ 'a.yaml': 'old' });
  });

  it('lets a commit under way finish when the run is interrupted', async () => {
    const cwd = tempFolder({ 'a.yaml': 'old a', 'b.yaml': 'old b' });
    const host = testHost({ cwd });
    const transaction = fileTransaction(host);
    await transaction.stage('a.yaml', 'new a');
    await transaction.stage('b.yaml', 'new b');
    const committed = transaction.commit();
    await host.interrupt();
    await committed;
    expect(content(cwd)).toEqual({ 'a.yaml': 'new a', 'b.yaml': 'new b' });
  });
});
