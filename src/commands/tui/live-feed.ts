/** Looks at proxies through their admin ports. */
import { levelPath } from '../../envoy/loggers.ts';
import { MeshctlError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { PAGE_NAMES, type PageName, type Pages, type Tick } from '../../stats/live/pages.ts';
import { configMark, type ProxyLive } from '../../stats/live/proxy.ts';
import { STATS_PAGES } from '../../stats/pages.ts';
import type { AdminPort } from '../stats/ports.ts';

/** What is asked for each page. Envoy tells its loggers only to those who could set them. */
const PATHS: Readonly<Record<PageName, { readonly path: string; readonly method: 'GET' | 'POST' }>> = {
  stats: { path: STATS_PAGES.stats, method: 'GET' },
  clusters: { path: STATS_PAGES.clusters, method: 'GET' },
  server: { path: STATS_PAGES.server, method: 'GET' },
  dump: { path: 'config_dump?include_eds', method: 'GET' },
  loggers: { path: 'logging', method: 'POST' },
};

/** A page that says little and changes seldom is asked for every so many looks. */
const SELDOM = 10;
/** Endpoints of many clusters are asked for at every second look at most, and not more often than this. */
const MANY_BYTES = 1024 * 1024;
const MANY_EVERY_MS = 2000;
/** A proxy that does not answer is asked again after one look, then two, four, … but at least so often. */
const MOST_SKIPPED = 8;
/** A screen that waits longer than this for one port looks dead. */
const LOOK_TIMEOUT_MS = 5000;

/** What a screen wants of a proxy. */
export interface Wanted {
  readonly proxy: ProxyLive;
  readonly pages: ReadonlySet<PageName>;
  /** Everything again, also what does not change by itself. */
  readonly fresh: boolean;
  /** Throw when there is no answer, instead of saying so. */
  readonly strict?: boolean;
}

/** A proxy that can be looked at. */
export interface LiveProxy {
  readonly name: string;
  /** `undefined` while it is left alone, because it did not answer. Throws only when the run is ended. */
  readonly look: (wanted: Wanted) => Promise<Tick | undefined>;
  /** Sets the level of a logger. Throws what asking the port throws. */
  readonly setLevel: (logger: string, level: string) => Promise<void>;
}

interface Looks {
  count: number;
  failures: number;
  skip: number;
  clustersBytes: number;
  clustersAtMs: number;
  lookedForClusters: number;
  mark: string;
}

/** The proxy behind an admin port; `told` hears of every request. */
export function liveProxy(port: AdminPort, told: (request: string) => void, host: Host): LiveProxy {
  const { name } = port;
  const looks: Looks = {
    count: 0,
    failures: 0,
    skip: 0,
    clustersBytes: 0,
    clustersAtMs: 0,
    lookedForClusters: -1,
    mark: '',
  };
  const ask = async (path: string, method: 'GET' | 'POST'): Promise<Uint8Array> => {
    told(`${method} http://${name}/${path}`);
    return port.ask(path, { method, timeoutMs: LOOK_TIMEOUT_MS });
  };
  return {
    name,
    async look(wanted) {
      if (looks.skip > 0 && !wanted.fresh) {
        looks.skip -= 1;
        return undefined;
      }
      return lookAt(name, { looks, ask, wanted, host });
    },
    async setLevel(logger, level) {
      await ask(levelPath({ logger, level }), 'POST');
    },
  };
}

interface LookContext {
  readonly looks: Looks;
  readonly ask: (path: string, method: 'GET' | 'POST') => Promise<Uint8Array>;
  readonly wanted: Wanted;
  readonly host: Host;
}

async function lookAt(proxy: string, { looks, ask, wanted, host }: LookContext): Promise<Tick> {
  const pages: { -readonly [Name in PageName]?: Uint8Array } = {};
  let atMs = performance.now();
  try {
    for (const name of PAGE_NAMES) {
      if (!isDue(name, looks, wanted)) continue;
      const { path, method } = PATHS[name];
      pages[name] = await ask(path, method);
      if (name === 'stats') atMs = performance.now();
    }
    note(looks, pages, wanted);
    return { proxy, atMs, pages };
  } catch (error) {
    host.signal.throwIfAborted();
    if (wanted.strict || !(error instanceof MeshctlError)) throw error;
    looks.skip = Math.min(MOST_SKIPPED, 2 ** looks.failures);
    looks.failures += 1;
    return { proxy, atMs, pages: {}, problem: error.message };
  }
}

function isDue(name: PageName, looks: Looks, { pages, proxy, fresh }: Wanted): boolean {
  if (name === 'stats') return true;
  if (name === 'server') return fresh || looks.failures > 0 || looks.count % SELDOM === 0;
  if (!pages.has(name)) return false;
  if (name === 'clusters') return fresh || looks.clustersBytes < MANY_BYTES || isTimeForMany(looks);
  if (name === 'loggers') return fresh || proxy.loggers === '';
  return fresh || proxy.dump === undefined || configMark(proxy) !== looks.mark;
}

function isTimeForMany({ count, lookedForClusters, clustersAtMs }: Looks): boolean {
  return count - lookedForClusters >= 2 && performance.now() - clustersAtMs >= MANY_EVERY_MS;
}

function note(looks: Looks, pages: Pages, { proxy }: Wanted): void {
  if (pages.clusters) {
    looks.clustersBytes = pages.clusters.byteLength;
    looks.clustersAtMs = performance.now();
    looks.lookedForClusters = looks.count;
  }
  looks.count += 1;
  looks.failures = 0;
  // What the statistics said before the dump was made: a change in between shows at the next look.
  if (pages.dump) looks.mark = configMark(proxy);
}
