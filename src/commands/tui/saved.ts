/** Proxies whose answers were saved: a dump, a folder of admin pages, a bug report. */
import { readdir, stat } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { ConfigDump } from '../../envoy/dump.ts';
import { readClusterStatuses } from '../../envoy/rows/endpoint.ts';
import { isArchive, wantedFromArchive } from '../../io/archive.ts';
import { unzipped } from '../../io/gzip.ts';
import { readInput } from '../../io/inputs.ts';
import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { PageName, Pages } from '../../stats/live/pages.ts';
import type { ProxyLive } from '../../stats/live/proxy.ts';
import { savedProxy } from '../../stats/live/saved.ts';
import { isAnswerTo } from '../proxy-config/saved.ts';
import { proxyOf } from '../proxy-config/saved-page.ts';
import { isHostPort, namesWorkload } from '../proxy-config/source.ts';

/** What the files of pages are called, as the admin port calls the pages. */
const PAGE_FILES: readonly (readonly [page: PageName, file: string])[] = [
  ['stats', 'stats'],
  ['clusters', 'clusters'],
  ['server', 'server_info'],
  ['dump', 'config_dump'],
  ['loggers', 'logging'],
];

/** Pages without which there is nothing to see. */
const TELLING: readonly PageName[] = ['stats', 'clusters', 'dump'];

/** Whether a word is a file, a folder or an archive, and no proxy that can be asked. */
export function isSaved(word: string, host: Host): boolean {
  return !isHostPort(word) && !namesWorkload(word, {}, host);
}

/**
 * The proxies of files, folders or archives. A folder or archive of several proxies gives them all. Throws NoInputError for a file
 * that is not there or a folder without pages, and what reading the pages throws.
 */
export async function savedProxies(saved: readonly string[], host: Host): Promise<readonly ProxyLive[]> {
  const proxies: ProxyLive[] = [];
  for (const word of saved) {
    for (const [name, pages] of await pagesOf(word, host)) proxies.push(savedProxy(name, pages));
  }
  return proxies;
}

/** The pages of every proxy behind a word, by the proxy's name. */
async function pagesOf(word: string, host: Host): Promise<ReadonlyMap<string, Pages>> {
  const isFolder = word !== '-' && (await stat(resolve(host.cwd, word)).catch(() => undefined))?.isDirectory();
  if (!isFolder && !isArchive(word)) return new Map([[nameOf(word), await soleAnswer(word, host)]]);
  const files = isFolder ? await filesOf(word, host) : await wantedFromArchive(word, isPage, host);
  const groups = grouped(files, word);
  if (groups.size > 0) return groups;
  throw new NoInputError('NO_INPUT_PAGE', `"${word}" has no saved answers of a proxy`, {
    hint: 'meshctl looks for config_dump.json, clusters.json and stats.json, as "meshctl snapshot" and bug reports have them',
  });
}

const nameOf = (word: string): string => (word === '-' ? 'standard input' : word);

function isPage(file: string): boolean {
  return PAGE_FILES.some(([, page]) => isAnswerTo(page, posix.basename(file)));
}

async function filesOf(folder: string, host: Host): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = (await readdir(resolve(host.cwd, folder), { recursive: true })).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const files = new Map<string, Uint8Array>();
  for (const name of names.filter(isPage)) files.set(name, await readInput(join(folder, name), host));
  return files;
}

/** Files by the folder they are in: there are the pages of one proxy. Of several files for a page the shortest name counts. */
function grouped(files: ReadonlyMap<string, Uint8Array>, word: string): ReadonlyMap<string, Pages> {
  const names = [...files.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const folders = [...new Set(names.map((name) => posix.dirname(name)))].sort();
  const groups = folders.map((folder) => {
    const inside = names.filter((name) => posix.dirname(name) === folder);
    const pages: Partial<Record<PageName, Uint8Array>> = {};
    for (const [page, file] of PAGE_FILES) {
      const found = inside.find((name) => isAnswerTo(file, posix.basename(name)));
      const bytes = found === undefined ? undefined : files.get(found);
      if (bytes) pages[page] = bytes;
    }
    return [folder, pages] as const;
  });
  const telling = groups.filter(([, pages]) => TELLING.some((page) => pages[page] !== undefined));
  return new Map(telling.map(([folder, pages]) => [telling.length === 1 ? word : proxyOf(folder), pages]));
}

/** A file alone: which page it is shows in it. */
async function soleAnswer(word: string, host: Host): Promise<Pages> {
  const bytes = unzipped(await readInput(word, host), word);
  const name = nameOf(word);
  // Statistics may be text; all else is JSON, and told what is wrong with it.
  if (new TextDecoder().decode(bytes.subarray(0, BEGINNING)).trimStart().startsWith('{')) {
    if (ConfigDump.parse(bytes, name).places.length > 0) return { dump: bytes };
    if (readClusterStatuses({ bytes, name }, {}).length > 0) return { clusters: bytes };
  }
  return { stats: bytes };
}

/** Bytes in which an answer begins, whatever stands in front. */
const BEGINNING = 100;
