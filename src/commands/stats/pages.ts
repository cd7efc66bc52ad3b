/** Statistics of proxies, wherever they are. */
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import { readInput } from '../../io/inputs.ts';
import { NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { type ClusterFacts, readHosts } from '../../stats/hosts.ts';
import { type Moment, momentOf } from '../../stats/moment.ts';
import { STATS_PAGES } from '../../stats/pages.ts';
import { readStats } from '../../stats/read/read.ts';
import { savedAnswer } from '../proxy-config/saved.ts';

/** A proxy that can be asked again and again. */
export interface LiveProxy {
  readonly name: string;
  /** What it says now. Throws what {@link fetchAdmin} and the readers throw. */
  readonly moment: () => Promise<Moment>;
}

/** The proxy behind an admin port. Throws UsageError for text that is no address. */
export function adminProxy(text: string, host: Host): LiveProxy {
  const address = parseAdminAddress(text);
  return {
    name: text,
    async moment() {
      const options = { signal: host.signal };
      const stats = await fetchAdmin(address, STATS_PAGES.stats, options);
      const atMs = performance.now();
      const clusters = await fetchAdmin(address, STATS_PAGES.clusters, options);
      return momentOf(
        readStats(stats, `${text}/stats`),
        atMs,
        readHosts({ bytes: clusters, name: `${text}/clusters` }),
      );
    },
  };
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
