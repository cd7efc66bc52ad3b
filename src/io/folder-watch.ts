/** Notices that something happens in folders. */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { Debounce, type Patience } from './debounce.ts';
import { isSystemError } from './problems.ts';

/** What is done about changes. */
export interface OnChange {
  /** Something was written, made, renamed or removed, and it has been quiet for a moment since. */
  readonly changed: () => void;
  /** The system does not watch that folder: it has no watchers left, or does not let us. */
  readonly refused: (folder: string) => void;
}

/** Editors write in several steps, some of them milliseconds apart; who never is quiet is not waited for. */
const PATIENCE: Patience = { quietMs: 20, longestMs: 500 };

/** What tells a folder from one that takes its place; 0 where there is none. */
function inodeOf(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.ino ?? 0;
}

/** A folder that is watched; another one can come to have its name. */
interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}

/** Watches folders, each by itself: those below are other folders. Hidden names, which editors use meanwhile, do not count. */
export class FolderWatch {
  readonly #on: OnChange;
  readonly #watched = new Map<string, Watched>();
  readonly #refused = new Set<string>();
  readonly #changes: Debounce;

  constructor(on: OnChange) {
    this.#on = on;
    this.#changes = new Debounce(PATIENCE, { over: on.changed });
  }

  /** These folders and no others from now on. Returns whether some were not watched before. */
  watch(folders: ReadonlySet<string>): boolean {
    for (const [folder, { watcher, inode }] of this.#watched) {
      if (folders.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.#watched.delete(folder);
    }
    const missing = [...folders].filter((folder) => !this.#watched.has(folder));
    for (const folder of missing) this.#open(folder);
    return missing.some((folder) => this.#watched.has(folder));
  }

  stop(): void {
    this.watch(new Set());
    this.#changes.stop();
  }

  #open(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        // Some systems do not say which file it was.
        if (name === null || !name.startsWith('.')) this.#changes.notice();
      });
      // The folder above tells what became of it.
      watcher.on('error', () => watcher.close());
      this.#watched.set(folder, { watcher, inode: inodeOf(folder) });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      // It went away meanwhile; the folder above tells when it comes back.
      if (error.code === 'ENOENT' || this.#refused.has(folder)) return;
      this.#refused.add(folder);
      this.#on.refused(folder);
    }
  }
}
