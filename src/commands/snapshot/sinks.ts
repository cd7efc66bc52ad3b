/** Where a snapshot goes: a folder, or an archive. */
import { basename, join } from 'node:path';
import { packFiles } from '../../io/pack.ts';
import { fileTransaction, makeFolder, writeAtomically } from '../../io/write.ts';
import type { Host } from '../../model/host.ts';
import type { SavedPage } from './pages.ts';

/** Takes the pages of proxies, one proxy after another. */
export interface Sink {
  readonly add: (folder: string, pages: readonly SavedPage[]) => Promise<void>;
  /** Puts everything in its place; what to say of it. */
  readonly commit: () => Promise<string>;
  /** Leaves nothing behind; does nothing after `commit`. */
  readonly discard: () => Promise<void>;
}

/** A folder, with one for every proxy in it. One `alone` is the folder itself, so that it can be given as a dump. */
export function folderSink(out: string, alone: boolean, host: Host): Sink {
  const transaction = fileTransaction(host);
  const written: string[] = [];
  return {
    async add(own, pages) {
      const folder = alone ? out : join(out, own);
      await makeFolder(folder, host);
      for (const { file, content } of pages) {
        const path = join(folder, file);
        await transaction.stage(path, content);
        written.push(path);
      }
    },
    async commit() {
      await transaction.commit();
      return written.map((path) => `wrote ${path}\n`).join('');
    },
    discard: () => transaction.discard(),
  };
}

/** A packed archive, with a folder for every proxy; all of it is in a folder of the archive's name. */
export function archiveSink(out: string, host: Host): Sink {
  const root = basename(out).replace(/\.(?:tar|tar\.gz|tgz)$/i, '');
  const archive = packFiles({ packed: !/\.tar$/i.test(out), modified: host.now() });
  let proxies = 0;
  return {
    async add(own, pages) {
      for (const { file, content } of pages) await archive.add(`${root}/${own}/${file}`, content);
      proxies += 1;
    },
    async commit() {
      await writeAtomically(out, await archive.finish(), host);
      return `wrote ${out}: ${proxies} ${proxies === 1 ? 'proxy' : 'proxies'}\n`;
    },
    discard: async () => undefined,
  };
}
