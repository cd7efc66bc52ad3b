/** The saved admin pages of proxies: of one or many in a folder or an archive. */
import { readdir, stat } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { isArchive, wantedFromArchive } from '../../io/archive.ts';
import { readInput } from '../../io/inputs.ts';
import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { PageName, Pages } from '../../stats/live/pages.ts';
import { isAnswerTo } from './saved.ts';
import { proxyOf } from './saved-page.ts';

/** What the files of pages are called, as the admin port calls the pages. */
const PAGE_FILES: Readonly<Record<PageName, string>> = {
  stats: 'stats',
  clusters: 'clusters',
  server: 'server_info',
  dump: 'config_dump',
  loggers: 'logging',
};

/** What is looked for in a folder or an archive. */
export interface WantedPages {
  readonly pages: readonly PageName[];
  /** A proxy has at least one of these, or there is nothing to see. */
  readonly telling: readonly PageName[];
}

/**
 * The pages of every proxy in a folder or an archive, by the proxy's name; one alone has the name of the folder. `undefined` for a
 * word that is neither. Throws NoInputError where there is no proxy, and what reading files throws.
 */
export async function savedPages(
  word: string,
  wanted: WantedPages,
  host: Host,
): Promise<ReadonlyMap<string, Pages> | undefined> {
  const isFolder = word !== '-' && (await stat(resolve(host.cwd, word)).catch(() => undefined))?.isDirectory();
  if (!isFolder && !isArchive(word)) return undefined;
  const isWanted = (file: string): boolean =>
    wanted.pages.some((page) => isAnswerTo(PAGE_FILES[page], posix.basename(file)));
  const files = isFolder ? await filesOf(word, isWanted, host) : await wantedFromArchive(word, isWanted, host);
  const groups = grouped(files, wanted, word);
  if (groups.size > 0) return groups;
  const missing = wanted.telling.map((page) => `${PAGE_FILES[page]}.json`);
  throw new NoInputError('NO_INPUT_PAGE', `"${word}" has no saved answers of a proxy: no ${orList(missing)}`, {
    hint: '"meshctl snapshot" and "meshctl bug-report" write such files',
  });
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

async function filesOf(
  folder: string,
  isWanted: (file: string) => boolean,
  host: Host,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = (await readdir(resolve(host.cwd, folder), { recursive: true })).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const files = new Map<string, Uint8Array>();
  for (const name of names.filter(isWanted)) files.set(name, await readInput(join(folder, name), host));
  return files;
}

/** Files by the folder they are in: there are the pages of one proxy. Of several files for a page the shortest name counts. */
function grouped(
  files: ReadonlyMap<string, Uint8Array>,
  { pages: wanted, telling: needed }: WantedPages,
  word: string,
): ReadonlyMap<string, Pages> {
  const names = [...files.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const folders = [...new Set(names.map((name) => posix.dirname(name)))].sort();
  const groups = folders.map((folder) => {
    const inside = names.filter((name) => posix.dirname(name) === folder);
    const pages: Partial<Record<PageName, Uint8Array>> = {};
    for (const page of wanted) {
      const found = inside.find((name) => isAnswerTo(PAGE_FILES[page], posix.basename(name)));
      const bytes = found === undefined ? undefined : files.get(found);
      if (bytes) pages[page] = bytes;
    }
    return [folder, pages] as const;
  });
  const telling = groups.filter(([, pages]) => needed.some((page) => pages[page] !== undefined));
  return new Map(telling.map(([folder, pages]) => [telling.length === 1 ? word : proxyIn(folder, word), pages]));
}

/** A snapshot's archive has a folder of its own name around the proxies, which is no namespace. */
function proxyIn(folder: string, word: string): string {
  const root = `${posix.basename(word).replace(/\.(?:tar|tar\.gz|tgz)$/i, '')}/`;
  return proxyOf(isArchive(word) && folder.startsWith(root) ? folder.slice(root.length) : folder);
}
