import type { ClusterFacts } from './hosts.ts';
import { type Scopes, scopesOf } from './scopes.ts';
import type { StatsSnapshot } from './snapshot.ts';
import { plain } from './value.ts';

/** What a proxy said at one moment. */
export interface Moment {
  /** Milliseconds of a clock that never goes back; only differences mean something. */
  readonly atMs: number;
  readonly stats: StatsSnapshot;
  readonly scopes: Scopes;
  /** Clusters with their endpoints, where they were asked for. */
  readonly clusters?: readonly ClusterFacts[];
}

/** A moment of a snapshot. */
export function momentOf(stats: StatsSnapshot, atMs: number, clusters?: readonly ClusterFacts[]): Moment {
  return { atMs, stats, scopes: stats.scopes ?? scopesOf(stats), ...(clusters && { clusters }) };
}

/** A number of the moment, such as `server.uptime`; `undefined` when the proxy did not say it. */
export function numberAt({ stats }: Moment, name: string): number | undefined {
  const value = stats.values.get(name);
  return value === undefined ? undefined : plain(value);
}

/** Seconds from one moment to another. */
export function secondsBetween(before: Moment, after: Moment): number {
  return (after.atMs - before.atMs) / 1000;
}

/** Whether the proxy began anew between two moments: it has run for a shorter time than before. */
export function hasRestarted(before: Moment, after: Moment): boolean {
  const [old, now] = [numberAt(before, 'server.uptime'), numberAt(after, 'server.uptime')];
  return old !== undefined && now !== undefined && now < old;
}
