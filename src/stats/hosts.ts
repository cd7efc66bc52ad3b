/** `/clusters?format=json`: the endpoints of clusters, their health and what they have served. */
import { enumName, field, flag, list, number, text } from '../envoy/fields.ts';
import { camelCase } from '../envoy/json/project.ts';
import { endpointAddress } from '../envoy/rows/address.ts';
import { type ClustersAnswer, hostPort, readClusterStatuses } from '../envoy/rows/endpoint.ts';
import { HEALTH_STATUSES } from '../envoy/rows/health.ts';
import { asMap } from '../model/json.ts';
import { late } from './late.ts';
import { parseValue, plain, type StatValue } from './value.ts';

/** An endpoint of a cluster. */
export interface HostFacts {
  readonly address: string;
  /** As the control plane sent it. */
  readonly health: string;
  /** What the proxy found itself: `failed_active_health_check`, … */
  readonly failures: readonly string[];
  /** Whether anybody was asked what the proxy found; a configuration dump does not know. */
  readonly checked: boolean;
  readonly ejected: boolean;
  /** In percent, as outlier detection sees it; `undefined` with too little traffic. */
  readonly successRate: number | undefined;
  readonly weight: number;
  readonly priority: number;
  readonly locality: string;
  /** Counters and gauges: `rq_total`, `cx_active`, … */
  readonly values: ReadonlyMap<string, StatValue>;
}

/** The limits of a cluster's circuit breakers for traffic of default priority. */
export interface Limits {
  readonly connections: number;
  readonly pending: number;
  readonly requests: number;
  readonly retries: number;
}

/** A cluster as `/clusters` has it. */
export interface ClusterFacts {
  readonly name: string;
  /** Under which its statistics stand, where that is another name. */
  readonly statName: string;
  /** Below this success rate, in percent, hosts are ejected; `undefined` without such detection. */
  readonly ejectionThreshold: number | undefined;
  readonly limits: Limits | undefined;
  readonly hosts: readonly HostFacts[];
}

const FAILURES: ReadonlyMap<string, string> = new Map(
  [
    'failed_active_health_check',
    'failed_outlier_check',
    'failed_active_degraded_check',
    'pending_dynamic_removal',
    'pending_active_hc',
    'excluded_via_immediate_hc_fail',
    'active_hc_timeout',
  ].flatMap((name) => [
    [name, name],
    [camelCase(name), name],
  ]),
);

/** The clusters of an answer. Throws EnvoyError when it is no JSON. */
export function readHosts(answer: ClustersAnswer): readonly ClusterFacts[] {
  return statusesOf(answer).map(clusterFacts);
}

/** A cluster by its status in such an answer. */
export function clusterFacts(status: unknown): ClusterFacts {
  const name = text(status, 'name');
  return {
    name,
    statName: text(status, 'observability_name') || name,
    ejectionThreshold: percent(field(status, 'success_rate_ejection_threshold')),
    limits: limitsOf(status),
    hosts: list(status, 'host_statuses').map(hostOf),
  };
}

/** Read in one go, for all of it is wanted; what is wrong with a broken answer takes a closer look. */
function statusesOf(answer: ClustersAnswer): readonly unknown[] {
  try {
    return list(JSON.parse(new TextDecoder().decode(answer.bytes)), 'cluster_statuses');
  } catch (error) {
    if (error instanceof SyntaxError) return readClusterStatuses(answer);
    throw error;
  }
}

/** A percentage; Envoy says -1 or nothing at all when it has none. */
function percent(value: unknown): number | undefined {
  const found = field(value, 'value');
  return typeof found === 'number' && found >= 0 ? found : undefined;
}

/** The limits of a cluster, or of its status; `undefined` where it has none of its own for traffic of default priority. */
export function limitsOf(status: unknown): Limits | undefined {
  const all = list(field(status, 'circuit_breakers'), 'thresholds');
  const own = all.find((each) => field(each, 'priority') === undefined || field(each, 'priority') === 'DEFAULT');
  if (own === undefined) return undefined;
  return {
    connections: number(own, 'max_connections'),
    pending: number(own, 'max_pending_requests'),
    requests: number(own, 'max_requests'),
    retries: number(own, 'max_retries'),
  };
}

function hostOf(status: unknown): HostFacts {
  const health = field(status, 'health_status');
  const { host, port } = endpointAddress(field(status, 'address'));
  const values = late(() => valuesOf(list(status, 'stats')));
  return {
    address: hostPort(host, port),
    health: enumName(health, 'eds_health_status', HEALTH_STATUSES),
    failures: failuresOf(health),
    checked: true,
    ejected: flag(health, 'failed_outlier_check'),
    successRate: percent(field(status, 'success_rate')),
    weight: number(status, 'weight'),
    priority: number(status, 'priority'),
    locality: localityOf(field(status, 'locality')),
    // Of thousands of endpoints few are looked at.
    get values() {
      return values();
    },
  };
}

function valuesOf(stats: readonly unknown[]): ReadonlyMap<string, StatValue> {
  return new Map(stats.map((stat) => [text(stat, 'name'), parseValue(text(stat, 'value')) ?? 0]));
}

/** Most endpoints have none: only what is there is looked at. */
function failuresOf(health: unknown): readonly string[] {
  return Object.entries(asMap(health)).flatMap(([key, value]) => {
    const name = value === true ? FAILURES.get(key) : undefined;
    return name === undefined ? [] : [name];
  });
}

/** `region/zone/subzone`, cut after the last part that is not empty. */
export function localityOf(locality: unknown): string {
  if (Object.keys(asMap(locality)).length === 0) return '';
  return ['region', 'zone', 'sub_zone']
    .map((part) => text(locality, part))
    .join('/')
    .replace(/\/+$/, '');
}

/** Whether an endpoint takes traffic, as far as the proxy knows. */
export function isHealthy({ health, failures }: HostFacts): boolean {
  return failures.length === 0 && (health === 'HEALTHY' || health === 'UNKNOWN' || health === 'DEGRADED');
}

/** The sum of a statistic over endpoints. */
export function sumOver(hosts: readonly HostFacts[], stat: string): number {
  return hosts.reduce((sum, { values }) => sum + plain(values.get(stat) ?? 0), 0);
}
