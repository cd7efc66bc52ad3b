/** What telemetry takes from a snapshot: names of series, labels of workloads, formats of logs. */
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import type { Cluster, LbEndpoint } from '../../xds/resources/cluster.ts';
import type { TypedExtension } from '../../xds/resources/common.ts';
import type { Listener } from '../../xds/resources/listener.ts';
import type { Snapshot } from '../../xds/snapshot.ts';
import { finish, type Slices } from '../runtime/slices.ts';

/** One access log of a listener. */
export interface LogPlan {
  /** A file, or `/dev/stdout`. */
  readonly path: string;
  readonly format: { readonly text: string } | { readonly json: JsonMap };
  /** An expression of CEL; absent for all requests. */
  readonly filter?: string;
}

/** A listener as telemetry knows it. */
export interface ListenerNames {
  readonly address: string;
  /** Of the connection manager; empty for a listener of TCP. */
  readonly statPrefix: string;
  readonly inbound: boolean;
  readonly logs: readonly LogPlan[];
}

/** The service a cluster is of. */
export interface ServiceNames {
  readonly host: string;
  readonly name: string;
  readonly namespace: string;
}

/** A workload behind an endpoint; empty texts for what is not known. */
export interface WorkloadNames {
  readonly workload: string;
  readonly namespace: string;
  readonly service: string;
  readonly revision: string;
  readonly cluster: string;
}

/** A cluster as telemetry knows it. */
export interface ClusterNames {
  readonly statName: string;
  readonly service: ServiceNames | undefined;
  /** By `address:port`, as endpoints are labelled. */
  readonly workloads: ReadonlyMap<string, WorkloadNames>;
}

/** What telemetry takes from one snapshot. */
export interface TelemetryPlan {
  readonly listeners: ReadonlyMap<string, ListenerNames>;
  readonly clusters: ReadonlyMap<string, ClusterNames>;
}

function logPlans(value: unknown): readonly LogPlan[] {
  return asList(value).flatMap((log): readonly LogPlan[] => {
    const config = asMap(getIn(log, ['typed_config']));
    const path = asString(config['path']);
    if (path === undefined) return [];
    const expression = asString(getIn(log, ['filter', 'extension_filter', 'typed_config', 'expression']));
    const filter = expression === undefined ? {} : { filter: expression };
    const json = getIn(config, ['log_format', 'json_format']);
    if (json !== undefined) return [{ path, format: { json: asMap(json) }, ...filter }];
    const text = getIn(config, ['log_format', 'text_format_source', 'inline_string']);
    return [{ path, format: { text: asString(text) ?? '' }, ...filter }];
  });
}

function listenerNames(listener: Listener): ListenerNames {
  const chains = [...(listener.filter_chains ?? []), listener.default_filter_chain ?? {}];
  const filters: readonly TypedExtension[] = chains.flatMap(({ filters: list }) => list ?? []);
  const logging = filters.find(({ typed_config: config }) => config?.['access_log'] !== undefined);
  const manager = filters.find(({ typed_config: config }) => config?.['http_filters'] !== undefined);
  const socket = listener.address.socket_address;
  return {
    address: socket ? `${socket.address}_${socket.port_value}` : listener.name,
    statPrefix: asString(manager?.typed_config?.['stat_prefix']) ?? '',
    inbound: listener.traffic_direction === 'INBOUND',
    logs: logPlans(logging?.typed_config?.['access_log'] ?? listener.access_log),
  };
}

function serviceNames({ metadata }: Cluster): ServiceNames | undefined {
  const [service] = asList(getIn(metadata, ['filter_metadata', 'istio', 'services']));
  const { host, name, namespace } = asMap(service);
  const text = (value: unknown): string => asString(value) ?? 'unknown';
  return service === undefined ? undefined : { host: text(host), name: text(name), namespace: text(namespace) };
}

/** `name;namespace;canonical name;canonical revision;cluster`, as the control plane writes it. */
function workloadNames({ metadata }: LbEndpoint): WorkloadNames | undefined {
  const text = asString(getIn(metadata, ['filter_metadata', 'istio', 'workload']));
  if (text === undefined) return undefined;
  const [workload = '', namespace = '', service = '', revision = '', cluster = ''] = text.split(';');
  return { workload, namespace, service, revision, cluster };
}

function clusterNames(cluster: Cluster): ClusterNames {
  const workloads = new Map<string, WorkloadNames>();
  for (const group of cluster.load_assignment?.endpoints ?? []) {
    for (const each of group.lb_endpoints ?? []) {
      const { socket_address: socket, pipe } = each.endpoint.address;
      const names = workloadNames(each);
      if (names === undefined) continue;
      const host = socket?.address.includes(':') ? `[${socket.address}]` : socket?.address;
      workloads.set(socket ? `${host}:${socket.port_value}` : (pipe?.path ?? ''), names);
    }
  }
  return { statName: cluster.alt_stat_name ?? cluster.name, service: serviceNames(cluster), workloads };
}

type Named = Pick<Snapshot, 'listeners' | 'clusters'>;

/** Reads what telemetry needs to know from a snapshot, a listener or cluster in each slice. */
export function* telemetrySlices({ listeners, clusters }: Named): Slices<TelemetryPlan> {
  const plan = { listeners: new Map<string, ListenerNames>(), clusters: new Map<string, ClusterNames>() };
  for (const listener of listeners) {
    plan.listeners.set(listener.name, listenerNames(listener));
    yield;
  }
  for (const cluster of clusters) {
    plan.clusters.set(cluster.name, clusterNames(cluster));
    yield;
  }
  return plan;
}

/** The same at once. */
export function telemetryPlan(snapshot: Named): TelemetryPlan {
  return finish(telemetrySlices(snapshot));
}
