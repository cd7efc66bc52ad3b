/** Statistics of proxies, wherever they are. */
import { readInput } from '../../io/inputs.ts';
import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { type ClusterFacts, readHosts } from '../../stats/hosts.ts';
import { type Moment, momentOf } from '../../stats/moment.ts';
import { STATS_PAGES } from '../../stats/pages.ts';
import { readStats } from '../../stats/read/read.ts';
import { savedAnswer } from '../proxy-config/saved.ts';
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
 * The moment in a saved answer, or in a folder of them with what it has of endpoints; its time is not known. Throws what
 * reading files throws.
 */
export async function savedMoment(file: string, host: Host): Promise<Moment> {
  const name = file === '-' ? 'standard input' : file;
  const found = await savedAnswer(file, 'stats', host.cwd);
  const stats = readStats(await readInput(found, host), name);
  if (found === file) return momentOf(stats, 0);
  return momentOf(stats, 0, await savedClusters(file, host));
}

async function savedClusters(folder: string, host: Host): Promise<readonly ClusterFacts[] | undefined> {
  try {
    const name = await savedAnswer(folder, 'clusters', host.cwd);
    return readHosts({ bytes: await readInput(name, host), name });
  } catch (error) {
    // A folder without that page still has its statistics.
    if (error instanceof NoInputError) return undefined;
    throw error;
  }
}
