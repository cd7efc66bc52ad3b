/** Notices that files have changed. */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Host } from '../../model/host.ts';

/** Editors write in several steps, and tools several files: quiet for this long means that they are done … */
const QUIET_MS = 100;
/** … but who never is quiet is not waited for longer than this. */
const LONGEST_MS = 1000;

/** What is done about changes: when the first of several is noticed, and when they are over. */
export interface OnChanges {
  begun(): void;
  over(): void;
}

/** Tells that there was quiet after a number of calls, or that they went on for too long. */
class Debounce {
  readonly #act: OnChanges;
  #timer: NodeJS.Timeout | undefined;
  #first = 0;

  constructor(act: OnChanges) {
    this.#act = act;
  }

  call(): void {
    const now = performance.now();
    if (this.#timer === undefined) {
      this.#first = now;
      this.#act.begun();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#act.over();
      },
      Math.max(0, Math.min(QUIET_MS, this.#first + LONGEST_MS - now)),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

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

  constructor(host: Host, act: OnChanges) {
    this.#host = host;
    this.#debounce = new Debounce(act);
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
        if (interest !== undefined && concerns(interest, name)) this.#debounce.call();
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
