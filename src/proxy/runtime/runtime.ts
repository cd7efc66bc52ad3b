/** A snapshot at work: everything the wire asks for. */
import type { RouteConfiguration } from '../../xds/resources/route.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import type { ListenerPlan, Probe, ProxyRuntime } from '../contract.ts';
import { Cluster } from './cluster/cluster.ts';
import type { TokenBucket } from './filters/rate-limit.ts';
import { LimiterFilter } from './limiter/filter.ts';
import { listenerPlan } from './listener/listener.ts';
import type { RuntimeOptions } from './options.ts';
import { Problems } from './problems.ts';
import { finish, type Slices } from './slices.ts';
import type { Keys } from './tls.ts';

/** What a runtime is made of besides the snapshot. */
export interface RuntimeInput {
  readonly options: RuntimeOptions;
  /** On the monotonic clock. */
  readonly now: number;
  /** What ran before; hosts, counts and token buckets live on where they are still wanted. */
  readonly earlier?: Runtime;
}

/** What is made of a snapshot before any of it counts. */
interface Tables {
  readonly clusters: readonly Cluster[];
  readonly byName: ReadonlyMap<string, Cluster>;
  readonly buckets: ReadonlyMap<string, TokenBucket>;
  readonly limiter: LimiterFilter | undefined;
  readonly listeners: readonly ListenerPlan[];
}

function* makeClusters(snapshot: Snapshot, keys: Keys, { options, problems }: MakeScope): Slices<readonly Cluster[]> {
  const clusters: Cluster[] = [];
  for (const resource of snapshot.clusters) {
    const extension = snapshot.extensions.get(resource.name);
    const make = () => new Cluster({ resource, extension, keys, random: options.random });
    const cluster = problems.attempt(resource, make);
    if (cluster) clusters.push(cluster);
    yield;
  }
  return clusters;
}

interface MakeScope {
  readonly options: RuntimeOptions;
  readonly problems: Problems;
}

/** Touches nothing of an earlier runtime. @throws {BadSnapshot} */
function* makeTables(snapshot: Snapshot, { options, earlier }: Omit<RuntimeInput, 'now'>): Slices<Tables> {
  const problems = new Problems(snapshot.sources);
  const keys: Keys = {
    secrets: new Map(snapshot.secrets.map((secret) => [secret.name, secret])),
    readFile: options.readFile,
  };
  const clusters = yield* makeClusters(snapshot, keys, { options, problems });
  const byName = new Map(clusters.map((cluster) => [cluster.resource.name, cluster]));
  const before = earlier?.kept;
  const { limiters = [] } = snapshot;
  const limiter =
    limiters.length > 0
      ? new LimiterFilter({ limiters, clusters: byName, options, problems, earlier: before?.limiter })
      : undefined;
  const buckets = new Map<string, TokenBucket>();
  const scope = {
    options,
    keys,
    problems,
    clusters: byName,
    routes: new Map(snapshot.routes.map((route): [string, RouteConfiguration] => [route.name ?? '', route])),
    buckets(key: string, make: () => TokenBucket): TokenBucket {
      const bucket = buckets.get(key) ?? before?.buckets.get(key) ?? make();
      buckets.set(key, bucket);
      return bucket;
    },
    limiter,
  };
  const listeners: ListenerPlan[] = [];
  for (const listener of snapshot.listeners) listeners.push(yield* listenerPlan(listener, scope));
  problems.check();
  return { clusters, byName, buckets, limiter, listeners };
}

export class Runtime implements ProxyRuntime {
  readonly listeners: readonly ListenerPlan[];
  readonly clusters: readonly Cluster[];
  /** What the next one takes over. */
  readonly kept: Pick<Tables, 'byName' | 'buckets' | 'limiter'>;
  /** Those that take hosts out: nothing else has to be looked at again and again. */
  readonly #watched: readonly Cluster[];

  /** Makes all tables, and touches nothing of an earlier runtime before they are there. @throws {BadSnapshot} */
  constructor(snapshot: Snapshot, input: RuntimeInput, tables: Tables = finish(makeTables(snapshot, input))) {
    this.clusters = tables.clusters;
    this.listeners = tables.listeners;
    this.kept = tables;
    this.#watched = this.clusters.filter(({ outliers }) => outliers !== undefined);
    this.#start(input.now, input.earlier);
  }

  /** The same for a proxy that serves meanwhile: only the last step takes over what an earlier runtime has learned. */
  static *make(snapshot: Snapshot, input: Omit<RuntimeInput, 'now'>, clock: () => number): Slices<Runtime> {
    const tables = yield* makeTables(snapshot, input);
    return new Runtime(snapshot, { ...input, now: clock() }, tables);
  }

  #start(now: number, earlier: Runtime | undefined): void {
    const { byName, limiter } = this.kept;
    const before = earlier?.kept.byName;
    for (const [name, cluster] of byName) cluster.start(before?.get(name), now);
    for (const [name, cluster] of before ?? []) if (!byName.has(name)) cluster.end();
    limiter?.start(now);
  }

  get names(): ProxyRuntime['names'] {
    const all = this.clusters.flatMap((cluster) => cluster.names());
    const fastest = new Map<string, number>();
    for (const { host, refreshMs } of all)
      fastest.set(host, Math.min(refreshMs, fastest.get(host) ?? Number.POSITIVE_INFINITY));
    return [...fastest].map(([host, refreshMs]) => ({ host, refreshMs }));
  }

  resolved(host: string, addresses: readonly string[], now: number): void {
    for (const cluster of this.clusters) cluster.resolved(host, addresses, now);
  }

  tick(now: number): readonly Probe[] {
    this.kept.limiter?.tick(now);
    return this.#watched.flatMap((cluster) => [...cluster.tick(now)]);
  }

  probed({ endpoint }: Probe, succeeded: boolean, now: number): void {
    const cluster = this.kept.byName.get(endpoint.cluster.name);
    const host = cluster?.hosts.find((each) => each === endpoint);
    if (host) cluster?.outliers?.probed(host, succeeded, now);
  }
}
