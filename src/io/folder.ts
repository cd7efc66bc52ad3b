import { readdir, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileProblem } from './problems.ts';

const MANIFEST_NAME = /\.(?:yaml|yml|json)$/i;

/**
 * The manifests of a folder and of those inside it (`*.yaml`, `*.yml`, `*.json`), each named as the folder was plus the way
 * to it, sorted name by name as a listing shows them. Hidden names are left out. Symbolic links are followed; a folder that is its own
 * ancestor through a link is entered once.
 */
export async function* manifestsIn(folder: string, cwd: string): AsyncGenerator<string> {
  yield* walk(folder, cwd, []);
}

async function* walk(folder: string, cwd: string, ancestors: readonly string[]): AsyncGenerator<string> {
  const here = await readable(folder, () => realpath(resolve(cwd, folder)));
  if (ancestors.includes(here)) return;
  const names = await readable(folder, () => readdir(here));
  for (const name of names.filter((entry) => !entry.startsWith('.')).sort()) {
    const path = folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
    const facts = await stat(resolve(cwd, path)).catch(() => undefined);
    if (facts?.isDirectory()) {
      yield* walk(path, cwd, [...ancestors, here]);
    } else if (MANIFEST_NAME.test(name)) {
      // A dangling link has no facts; it is named all the same, so that reading it says what is wrong.
      yield path;
    }
  }
}

async function readable<T>(name: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw fileProblem(error, 'read', name);
  }
}
