/** Proxies whose answers were saved: a dump, a folder of admin pages, a bug report. */
import { ConfigDump } from '../../envoy/dump.ts';
import { readClusterStatuses } from '../../envoy/rows/endpoint.ts';
import { unzipped } from '../../io/gzip.ts';
import { readInput } from '../../io/inputs.ts';
import type { Host } from '../../model/host.ts';
import { PAGE_NAMES, type Pages } from '../../stats/live/pages.ts';
import type { ProxyLive } from '../../stats/live/proxy.ts';
import { savedProxy } from '../../stats/live/saved.ts';
import { savedPages } from '../proxy-config/saved-pages.ts';
import { isHostPort, namesWorkload } from '../proxy-config/source.ts';

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
  const found = await savedPages(word, { pages: PAGE_NAMES, telling: ['dump', 'clusters', 'stats'] }, host);
  return found ?? new Map([[nameOf(word), await soleAnswer(word, host)]]);
}

const nameOf = (word: string): string => (word === '-' ? 'standard input' : word);

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
