/** Configuration nobody uses: what took no connection since the proxy started. */
import type { ConfigDump } from '../envoy/dump.ts';
import { field, fieldAt, text } from '../envoy/fields.ts';
import { WHOLE } from '../envoy/json/project.ts';
import { listenAddress } from '../envoy/rows/address.ts';
import { clustersOf } from '../envoy/rows/cluster.ts';
import { listenersOf } from '../envoy/rows/listener.ts';
import { type ClusterFacts, sumOver } from './hosts.ts';
import type { Moment } from './moment.ts';

/** A cluster or listener that was never used. */
export interface Unused {
  readonly kind: 'cluster' | 'listener';
  readonly name: string;
  /** Of a cluster. */
  readonly endpoints?: number;
  /** The object of the mesh it was made from, as metadata names it. */
  readonly source?: string;
}

/** What of a proxy's configuration was never used. */
export interface Usage {
  readonly unused: readonly Unused[];
  readonly clusters: number;
  /** `undefined` where the proxy keeps no statistics of listeners: then nothing is known of them. */
  readonly listeners: number | undefined;
}

/** What usage is told from. */
export interface UsageInput {
  readonly dump: ConfigDump;
  /** The endpoints of clusters: they count whatever statistics the proxy leaves out. */
  readonly facts: readonly ClusterFacts[];
  /** `undefined` where there are no statistics. */
  readonly moment: Moment | undefined;
}

/** The clusters and listeners without a connection, in the order of tables. Throws EnvoyError for a dump without clusters. */
export function usageOf({ dump, facts, moment }: UsageInput): Usage {
  const clusters = clustersOf(dump, {}, { name: WHOLE, metadata: { filter_metadata: { istio: WHOLE } } });
  const known = new Map(facts.map((each) => [each.name, each]));
  const counted = moment?.scopes.cluster;
  const idle = clusters.flatMap((cluster): readonly Unused[] => {
    const name = text(cluster, 'name');
    const own = known.get(name);
    const totals = counted?.get(own?.statName ?? name)?.totals ?? {};
    const used = (totals['upstream_cx_total'] ?? 0) + (totals['upstream_rq_total'] ?? 0);
    const served = own ? sumOver(own.hosts, 'cx_total') + sumOver(own.hosts, 'rq_total') : 0;
    if (used + served > 0) return [];
    const source = text(fieldAt(cluster, 'metadata', 'filter_metadata', 'istio'), 'config');
    return [{ kind: 'cluster', name, endpoints: own?.hosts.length ?? 0, ...(source !== '' && { source }) }];
  });
  const listening = moment && moment.scopes.listener.size > 0 ? listenersOf(dump, {}) : undefined;
  const silent = (listening ?? []).filter((listener) => !isUsed(listener, moment));
  return {
    unused: [...idle, ...silent.map((listener): Unused => ({ kind: 'listener', name: text(listener, 'name') }))],
    clusters: clusters.length,
    listeners: listening?.length,
  };
}

/** Envoy counts under the listener's `stat_prefix` or, without one, its address with underscores for colons. */
function isUsed(listener: unknown, moment: Moment | undefined): boolean {
  const { host, port } = listenAddress(field(listener, 'address'));
  const address = host.includes(':') ? `[${host}]` : host;
  const name = text(listener, 'stat_prefix') || `${address}:${port}`.replaceAll(':', '_');
  return (moment?.scopes.listener.get(name)?.totals['downstream_cx_total'] ?? 0) > 0;
}
