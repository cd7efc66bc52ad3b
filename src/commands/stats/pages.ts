/** Statistics of proxies, wherever they are. */
import { unzipped } from '../../io/gzip.ts';
import { readInput } from '../../io/inputs.ts';
import type { Host } from '../../model/host.ts';
import { readHosts } from '../../stats/hosts.ts';
import { type Moment, momentOf } from '../../stats/moment.ts';
import { STATS_PAGES } from '../../stats/pages.ts';
import { readStats } from '../../stats/read/read.ts';
import { savedPages } from '../proxy-config/saved-pages.ts';
import type { AdminPort } from './ports.ts';

/** What a proxy says now. Throws what asking and the readers throw. */
export async function liveMoment({ name, ask }: AdminPort): Promise<Moment> {
  const stats = await ask(STATS_PAGES.stats);
  const atMs = performance.now();
  const clusters = await ask(STATS_PAGES.clusters);
  const snapshot = readStats(stats, `${name}/stats`, { live: true });
  return momentOf(snapshot, atMs, readHosts({ bytes: clusters, name: `${name}/clusters` }));
}

/**
 * The moments in saved answers, by the proxy's name: of a file, or of every proxy in a folder or an archive, with what they have
 * of endpoints. Their time is not known. Throws what reading files throws.
 */
export async function savedMoments(word: string, host: Host): Promise<ReadonlyMap<string, Moment>> {
  const proxies = await savedPages(word, { pages: ['stats', 'clusters'], telling: ['stats'] }, host);
  if (proxies === undefined) {
    const name = word === '-' ? 'standard input' : word;
    return new Map([[word, momentOf(readStats(unzipped(await readInput(word, host), name), name), 0)]]);
  }
  const moments = new Map<string, Moment>();
  for (const [name, { stats, clusters }] of proxies) {
    // There is no proxy without this page: it is what tells that there is one.
    if (stats === undefined) continue;
    moments.set(name, momentOf(readStats(stats, name), 0, clusters && readHosts({ bytes: clusters, name })));
  }
  return moments;
}
