import { existsSync, rmdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { STDIN } from '../../io/inputs.ts';
import { isSystemError } from '../../io/problems.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';

const isUrl = (name: string): boolean => /^https?:/i.test(name);

/** The deepest folder all the files are in. */
function commonFolder(files: readonly string[]): string {
  const [first = '', ...others] = files;
  let folder = dirname(first);
  for (const file of others) while (!isBelow(file, folder)) folder = dirname(folder);
  return folder;
}

const isBelow = (file: string, folder: string): boolean =>
  file.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/**
 * The paths below an output folder for the inputs of these names: each file's way from the folder all of them are in, so that files of
 * one name do not get into each other's way; a URL's last part; `stdin.yaml`. Throws UsageError when two would be one.
 */
export function pathsInFolder(names: readonly string[], folder: string, cwd: string): readonly string[] {
  const isFile = (name: string): boolean => name !== STDIN && !isUrl(name);
  const top = commonFolder(names.filter(isFile).map((name) => resolve(cwd, name)));
  const taken = new Map<string, string>();
  return names.map((name) => {
    const way = isFile(name) ? relative(top, resolve(cwd, name)) : basename(name.replace(/[?#].*$/, ''));
    const path = join(folder, name === STDIN ? 'stdin.yaml' : way);
    const other = taken.get(path);
    if (other !== undefined)
      throw new UsageError('USAGE_OUTPUT', `"${other}" and "${name}" would both be written to "${path}"`);
    taken.set(path, name);
    return path;
  });
}

/** The folders of a path that are not there yet, the outermost first. */
function missingFolders(path: string): readonly string[] {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  return missing;
}

/** Folders made for output. */
export interface MadeFolders {
  /** Makes the folders of a file, where they are missing. Throws PermissionError or UsageError when that cannot be. */
  make(file: string): Promise<void>;
  /** Removes those that were made, unless something is in them; for output that did not come about. */
  remove(): void;
}

/** Makes folders by `makeFolder` and remembers which. */
export function madeFolders(makeFolder: (path: string, host: Host) => Promise<void>, host: Host): MadeFolders {
  const made: string[] = [];
  const known = new Set<string>();
  return {
    async make(file) {
      const folder = resolve(host.cwd, dirname(file));
      if (known.has(folder)) return;
      known.add(folder);
      made.push(...missingFolders(folder));
      await makeFolder(dirname(file), host);
    },
    remove() {
      for (const folder of made.splice(0).reverse()) {
        try {
          rmdirSync(folder);
        } catch (error) {
          if (!isSystemError(error)) throw error;
        }
      }
    },
  };
}
