/** The folders in which files of a run may come, change or go. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Host } from '../model/host.ts';
import { isSystemError } from './problems.ts';
import { isGlob } from './spec.ts';

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

/** A folder and those below it, but for hidden ones; each once, however many links lead to it. */
function addBelow(folder: string, found: Set<string>): void {
  try {
    const here = realpathSync(folder);
    if (found.has(here)) return;
    found.add(here);
    for (const entry of readdirSync(here, { withFileTypes: true })) {
      const path = resolve(here, entry.name);
      if (!entry.name.startsWith('.') && !entry.isFile() && isFolder(path)) addBelow(path, found);
    }
  } catch (error) {
    // It went away meanwhile, or may not be read, which reading tells.
    if (!isSystemError(error)) throw error;
  }
}

/** The nearest folder above a path that is there. */
function folderAbove(path: string): string {
  let folder = dirname(path);
  while (!isFolder(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The part of a glob before its first `*`, `?`, `[` or `{`, as far as it is folders. */
function fixedPart(glob: string): string {
  return /^(?:[^*?[{]*\/)?/.exec(glob)?.[0] ?? '';
}

/** The folders to watch for files, folders and globs; where something is not there, the folder in which it would appear. */
export function foldersToWatch(specs: readonly string[], { cwd }: Host): ReadonlySet<string> {
  const found = new Set<string>();
  for (const spec of specs) {
    const path = resolve(cwd, spec);
    if (isFolder(path)) addBelow(path, found);
    else if (isGlob(spec) && isFolder(resolve(cwd, fixedPart(spec)))) addBelow(resolve(cwd, fixedPart(spec)), found);
    // Files are replaced more often than written to, and a file that is watched is gone then; a link's target changes elsewhere.
    else for (const each of new Set([path, targetOf(path)])) found.add(folderAbove(each));
  }
  return found;
}

function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return path;
  }
}
