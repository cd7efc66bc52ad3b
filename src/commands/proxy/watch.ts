/** Notices that files have changed. */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Debounce, type OnEvents, type Patience } from '../../io/debounce.ts';
import type { Host } from '../../model/host.ts';

/** Editors write in several steps, and tools several files; who never is quiet is not waited for. */
const PATIENCE: Patience = { quietMs: 100, longestMs: 1000 };

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What counts in a folder: everything that can be a manifest, below it too, or files by name. */
type Interest = 'manifests' | Set<string>;

const MANIFEST = /\.(?:ya?ml|json)$/i;

function concerns(interest: Interest, name: string | null): boolean {
  // Some systems do not say which file it was.
  if (name === null) return true;
  return interest === 'manifests' ? MANIFEST.test(name) : interest.has(name);
}

/** Watches folders: files are replaced more often than written to, and a file that is watched is gone then. */
export class Watcher {
  readonly #host: Host;
  readonly #debounce: Debounce;
  readonly #folders = new Map<string, FSWatcher>();
  #interests: ReadonlyMap<string, Interest> = new Map();

  constructor(host: Host, act: OnEvents) {
    this.#host = host;
    this.#debounce = new Debounce(PATIENCE, act);
  }

  /** These files and folders and no others from now on; what cannot be watched is left out. */
  watch(names: readonly string[]): void {
    this.#interests = this.#interestsIn(names);
    for (const [folder, watcher] of this.#folders) {
      if (this.#interests.has(folder)) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const folder of this.#interests.keys()) this.#open(folder);
  }

  #interestsIn(names: readonly string[]): ReadonlyMap<string, Interest> {
    const out = new Map<string, Interest>();
    for (const name of names) {
      if (name === '-' || /^https?:\/\//.test(name)) continue;
      const path = resolve(this.#host.cwd, name);
      if (isFolder(path)) {
        out.set(path, 'manifests');
        continue;
      }
      const files = out.get(dirname(path)) ?? new Set();
      if (files === 'manifests') continue;
      files.add(basename(path));
      out.set(dirname(path), files);
    }
    return out;
  }

  #open(folder: string): void {
    if (this.#folders.has(folder) || !isFolder(folder)) return;
    try {
      const recursive = this.#interests.get(folder) === 'manifests';
      const watcher = watch(folder, { recursive, persistent: false }, (_, name) => {
        const interest = this.#interests.get(folder);
        if (interest !== undefined && concerns(interest, name)) this.#debounce.notice();
      });
      // A folder that goes away takes its watcher with it.
      watcher.on('error', () => this.#folders.delete(folder));
      this.#folders.set(folder, watcher);
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
