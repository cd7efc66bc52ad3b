/** `/clusters`. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/clusters.proto */
import type { RE2JS } from 're2js';
import type { CircuitBreakerThresholds, Cluster } from '../../xds/resources/cluster.ts';
import { type AdminAnswer, jsonAnswer, textAnswer } from './answer.ts';
import { regexOf } from './regex.ts';
import type { AdminSources, EndpointReport } from './sources.ts';

/** Envoy's own limits, where the configuration names none. */
const LIMITS = { max_connections: 1024, max_pending_requests: 1024, max_requests: 1024, max_retries: 3 } as const;
type LimitName = keyof typeof LIMITS;
const LIMIT_NAMES: readonly LimitName[] = ['max_connections', 'max_pending_requests', 'max_requests', 'max_retries'];

const PRIORITIES = [
  { text: 'default_priority', priority: undefined },
  { text: 'high_priority', priority: 'HIGH' },
] as const;

function limitsOf({ circuit_breakers: breakers }: Cluster, priority: 'HIGH' | undefined): Record<LimitName, number> {
  const thresholds: CircuitBreakerThresholds =
    breakers?.thresholds?.find((each) => (each.priority === 'HIGH' ? 'HIGH' : undefined) === priority) ?? {};
  return {
    max_connections: thresholds.max_connections ?? LIMITS.max_connections,
    max_pending_requests: thresholds.max_pending_requests ?? LIMITS.max_pending_requests,
    max_requests: thresholds.max_requests ?? LIMITS.max_requests,
    max_retries: thresholds.max_retries ?? LIMITS.max_retries,
  };
}

/** A cluster of the configuration beside its endpoints as they are now. */
interface Pair {
  readonly cluster: Cluster;
  readonly endpoints: readonly EndpointReport[];
}

async function pairsOf(sources: AdminSources, pattern: RE2JS | undefined): Promise<readonly Pair[]> {
  const reports = new Map((await sources.engine.clusters()).map(({ name, endpoints }) => [name, endpoints]));
  return sources
    .snapshot()
    .snapshot.clusters.filter(({ name }) => pattern?.matcher(name).find() ?? true)
    .map((cluster) => ({ cluster, endpoints: reports.get(cluster.name) ?? [] }));
}

function healthText({ available, ejected }: EndpointReport): string {
  const flags = [...(available ? [] : ['/failed_eds_health']), ...(ejected ? ['/failed_outlier_check'] : [])];
  return flags.length === 0 ? 'healthy' : flags.join('');
}

/** Where an endpoint is, as far as the configuration says it. */
function placeOf({ load_assignment: assignment }: Cluster, { label }: EndpointReport) {
  for (const group of assignment?.endpoints ?? []) {
    for (const { endpoint } of group.lb_endpoints ?? []) {
      const { socket_address: socket, pipe } = endpoint.address;
      const found = socket ? `${socket.address}:${socket.port_value}` : pipe?.path;
      if (found === label)
        return { locality: group.locality ?? {}, priority: group.priority ?? 0, hostname: endpoint.hostname };
    }
  }
  return { locality: {}, priority: 0, hostname: undefined };
}

function endpointValues(cluster: Cluster, report: EndpointReport): Readonly<Record<string, string | number>> {
  const { locality, priority, hostname } = placeOf(cluster, report);
  return {
    cx_active: report.cxActive,
    cx_connect_fail: report.cxConnectFail,
    cx_total: report.cxTotal,
    rq_active: report.rqActive,
    rq_error: report.rqError,
    rq_pending_active: 0,
    rq_success: report.rqSuccess,
    rq_timeout: report.rqTimeout,
    rq_total: report.rqTotal,
    hostname: hostname ?? '',
    health_flags: healthText(report),
    weight: report.weight,
    region: locality.region ?? '',
    zone: locality.zone ?? '',
    sub_zone: locality.sub_zone ?? '',
    canary: 'false',
    priority,
    success_rate: -1,
    local_origin_success_rate: -1,
  };
}

function clusterLines({ cluster, endpoints }: Pair): string {
  const { name } = cluster;
  const lines = [`observability_name::${cluster.alt_stat_name ?? name}`];
  for (const { text, priority } of PRIORITIES) {
    const limits = limitsOf(cluster, priority);
    lines.push(...LIMIT_NAMES.map((limit) => `${text}::${limit}::${limits[limit]}`));
  }
  lines.push('added_via_api::false');
  for (const endpoint of endpoints) {
    const values = Object.entries(endpointValues(cluster, endpoint));
    lines.push(...values.map(([key, value]) => `${endpoint.label}::${key}::${value}`));
  }
  return lines.map((line) => `${name}::${line}\n`).join('');
}

/** A value of 0 is left out, as JSON made of protobuf does. */
function simple(name: string, value: number, type?: 'GAUGE'): unknown {
  return { ...(type ? { type } : {}), ...(value === 0 ? {} : { value: String(value) }), name };
}

function hostStatus(cluster: Cluster, report: EndpointReport): unknown {
  const { locality, priority, hostname } = placeOf(cluster, report);
  const address =
    report.path === ''
      ? { socket_address: { address: report.host, port_value: report.port } }
      : { pipe: { path: report.path } };
  return {
    address,
    stats: [
      simple('cx_connect_fail', report.cxConnectFail),
      simple('cx_total', report.cxTotal),
      simple('rq_error', report.rqError),
      simple('rq_success', report.rqSuccess),
      simple('rq_timeout', report.rqTimeout),
      simple('rq_total', report.rqTotal),
      simple('cx_active', report.cxActive, 'GAUGE'),
      simple('rq_active', report.rqActive, 'GAUGE'),
      simple('rq_pending_active', 0, 'GAUGE'),
    ],
    health_status: {
      ...(report.ejected ? { failed_outlier_check: true } : {}),
      eds_health_status: report.available ? 'HEALTHY' : 'UNHEALTHY',
    },
    weight: report.weight,
    ...(hostname === undefined ? {} : { hostname }),
    ...(priority === 0 ? {} : { priority }),
    locality,
  };
}

function clusterStatus({ cluster, endpoints }: Pair): unknown {
  return {
    name: cluster.name,
    ...(endpoints.length === 0 ? {} : { host_statuses: endpoints.map((each) => hostStatus(cluster, each)) }),
    circuit_breakers: {
      thresholds: PRIORITIES.map(({ priority }) => ({
        ...(priority ? { priority } : {}),
        ...limitsOf(cluster, priority),
      })),
    },
    observability_name: cluster.alt_stat_name ?? cluster.name,
  };
}

/** Clusters, their limits and endpoints; `?filter=` is RE2 on names, 400 for one that is none. */
export async function clustersPage(query: URLSearchParams, sources: AdminSources): Promise<AdminAnswer> {
  const pattern = regexOf(query, 'filter');
  if (pattern !== undefined && 'status' in pattern) return pattern;
  const pairs = await pairsOf(sources, pattern);
  if (query.get('format') === 'json') return jsonAnswer({ cluster_statuses: pairs.map(clusterStatus) });
  return textAnswer(pairs.map(clusterLines).join(''));
}
