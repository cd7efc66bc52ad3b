/** Notices that files have changed. */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Debounce, type OnEvents, type Patience } from '../../io/debounce.ts';
import { foldersToWatch } from '../../io/watched.ts';
import type { Host } from '../../model/host.ts';

/** Editors write in several steps, and tools several files; who never is quiet is not waited for. */
const PATIENCE: Patience = { quietMs: 100, longestMs: 1000 };

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What counts in a folder: files by name, and in a folder of manifests everything that can be one. */
interface Interest {
  readonly names: Set<string>;
  holdsManifests: boolean;
}

const MANIFEST = /\.(?:ya?ml|json)$/i;

/** A folder that is watched; another one can come to have its name. */
interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}

/** What tells a folder from one that takes its place; 0 where there is none. */
function inodeOf(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.ino ?? 0;
}

/**
 * Watches folders, each by itself: files are replaced more often than written to, a file that is watched is gone then, and
 * what Node 20 calls a recursive watch is on Linux one of each file.
 */
export class Watcher {
  readonly #host: Host;
  readonly #debounce: Debounce;
  readonly #folders = new Map<string, Watched>();
  #names: readonly string[] = [];
  #interests: ReadonlyMap<string, Interest> = new Map();

  constructor(host: Host, act: OnEvents) {
    this.#host = host;
    this.#debounce = new Debounce(PATIENCE, act);
  }

  /** These files and folders, with those below, and no others from now on; what cannot be watched is left out. */
  watch(names: readonly string[]): void {
    this.#names = names;
    this.#interests = this.#interestsIn(names);
    for (const [folder, { watcher, inode }] of this.#folders) {
      if (this.#interests.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const folder of this.#interests.keys()) this.#open(folder);
  }

  #interestsIn(names: readonly string[]): ReadonlyMap<string, Interest> {
    const out = new Map<string, Interest>();
    const interestOf = (folder: string): Interest => {
      const known = out.get(folder) ?? { names: new Set(), holdsManifests: false };
      out.set(folder, known);
      return known;
    };
    for (const name of names) {
      if (name === '-' || /^https?:\/\//.test(name)) continue;
      const path = resolve(this.#host.cwd, name);
      if (!isFolder(path)) interestOf(dirname(path)).names.add(basename(path));
      else for (const each of foldersToWatch([path], this.#host)) interestOf(each).holdsManifests = true;
    }
    return out;
  }

  #happened(folder: string, name: string | null): void {
    const interest = this.#interests.get(folder);
    if (interest === undefined) return;
    // Some systems do not say which file it was.
    if (name === null || interest.names.has(name)) this.#debounce.notice();
    else if (!interest.holdsManifests || name.startsWith('.')) return;
    else if (MANIFEST.test(name)) this.#debounce.notice();
    else this.#folderChanged(join(folder, name));
  }

  /** A folder came, went, or took the place of another: what is written into it at once is to be noticed, too. */
  #folderChanged(path: string): void {
    const known = this.#folders.get(path);
    if (known === undefined && !isFolder(path)) return;
    known?.watcher.close();
    this.#folders.delete(path);
    this.watch(this.#names);
    this.#debounce.notice();
  }

  #open(folder: string): void {
    if (this.#folders.has(folder) || !isFolder(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => this.#happened(folder, name));
      // A folder that goes away takes its watcher with it.
      watcher.on('error', () => this.#folders.delete(folder));
      this.#folders.set(folder, { watcher, inode: inodeOf(folder) });
    } catch {
      // The system has no watchers left: SIGHUP still reloads.
      this.#host.stderr.write(`warning: changes in "${folder}" cannot be noticed; SIGHUP reloads\n`);
    }
  }

  stop(): void {
    this.watch([]);
    this.#debounce.stop();
  }
}
