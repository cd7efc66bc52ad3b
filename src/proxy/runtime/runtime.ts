/** A snapshot at work: everything the wire asks for. */
import { deepEqual } from '../../model/json.ts';
import type { Cluster as ClusterResource } from '../../xds/resources/cluster.ts';
import type { RouteConfiguration } from '../../xds/resources/route.ts';
import type { ClusterExtension, Snapshot } from '../../xds/snapshot.ts';
import type { ListenerPlan, Probe, ProxyRuntime } from '../contract.ts';
import type { KeyRequest } from '../own-request.ts';
import type { PolicyCount } from '../policy-count.ts';
import type { Endpoint } from '../upstream.ts';
import { Cluster } from './cluster/cluster.ts';
import { PolicyCountsTable } from './filters/policy-counts.ts';
import { RemoteKeySets } from './jwt/remote-keys.ts';
import { LimiterFilter } from './limiter/filter.ts';
import { listenerPlan } from './listener/listener.ts';
import type { RuntimeOptions } from './options.ts';
import { Problems } from './problems.ts';
import type { TokenBucket } from './rate-limit/bucket.ts';
import type { Demands, Portions } from './rate-limit/portions.ts';
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
  readonly extensions: Snapshot['extensions'];
  readonly remoteKeys: RemoteKeySets;
  readonly policies: PolicyCountsTable;
  readonly random: RuntimeOptions['random'];
}

/** The cluster of an earlier runtime, where another one would be the same: keys may be others whenever they are read. */
function unchanged(resource: ClusterResource, extension: ClusterExtension | undefined, earlier: Runtime | undefined) {
  const known = earlier?.kept.byName.get(resource.name);
  if (known === undefined || resource.transport_socket || resource.transport_socket_matches) return undefined;
  const same = deepEqual(known.resource, resource) && deepEqual(earlier?.kept.extensions.get(resource.name), extension);
  return same ? known : undefined;
}

interface MakeScope {
  readonly random: RuntimeOptions['random'];
  readonly keys: Keys;
  readonly problems: Problems;
  readonly earlier: Runtime | undefined;
}

function* makeClusters({ clusters, extensions }: Snapshot, scope: MakeScope): Slices<readonly Cluster[]> {
  const { random, keys, problems, earlier } = scope;
  const made: Cluster[] = [];
  for (const resource of clusters) {
    const extension = extensions.get(resource.name);
    const make = () => unchanged(resource, extension, earlier) ?? new Cluster({ resource, extension, keys, random });
    const cluster = problems.attempt(resource, make);
    if (cluster) made.push(cluster);
    yield;
  }
  return made;
}

/** Touches nothing of an earlier runtime. @throws {BadSnapshot} */
function* makeTables(snapshot: Snapshot, { options, earlier }: Omit<RuntimeInput, 'now'>): Slices<Tables> {
  const problems = new Problems(snapshot.sources);
  const keys: Keys = {
    secrets: new Map(snapshot.secrets.map((secret) => [secret.name, secret])),
    readFile: options.readFile,
  };
  const clusters = yield* makeClusters(snapshot, { random: options.random, keys, problems, earlier });
  const byName = new Map(clusters.map((cluster) => [cluster.resource.name, cluster]));
  let before = earlier?.kept;
  const { limiters = [] } = snapshot;
  const limiter =
    limiters.length > 0
      ? new LimiterFilter({ limiters, clusters: byName, options, problems, earlier: before?.limiter })
      : undefined;
  const buckets = new Map<string, TokenBucket>();
  const policies = new PolicyCountsTable(before?.policies);
  const remoteKeys = new RemoteKeySets(options.fetchesKeys, before?.remoteKeys);
  const scope = {
    options,
    keys,
    remoteKeys,
    policies,
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
  // Parts of a listener hold the scope they were made in: with it they would hold every runtime there ever was.
  before = undefined;
  problems.check();
  const { extensions } = snapshot;
  const { random } = options;
  return { clusters, byName, buckets, limiter, listeners, extensions, remoteKeys, policies, random };
}

/** A snapshot at work; the next one takes over what both have in common. */
export class Runtime implements ProxyRuntime {
  readonly listeners: readonly ListenerPlan[];
  readonly clusters: readonly Cluster[];
  /** What the next one takes over. */
  readonly kept: Pick<Tables, 'byName' | 'buckets' | 'limiter' | 'extensions' | 'remoteKeys' | 'policies' | 'random'>;
  /** Those that take hosts out: nothing else has to be looked at again and again. */
  readonly #watched: readonly Cluster[];

  /** What has begun to take over from this one. */
  #successor: Runtime | undefined;

  private constructor(tables: Tables) {
    this.clusters = tables.clusters;
    this.listeners = tables.listeners;
    this.kept = tables;
    this.#watched = this.clusters.filter(({ outliers }) => outliers !== undefined);
  }

  /** All at once. Nothing of an earlier runtime is touched before all tables are there. @throws {BadSnapshot} */
  static of(snapshot: Snapshot, { now, ...input }: RuntimeInput): Runtime {
    return finish(Runtime.make(snapshot, input, () => now));
  }

  /**
   * The same for a proxy that serves meanwhile. Clusters are handed over one after the other: hosts stay those they are, so that
   * requests of the earlier runtime go on in between.
   */
  static *make(snapshot: Snapshot, input: Omit<RuntimeInput, 'now'>, clock: () => number): Slices<Runtime> {
    const runtime = new Runtime(yield* makeTables(snapshot, input));
    yield* runtime.#takeOver(input.earlier, clock);
    return runtime;
  }

  *#takeOver(earlier: Runtime | undefined, clock: () => number): Slices<void> {
    const { byName, limiter } = this.kept;
    const before = earlier?.kept.byName;
    if (earlier) earlier.#successor = this;
    for (const [name, cluster] of byName) {
      const known = before?.get(name);
      if (known !== cluster) cluster.start(known, clock());
      yield;
    }
    for (const [name, cluster] of before ?? []) if (!byName.has(name)) cluster.end();
    limiter?.start(clock());
  }

  get names(): ProxyRuntime['names'] {
    const all = this.clusters.flatMap((cluster) => cluster.names());
    const fastest = new Map<string, number>();
    for (const { host, refreshMs } of all)
      fastest.set(host, Math.min(refreshMs, fastest.get(host) ?? Number.POSITIVE_INFINITY));
    return [...fastest].map(([host, refreshMs]) => ({ host, refreshMs }));
  }

  resolved(host: string, addresses: readonly string[], now: number): void {
    if (this.#successor) {
      this.#successor.resolved(host, addresses, now);
      return;
    }
    for (const cluster of this.clusters) cluster.resolved(host, addresses, now);
  }

  get keySets(): ProxyRuntime['keySets'] {
    return this.kept.remoteKeys.wanted;
  }

  keyEndpoint({ place }: KeyRequest, now: number): Endpoint | undefined {
    const { byName, random } = this.kept;
    return byName.get(place.cluster)?.pick({ now, random, hash: undefined }, [], []);
  }

  policyCounts(): readonly PolicyCount[] {
    return this.kept.policies.list();
  }

  /** What is asked of the parts this process has of quotas that several share. */
  demands(now: number): Demands {
    return Object.fromEntries([...this.#quotas].map(([key, bucket]) => [key, bucket.demand(now)]));
  }

  /** Gives quotas other parts; those that are not there any more have none. */
  settle(parts: Portions): void {
    for (const [key, bucket] of this.#quotas) {
      const portion = Object.hasOwn(parts, key) ? parts[key] : undefined;
      if (portion) bucket.settle(portion);
    }
  }

  get #quotas(): ReadonlyMap<string, TokenBucket> {
    return new Map([...this.kept.buckets, ...(this.kept.limiter?.buckets ?? [])]);
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
