import { type Dirent, statSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileProblem, isSystemError } from './problems.ts';

const MANIFEST_NAME = /\.(?:yaml|yml|json)$/i;

/**
 * The manifests of a folder and of those inside it (`*.yaml`, `*.yml`, `*.json`), each named as the folder was plus the way
 * to it, sorted name by name as a listing shows them. Hidden names are left out. Symbolic links are followed; a folder that is its own
 * ancestor through a link is entered once. What `skip` names is left out.
 */
export async function* manifestsIn(
  folder: string,
  cwd: string,
  skip: (name: string) => boolean = () => false,
): AsyncGenerator<string> {
  yield* walk(folder, { cwd, skip, ancestors: [] });
}

interface Walk {
  readonly cwd: string;
  /** What is not looked at, folders with everything in them. */
  readonly skip: (name: string) => boolean;
  readonly ancestors: readonly string[];
}

async function* walk(folder: string, { cwd, skip, ancestors }: Walk): AsyncGenerator<string> {
  const here = await readable(folder, () => realpath(resolve(cwd, folder)));
  if (ancestors.includes(here)) return;
  const entries = await readable(folder, () => readdir(here, { withFileTypes: true }));
  for (const entry of entries.filter(({ name }) => !name.startsWith('.')).sort(byName)) {
    const { name } = entry;
    const path = folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
    if (skip(path)) continue;
    if (isFolder(entry, resolve(here, name))) yield* walk(path, { cwd, skip, ancestors: [...ancestors, here] });
    else if (MANIFEST_NAME.test(name)) yield path;
  }
}

/** As strings compare, by code units. */
function byName({ name: one }: Dirent, { name: other }: Dirent): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Most entries say what they are; links, and entries of file systems that do not say it, are looked at. */
function isFolder(entry: Dirent, path: string): boolean {
  if (entry.isDirectory() || entry.isFile()) return entry.isDirectory();
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    // A dangling link is named all the same, so that reading it says what is wrong.
    if (!isSystemError(error)) throw error;
    return false;
  }
}

async function readable<T>(name: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw fileProblem(error, 'read', name);
  }
}
