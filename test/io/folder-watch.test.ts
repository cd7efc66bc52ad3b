import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FolderWatch } from '../../src/io/folder-watch.ts';
import { fileSignature } from '../../src/io/signature.ts';
import { foldersToWatch } from '../../src/io/watched.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

/** Longer than the quiet after which changes are told. */
const QUIET_MS = 120;

function watching() {
  const calls = { count: 0, refused: [] as string[] };
  const watch = new FolderWatch({ changed: () => (calls.count += 1), refused: (folder) => calls.refused.push(folder) });
  onTestFinished(() => watch.stop());
  return { watch, calls };
}

const told = (calls: { readonly count: number }, count: number): Promise<void> =>
  vi.waitFor(() => expect(calls.count).toBe(count), { timeout: 5000 });

it('tells once of many changes, and nothing of hidden names', async () => {
  const folder = tempFolder({ 'a.yaml': '' });
  const { watch, calls } = watching();
  expect(watch.watch(new Set([folder]))).toBe(true);
  expect(watch.watch(new Set([folder]))).toBe(false);
  writeFileSync(join(folder, '.a.yaml.swp'), 'x');
  await sleep(QUIET_MS);
  expect(calls.count).toBe(0);
  for (let index = 0; index < 20; index++) writeFileSync(join(folder, `${index}.yaml`), 'x');
  await told(calls, 1);
  await sleep(QUIET_MS);
  expect(calls.count).toBe(1);
});

it('watches the folder that has the name now', async () => {
  const folder = tempFolder();
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  const { watch, calls } = watching();
  watch.watch(new Set([inner]));
  renameSync(inner, join(folder, 'was'));
  mkdirSync(inner);
  expect(watch.watch(new Set([inner]))).toBe(true);
  writeFileSync(join(inner, 'a.yaml'), '');
  await told(calls, 1);
  rmSync(inner, { recursive: true });
  expect(watch.watch(new Set([inner]))).toBe(false);
  expect(calls.refused).toEqual([]);
});

it('is quiet when it was stopped', async () => {
  const folder = tempFolder();
  const { watch, calls } = watching();
  watch.watch(new Set([folder]));
  watch.stop();
  writeFileSync(join(folder, 'a.yaml'), '');
  await sleep(QUIET_MS);
  expect(calls.count).toBe(0);
});

it('finds the folders in which files can come and go', () => {
  const cwd = tempFolder({ 'a/b/x.yaml': '', 'a/.git/y': '', 'c/z.yaml': '', 'd/real.yaml': '' });
  symlinkSync(join(cwd, 'a'), join(cwd, 'a/b/again'));
  symlinkSync(join(cwd, 'd/real.yaml'), join(cwd, 'c/link.yaml'));
  const folders = (...specs: readonly string[]): readonly string[] =>
    [...foldersToWatch(specs, testHost({ cwd }))].map((path) => path.slice(cwd.length)).sort();
  expect(folders('a')).toEqual(['/a', '/a/b']);
  expect(folders('c/z.yaml')).toEqual(['/c']);
  expect(folders('c/link.yaml')).toEqual(['/c', '/d']);
  expect(folders('a/*/*.yaml')).toEqual(['/a', '/a/b']);
  expect(folders('c/none/file.yaml')).toEqual(['/c']);
  expect(folders('nowhere/*.yaml')).toEqual(['']);
});

it('tells files apart that were written or replaced', () => {
  const cwd = tempFolder({ 'a.yaml': '1', 'b.yaml': '1' });
  const of = (name: string): string => fileSignature(name, testHost({ cwd }));
  const before = of('a.yaml');
  expect(of('a.yaml')).toBe(before);
  renameSync(join(cwd, 'b.yaml'), join(cwd, 'a.yaml'));
  expect(of('a.yaml')).not.toBe(before);
  expect(of('b.yaml')).toBe('');
});
