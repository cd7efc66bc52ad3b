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
import type { Keys } from './tls.ts';

/** What a runtime is made of besides the snapshot. */
export interface RuntimeInput {
  readonly options: RuntimeOptions;
  /** On the monotonic clock. */
  readonly now: number;
  /** What ran before; hosts, counts and token buckets live on where they are still wanted. */
  readonly earlier?: Runtime;
}

export class Runtime implements ProxyRuntime {
  readonly listeners: readonly ListenerPlan[];
  readonly clusters: readonly Cluster[];
  /** Those that take hosts out: nothing else has to be looked at again and again. */
  readonly #watched: readonly Cluster[];
  private readonly byName: ReadonlyMap<string, Cluster>;
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly limiter: LimiterFilter | undefined;

  /** Makes all tables, and touches nothing of an earlier runtime before they are there. @throws {BadSnapshot} */
  constructor(snapshot: Snapshot, { options, now, earlier }: RuntimeInput) {
    const problems = new Problems(snapshot.sources);
    const keys: Keys = {
      secrets: new Map(snapshot.secrets.map((secret) => [secret.name, secret])),
      readFile: options.readFile,
    };
    this.clusters = snapshot.clusters.flatMap((resource) => {
      const extension = snapshot.extensions.get(resource.name);
      const make = () => new Cluster({ resource, extension, keys, random: options.random });
      return problems.attempt(resource, make) ?? [];
    });
    this.byName = new Map(this.clusters.map((cluster) => [cluster.resource.name, cluster]));
    const { limiters = [] } = snapshot;
    if (limiters.length > 0)
      this.limiter = new LimiterFilter({
        limiters,
        clusters: this.byName,
        options,
        problems,
        earlier: earlier?.limiter,
      });
    const scope = {
      options,
      keys,
      problems,
      clusters: this.byName,
      routes: new Map(snapshot.routes.map((route): [string, RouteConfiguration] => [route.name ?? '', route])),
      buckets: (key: string, make: () => TokenBucket) => this.#bucket(key, make, earlier),
      limiter: this.limiter,
    };
    this.listeners = snapshot.listeners.map((listener) => listenerPlan(listener, scope));
    problems.check();
    this.#watched = this.clusters.filter(({ outliers }) => outliers !== undefined);
    this.#start(now, earlier);
  }

  #bucket(key: string, make: () => TokenBucket, earlier: Runtime | undefined): TokenBucket {
    const bucket = this.buckets.get(key) ?? earlier?.buckets.get(key) ?? make();
    this.buckets.set(key, bucket);
    return bucket;
  }

  #start(now: number, earlier: Runtime | undefined): void {
    const before = earlier?.byName;
    for (const [name, cluster] of this.byName) cluster.start(before?.get(name), now);
    for (const [name, cluster] of before ?? []) if (!this.byName.has(name)) cluster.end();
    this.limiter?.start(now);
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
    this.limiter?.tick(now);
    return this.#watched.flatMap((cluster) => [...cluster.tick(now)]);
  }

  probed({ endpoint }: Probe, succeeded: boolean, now: number): void {
    const cluster = this.byName.get(endpoint.cluster.name);
    const host = cluster?.hosts.find((each) => each === endpoint);
    if (host) cluster?.outliers?.probed(host, succeeded, now);
  }
}
