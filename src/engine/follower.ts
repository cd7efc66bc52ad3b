/** An Envoy follows files: what is written to them, and whether it has taken that over. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAtomically } from '../io/write.ts';
import { UnavailableError } from '../model/errors.ts';
import type { Host } from '../model/host.ts';
import { asList, asString, getIn } from '../model/json.ts';
import { type AdminPlace, askEnvoy, envoyStats } from './admin.ts';
import { type ResourceFile, type ResourceFiles, type Resources, resourceFiles } from './files.ts';
import { refusal } from './refusal.ts';

/** The Envoy that follows. */
export interface FollowerOptions {
  readonly folder: string;
  readonly host: Host;
  /** Where it is asked how far it is. */
  readonly place: () => AdminPlace;
  /** What it said when it ended; `undefined` while it runs. */
  readonly ended: () => string | undefined;
}

const POLL_MS = 10;
/** A cluster that is new resolves its names first, and Envoy gives that five seconds. */
const TAKEN_MS = 15_000;

const CLUSTERS_VERSION = 'cluster_manager.cds.version_text';
const LISTENERS_VERSION = 'listener_manager.lds.version_text';
const WARMING = ['cluster_manager.warming_clusters', 'listener_manager.total_listeners_warming'];
const REJECTED = '.update_rejected';

/** How far an Envoy is with what it was told. */
const PROGRESS = '(cds|lds|rds\\..*)\\.(version_text|update_rejected)$|warming_clusters$|total_listeners_warming$';

/** The page with what was refused, and why. */
const DUMP = '/config_dump';

/** Its lists of resources that can be. */
const LISTS = ['dynamic_listeners', 'dynamic_warming_clusters', 'dynamic_active_clusters', 'dynamic_route_configs'];

type Stats = ReadonlyMap<string, string>;

const rejections = (stats: Stats): number =>
  [...stats].reduce((sum, [name, value]) => (name.endsWith(REJECTED) ? sum + Number(value) : sum), 0);

/** Whether everything runs under these versions, and nothing is on its way any more. */
function isTaken(stats: Stats, { clusters, listeners, routes }: ResourceFiles): boolean {
  // Those of listeners that have gone keep what they had, so that only what is wanted is looked for.
  const seen = new Set(stats.values());
  return (
    stats.get(CLUSTERS_VERSION) === clusters.version &&
    stats.get(LISTENERS_VERSION) === listeners.version &&
    WARMING.every((name) => stats.get(name) === '0') &&
    routes.every(({ version }) => seen.has(version))
  );
}

/** What is told of refused resources, one a line. */
function refusedIn(dump: unknown): string {
  const sections = asList(getIn(dump, ['configs']));
  const details = sections.flatMap((section) =>
    LISTS.flatMap((list) =>
      asList(getIn(section, [list])).flatMap((each) => asString(getIn(each, ['error_state', 'details'])) ?? []),
    ),
  );
  return details.join('\n');
}

/** Writes files and waits for the Envoy that reads them. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #written = new Map<string, string>();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Writes all files of what an Envoy is to start with, or to go back to. Returns what it has to take. */
  async begin(resources: Resources): Promise<ResourceFiles> {
    const files = resourceFiles(this.#options.folder, resources);
    await this.#write([...files.secrets, files.clusters, ...files.routes, files.listeners]);
    return files;
  }

  /**
   * Waits until all of it runs.
   * @throws what the Envoy says when it refuses some of it; UnavailableError when it ends, or takes too long.
   */
  async taken(files: ResourceFiles, refusedBefore = 0): Promise<void> {
    const deadline = performance.now() + TAKEN_MS;
    for (;;) {
      const stats = await this.#progress();
      if (rejections(stats) > refusedBefore) throw refusal(await this.#whyRefused());
      if (isTaken(stats, files)) return;
      if (performance.now() > deadline) {
        throw new UnavailableError('UNAVAILABLE_ENVOY', 'Envoy has not taken the configuration within 15 seconds');
      }
      await sleep(POLL_MS);
    }
  }

  /**
   * Hands over from what runs to something else. Files that others name come first, so that nothing is named that is not there
   * yet, and nothing goes that still is. @throws as `taken` does.
   */
  async follow(resources: Resources, before: Resources): Promise<void> {
    const { folder } = this.#options;
    const refused = rejections(await this.#progress());
    const [old, both] = [resourceFiles(folder, before), resourceFiles(folder, resources, before.clusters)];
    await this.#write([...both.secrets, both.clusters]);
    await this.taken({ ...old, clusters: both.clusters }, refused);
    await this.#write([...both.routes, both.listeners]);
    await this.taken(both, refused);
    const done = resourceFiles(folder, resources);
    await this.#write([done.clusters]);
    await this.taken(done, refused);
  }

  async #write(files: readonly ResourceFile[]): Promise<void> {
    for (const { name, version, text } of files) {
      if (this.#written.get(name) === version) continue;
      await writeAtomically(join(this.#options.folder, name), text, this.#options.host);
      this.#written.set(name, version);
    }
  }

  /** How far the Envoy is; nothing before its admin port is there. */
  async #progress(): Promise<Stats> {
    try {
      return await envoyStats(this.#options.place(), PROGRESS);
    } catch (error) {
      const ended = this.#options.ended();
      if (ended !== undefined) throw refusal(ended);
      if (this.#written.size > 0 && error instanceof UnavailableError) return new Map();
      throw error;
    }
  }

  async #whyRefused(): Promise<string> {
    const { body } = await askEnvoy(this.#options.place(), DUMP);
    // The border of JSON.parse: whatever it gives is looked through member by member.
    return refusedIn(JSON.parse(body));
  }
}
