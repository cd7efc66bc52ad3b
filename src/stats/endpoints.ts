/** What endpoints did between two answers of `/clusters`. */
import type { ClusterFacts, HostFacts } from './hosts.ts';
import { isHealthy, sumOver } from './hosts.ts';
import { hasRestarted, secondsBetween } from './moment.ts';
import { type Span, stateOf, type Traffic } from './traffic.ts';
import { growth, plain } from './value.ts';

/** An endpoint with its traffic. */
export interface EndpointTraffic {
  readonly cluster: ClusterFacts;
  readonly host: HostFacts;
  readonly traffic: Traffic;
}

const COUNTERS = ['rq_total', 'rq_success', 'rq_error', 'rq_timeout', 'cx_total', 'cx_connect_fail'] as const;
const GAUGES = ['rq_active', 'cx_active', 'rq_pending_active'] as const;

/** The counters of requests endpoints have. */
export const ENDPOINT_STATS = { requests: 'rq_total', answered: 'rq_answered', failed: 'rq_error' } as const;

/** Every endpoint of one cluster, or of all, in the order of the answer. */
export function endpointTraffic(span: Span, only?: string): readonly EndpointTraffic[] {
  const { before, after, whole = false } = span.hosts ?? span;
  const clusters = (after.clusters ?? []).filter(({ name }) => only === undefined || name === only);
  const earlier = before?.clusters ? before : undefined;
  const restarted = earlier !== undefined && hasRestarted(earlier, after);
  const seconds = earlier && secondsBetween(earlier, after);
  const known = new Map(earlier?.clusters?.map((cluster) => [cluster.name, cluster.hosts]));
  return clusters.flatMap((cluster) => {
    const old = new Map(known.get(cluster.name)?.map((host) => [host.address, host]));
    return cluster.hosts.map((host) => ({
      cluster,
      host,
      traffic: hostTraffic({ host, before: old.get(host.address), seconds, restarted, whole }),
    }));
  });
}

interface HostPair {
  readonly host: HostFacts;
  readonly before: HostFacts | undefined;
  readonly seconds: number | undefined;
  readonly restarted: boolean;
  readonly whole: boolean;
}

function hostTraffic({ host, before, seconds, restarted, whole }: HostPair): Traffic {
  const grown: Record<string, number> = {};
  let fell = restarted;
  for (const stat of seconds === undefined ? [] : COUNTERS) {
    const more = growth(before?.values.get(stat) ?? 0, host.values.get(stat) ?? 0);
    if (more === undefined) fell = true;
    else grown[stat] = more;
  }
  const state = stateOf(seconds, fell, whole);
  const valuesOf = (stats: readonly string[]) =>
    Object.fromEntries(stats.map((stat) => [stat, plain(host.values.get(stat) ?? 0)]));
  return {
    name: host.address,
    state,
    grown: state === 'counted' ? withAnswered(grown) : {},
    seconds: state === 'counted' ? (seconds ?? 0) : 0,
    totals: withAnswered(valuesOf(COUNTERS)),
    gauges: valuesOf(GAUGES),
    latency: undefined,
  };
}

/** Requests that ended one way or the other; `rq_total` has those under way as well. */
function withAnswered(numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return { ...numbers, rq_answered: (numbers['rq_success'] ?? 0) + (numbers['rq_error'] ?? 0) };
}

/** How many endpoints a cluster has, and how many of them take traffic. */
export interface Membership {
  readonly total: number;
  readonly healthy: number;
  readonly ejected: number;
}

/** The membership of a cluster, from its endpoints or, where those are unknown, from its statistics; `undefined` without either. */
export function membershipOf(cluster: ClusterFacts | undefined, gauges: Traffic['gauges']): Membership | undefined {
  if (cluster) {
    const { hosts } = cluster;
    return {
      total: hosts.length,
      healthy: hosts.filter(isHealthy).length,
      ejected: hosts.filter(({ ejected }) => ejected).length,
    };
  }
  const total = gauges['membership_total'];
  if (total === undefined) return undefined;
  const ejected = gauges['outlier_detection.ejections_active'] ?? 0;
  return { total, healthy: gauges['membership_healthy'] ?? 0, ejected };
}

/** The traffic of a cluster whose statistics are trimmed away, put together from its endpoints. */
export function fromEndpoints(cluster: ClusterFacts, parts: readonly Traffic[]): Traffic {
  const state = parts.find((part) => part.state !== 'counted')?.state ?? 'counted';
  const sum = (pick: (part: Traffic) => Readonly<Record<string, number>>, stat: string): number =>
    parts.reduce((total, part) => total + (pick(part)[stat] ?? 0), 0);
  const numbersOf = (pick: (part: Traffic) => Readonly<Record<string, number>>) => ({
    upstream_rq_total: sum(pick, 'rq_total'),
    upstream_rq_completed: sum(pick, 'rq_answered'),
    upstream_rq_5xx: sum(pick, 'rq_error'),
    upstream_cx_total: sum(pick, 'cx_total'),
    upstream_cx_connect_fail: sum(pick, 'cx_connect_fail'),
  });
  return {
    name: cluster.statName,
    state,
    grown: state === 'counted' ? numbersOf(({ grown }) => grown) : {},
    seconds: state === 'counted' ? (parts[0]?.seconds ?? 0) : 0,
    totals: numbersOf(({ totals }) => totals),
    gauges: {
      upstream_rq_active: sumOver(cluster.hosts, 'rq_active'),
      upstream_cx_active: sumOver(cluster.hosts, 'cx_active'),
    },
    latency: undefined,
  };
}
