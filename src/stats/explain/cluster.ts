/** What the configuration says of a cluster, and how it does. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { enumName, field, fieldAt, list, number, text } from '../../envoy/fields.ts';
import { percentText, rateText, shortNumber } from '../format.ts';
import { type ClusterFacts, isHealthy } from '../hosts.ts';
import { perSecond, REQUEST_STATS, successOf, type Traffic } from '../traffic.ts';

/** A cluster with all that is known of it. */
export interface ExplainedCluster {
  readonly name: string;
  readonly dump: ConfigDump;
  readonly facts: ClusterFacts | undefined;
  readonly traffic: Traffic | undefined;
}

/** Names of `envoy.config.cluster.v3.Cluster.LbPolicy`, by number. */
const POLICIES = [
  'ROUND_ROBIN',
  'LEAST_REQUEST',
  'RING_HASH',
  'RANDOM',
  '4',
  'MAGLEV',
  'CLUSTER_PROVIDED',
  'LOAD_BALANCING_POLICY_CONFIG',
] as const;

/** Limits Envoy takes for none. */
const UNLIMITED = 2 ** 32 - 1;

const SECTION_LISTS = ['dynamic_active_clusters', 'static_clusters'] as const;

/** The configuration of a cluster; `undefined` when the dump does not have it. */
export function clusterConfig({ dump, name }: Pick<ExplainedCluster, 'dump' | 'name'>): unknown {
  const section = dump.find('clusters');
  return SECTION_LISTS.flatMap((key) => list(section, key))
    .map((entry) => field(entry, 'cluster'))
    .find((cluster) => text(cluster, 'name') === name);
}

/** How many of a cluster's endpoints take traffic, and how its requests go, on one line. */
export function clusterState({ facts, traffic }: ExplainedCluster): string {
  const hosts = facts?.hosts ?? [];
  const parts = [`${hosts.filter(isHealthy).length} of ${hosts.length} endpoints healthy`];
  const ejected = hosts.filter((host) => host.ejected).length;
  if (ejected > 0) parts.push(`${ejected} ejected`);
  const rate = traffic && perSecond(traffic, REQUEST_STATS.cluster.requests);
  const success = traffic && successOf(traffic, REQUEST_STATS.cluster);
  if (rate !== undefined) parts.push(`${rateText(rate)} requests a second`);
  if (success !== undefined) parts.push(`${percentText(success)} % good`);
  return parts.join(', ');
}

/** What there is to know of a cluster, line by line. */
export function clusterLines(cluster: ExplainedCluster): readonly string[] {
  const config = clusterConfig(cluster);
  const lines = [clusterState(cluster)];
  if (config === undefined) return [...lines, 'the configuration does not have it (any more)'].map(indented);
  return [
    ...lines,
    `balances by ${enumName(config, 'lb_policy', POLICIES)}`,
    outlierText(config),
    checksText(config),
    limitsText(cluster.facts?.limits),
    `connects within ${text(config, 'connect_timeout') || '5s'}`,
  ].map(indented);
}

/** A line below a headline. */
export function indented(line: string): string {
  return `  ${line}`;
}

/** What ejects an endpoint, as the reader of a dump would look for it. */
export function outlierText(config: unknown): string {
  const outlier = field(config, 'outlier_detection');
  if (outlier === undefined) return 'no outlier detection: an endpoint that fails keeps its share of requests';
  const value = (name: string, otherwise: number): number =>
    field(outlier, name) === undefined ? otherwise : number(outlier, name);
  const parts = [
    `${value('consecutive_5xx', 5)} answers 5xx in a row eject an endpoint`,
    `for ${text(outlier, 'base_ejection_time') || '30s'} and longer each time`,
    `looked at every ${text(outlier, 'interval') || '10s'}`,
    `at most ${value('max_ejection_percent', 10)} % of all`,
  ];
  return `outlier detection: ${parts.join(', ')}`;
}

function checksText(config: unknown): string {
  const checks = list(config, 'health_checks');
  if (checks.length === 0) return 'no active health checks';
  const kinds = checks.map((check) => {
    const path = text(field(check, 'http_health_check'), 'path');
    return `${path === '' ? 'a connection' : path} every ${text(check, 'interval')}`;
  });
  return `active health checks: ${kinds.join(', ')}`;
}

function limitsText(limits: ClusterFacts['limits']): string {
  const own = Object.entries(limits ?? {}).filter(([, limit]) => limit > 0 && limit < UNLIMITED);
  if (own.length === 0) return 'no limits by circuit breakers';
  return `circuit breakers: at most ${own.map(([what, limit]) => `${shortNumber(limit)} ${what}`).join(', ')}`;
}

/** Below this share of healthy endpoints Envoy distributes over all of them, in percent. */
const DEFAULT_PANIC_PERCENT = 50;

/** The share of healthy endpoints, in percent, below which requests go to all of them alike; 0 when they never do. */
export function panicPercent(config: unknown): number {
  const threshold = fieldAt(config, 'common_lb_config', 'healthy_panic_threshold');
  return threshold === undefined ? DEFAULT_PANIC_PERCENT : number(threshold, 'value');
}
