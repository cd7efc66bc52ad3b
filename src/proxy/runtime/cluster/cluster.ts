/** A cluster at work. */
import type { Cluster as ClusterResource } from '../../../xds/resources/cluster.ts';
import type { ClusterExtension } from '../../../xds/snapshot.ts';
import type { Probe } from '../../contract.ts';
import type { ClusterLimits, ClusterPlan, ClusterState } from '../../upstream.ts';
import type { Draw } from '../balancer/balancer.ts';
import type { Random } from '../chance.ts';
import { milliseconds } from '../durations.ts';
import { type ConcurrencyBudget, TokenBudget, withinBudget } from '../retry/budget.ts';
import type { ClientTransport, Keys } from '../tls.ts';
import { type ConfiguredGroup, configuredGroups, nameOf, originalTransport } from './addresses.ts';
import type { Host } from './host.ts';
import { HostSet } from './host-set.ts';
import { type HostGroup, type LevelSettings, Levels } from './levels.ts';
import { Outliers } from './outlier.ts';
import { balancerOf, concurrencyBudget, limitsOf, panicThreshold, planOf } from './settings.ts';

const DNS_REFRESH_MS = 5000;

/** What a cluster and the one after a reload have in common. */
interface Lineage {
  readonly limits: ClusterLimits;
  readonly hosts: HostSet;
  budget: TokenBudget | undefined;
  budgetKey: string;
  /** Counts changes of health, so that every cluster that shares the hosts sees them. */
  health: number;
  ejections: number;
  /** Retries that were not made for want of room (maxRetries or the mesh's budget), and of tokens. */
  retriesOverLimit: number;
  retriesOverBudget: number;
}

const newLineage = (limits: ClusterLimits): Lineage => ({
  limits,
  hosts: new HostSet(),
  budget: undefined,
  budgetKey: 'null',
  health: 0,
  ejections: 0,
  retriesOverLimit: 0,
  retriesOverBudget: 0,
});

/** What a cluster is made from. */
export interface ClusterOptions {
  readonly resource: ClusterResource;
  readonly extension: ClusterExtension | undefined;
  readonly keys: Keys;
  readonly random: Random;
}

/** Whether a retry may be made, or why not. */
export type RetryPermission = 'granted' | 'overflow' | 'exhausted';

/** A cluster at work: its hosts, who is chosen among them, what it allows; an update goes on where the one before was. */
export class Cluster implements ClusterState {
  readonly resource: ClusterResource;
  readonly outliers: Outliers | undefined;
  readonly #extension: ClusterExtension | undefined;
  readonly #groups: readonly ConfiguredGroup[];
  readonly #concurrency: ConcurrencyBudget | undefined;
  readonly #settings: LevelSettings;
  readonly #originalTransport: ClientTransport;
  #lineage: Lineage;
  #plan: ClusterPlan;
  #members: readonly Host[] = [];
  #placed: readonly HostGroup[] = [];
  #levels: Levels;
  #health = -1;

  /** Nothing of an earlier cluster is touched before {@link start}. @throws {BadValue} for TLS material that is not there. */
  constructor({ resource, extension, keys, random }: ClusterOptions) {
    this.resource = resource;
    this.#extension = extension;
    this.#groups = configuredGroups(resource, keys);
    this.#originalTransport = originalTransport(resource, keys);
    this.#concurrency = concurrencyBudget(resource);
    const limits = limitsOf(resource, undefined);
    this.#lineage = newLineage(limits);
    this.#plan = planOf({ resource, extension }, limits);
    this.#settings = {
      make: balancerOf(resource, extension, random),
      panicThreshold: panicThreshold(resource),
      weighsLocalities: resource.common_lb_config?.locality_weighted_lb_config !== undefined,
    };
    this.#levels = new Levels([], this.#settings);
    if (resource.outlier_detection)
      this.outliers = new Outliers(this, resource.outlier_detection, extension?.outlierProbe);
  }

  /** Takes over from the cluster of the same name, if there was one, and knows its hosts from then on. */
  start(earlier: Cluster | undefined, now: number): void {
    if (earlier) {
      this.#lineage = earlier.#lineage;
      const limits = limitsOf(this.resource, this.#lineage.limits);
      this.#plan = planOf({ resource: this.resource, extension: this.#extension }, limits);
    }
    const budget = this.#extension?.retryBudget;
    const key = JSON.stringify(budget ?? null);
    if (this.#lineage.budgetKey !== key) {
      this.#lineage.budgetKey = key;
      this.#lineage.budget = budget && new TokenBudget(budget);
    }
    this.#place(now);
  }

  /** Ends the hosts: nobody has the cluster any more. */
  end(): void {
    this.#lineage.hosts.clear();
  }

  get plan(): ClusterPlan {
    return this.#plan;
  }

  get hosts(): readonly Host[] {
    return this.#members;
  }

  /** Hosts with their localities' priority and weight, as the admin API lists them. */
  get groups(): readonly HostGroup[] {
    return this.#placed;
  }

  /** Whether requests go where connections were meant to go. */
  get original(): boolean {
    return this.resource.type === 'ORIGINAL_DST';
  }

  /** Names to be looked up, and how often. */
  names(): readonly { readonly host: string; readonly refreshMs: number }[] {
    const names = this.#groups.flatMap(({ endpoints }) => endpoints.flatMap((each) => nameOf(each) ?? []));
    const refreshMs = milliseconds(this.resource.dns_refresh_rate, DNS_REFRESH_MS);
    return [...new Set(names)].map((host) => ({ host, refreshMs }));
  }

  /** What a name stands for. Nothing found leaves what was known. */
  resolved(name: string, addresses: readonly string[], now: number): void {
    if (addresses.length === 0 || !this.names().some(({ host }) => host === name)) return;
    this.#lineage.hosts.setAddresses(name, addresses);
    this.#place(now);
  }

  #place(now: number): void {
    const { type, dns_lookup_family: family } = this.resource;
    this.#placed = this.#lineage.hosts.place(this.#groups, { plan: this.#plan, type, family, now });
    this.#members = this.#placed.flatMap(({ hosts }) => hosts);
    this.#health = -1;
  }

  healthChanged(): void {
    this.#lineage.health += 1;
  }

  ejected(): void {
    this.#lineage.ejections += 1;
    this.healthChanged();
  }

  get ejections(): number {
    return this.#lineage.ejections;
  }

  get retriesOverLimit(): number {
    return this.#lineage.retriesOverLimit;
  }

  get retriesOverBudget(): number {
    return this.#lineage.retriesOverBudget;
  }

  /**
   * A host for a request, one not in `tried` and not of a priority of one in `passed` while there is one; `undefined` when none
   * may be used.
   */
  pick(draw: Draw, tried: readonly Host[], passed: readonly Host[]): Host | undefined {
    if (this.#health !== this.#lineage.health) {
      this.#health = this.#lineage.health;
      this.#levels = new Levels(this.#placed, this.#settings);
    }
    return tried.length + passed.length === 0 ? this.#levels.pick(draw) : this.#levels.pickOther(draw, tried, passed);
  }

  /** The host a connection was meant for. */
  originalHost(host: string, port: number, now: number): Host {
    const address = { host, port, path: '', ...this.#originalTransport };
    return this.#lineage.hosts.original(address, this.#plan, now);
  }

  /** A first try is made: what a budget lives on. */
  firstTry(now: number): void {
    this.#lineage.budget?.deposit(now);
  }

  /** Asks for one more retry; a granted one counts until {@link retryEnded}. */
  askRetry(now: number): RetryPermission {
    const { limits, budget } = this.#lineage;
    const room = this.#concurrency ? withinBudget(this.#concurrency, limits) : limits.retries < limits.maxRetries;
    if (!room) {
      this.#lineage.retriesOverLimit += 1;
      return 'overflow';
    }
    if (budget && !budget.withdraw(now)) {
      this.#lineage.retriesOverBudget += 1;
      return 'exhausted';
    }
    limits.retries += 1;
    return 'granted';
  }

  retryEnded(): void {
    this.#lineage.limits.retries -= 1;
  }

  /** Brings ejected hosts back when it is time; gives the probes that are due. */
  tick(now: number): Iterable<Probe> {
    this.outliers?.sweep(now);
    return this.outliers?.probes(now) ?? [];
  }
}
