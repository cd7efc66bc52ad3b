import { compareBytes } from '../../gotext/compare.ts';
import { goSort } from '../../gotext/sort.ts';
import type { ConfigDump } from '../dump.ts';
import { enumName, field, list, text } from '../fields.ts';
import { type Shape, WHOLE } from '../json/project.ts';
import { EnvoyError } from '../problems.ts';
import { istioConfigCell } from './istio-config.ts';
import { parseSubsetKey, type SubsetKey } from './subset-key.ts';
import { cells, type Table } from './table.ts';

/** Which clusters: every test is for a part of the cluster's name. */
export interface ClusterFilter {
  readonly fqdn?: string;
  readonly direction?: string;
  readonly subset?: string;
  /** The part is `|PORT|`; 0 or absent for any. */
  readonly port?: number;
}

/** Names of `envoy.config.cluster.v3.Cluster.DiscoveryType`, by number. */
const DISCOVERY_TYPES = ['STATIC', 'STRICT_DNS', 'LOGICAL_DNS', 'EDS', 'ORIGINAL_DST'] as const;

/** What a row shows of a cluster. */
const ROW_SHAPE: Shape = {
  name: WHOLE,
  type: WHOLE,
  metadata: { filter_metadata: { istio: { config: WHOLE } } },
};

const SECTION_LISTS = ['dynamic_active_clusters', 'static_clusters'] as const;

/**
 * The active and static clusters of a dump that pass a filter, in the order of tables and lists: by host, subset, port,
 * direction. `shape` says what to read of each besides its name. Throws {@link EnvoyError} when the dump has no cluster.
 */
export function clustersOf(dump: ConfigDump, filter: ClusterFilter, shape: Shape = WHOLE): readonly unknown[] {
  const inner: Shape = { cluster: shape };
  const section = dump.section('clusters', { dynamic_active_clusters: inner, static_clusters: inner });
  const all = SECTION_LISTS.flatMap((name) => list(section, name)).map((entry) => field(entry, 'cluster'));
  const present = all.filter((cluster) => cluster !== undefined);
  if (present.length === 0) {
    throw new EnvoyError('INPUT_CLUSTERS', 'the config dump has no clusters', { peer: 'no clusters found' });
  }
  return sortClusters(present).filter((cluster) => matchesCluster(text(cluster, 'name'), filter));
}

/** Clusters, or anything with a cluster's name, sorted as tables have them; `nameOf` gives the name. */
export function sortByCluster<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  const keyed = items.map((item) => ({ item, key: sortKey(nameOf(item)) }));
  return goSort(keyed, (a, b) => compareKeys(a.key, b.key) < 0).map(({ item }) => item);
}

function sortClusters(clusters: readonly unknown[]): readonly unknown[] {
  return sortByCluster(clusters, (cluster) => text(cluster, 'name'));
}

function sortKey(name: string): SubsetKey {
  return parseSubsetKey(name) ?? { direction: '', port: 0, subset: '', host: name };
}

function compareKeys(a: SubsetKey, b: SubsetKey): number {
  return (
    compareBytes(a.host, b.host) ||
    compareBytes(a.subset, b.subset) ||
    a.port - b.port ||
    compareBytes(a.direction, b.direction)
  );
}

/** Whether a cluster of this name passes a filter. */
export function matchesCluster(
  name: string,
  { fqdn = '', direction = '', subset = '', port = 0 }: ClusterFilter,
): boolean {
  const parts = [fqdn, direction, subset, port === 0 ? '' : `|${port}|`];
  return parts.every((part) => name.includes(part));
}

/** The table of clusters; with a name column when it is one table among others. */
export function clusterTable(dump: ConfigDump, filter: ClusterFilter, named = false): Table {
  const header = cells(named && 'NAME', 'SERVICE FQDN', 'PORT', 'SUBSET', 'DIRECTION', 'TYPE', 'DESTINATION RULE');
  const clusters = clustersOf(dump, filter, ROW_SHAPE);
  const rows = clusters.map((cluster) => clusterRow(cluster, named));
  return { header, rows, keys: clusters.map((cluster) => text(cluster, 'name')), padding: 5 };
}

function clusterRow(cluster: unknown, named: boolean): readonly string[] {
  const name = text(cluster, 'name');
  const type = enumName(cluster, 'type', DISCOVERY_TYPES);
  const rule = istioConfigCell(field(cluster, 'metadata'));
  const label = named ? `cluster/${name}` : name;
  const key = parseSubsetKey(name);
  // Beside a name column the reference repeats it here for names that are not Istio's.
  if (!key) return cells(named && label, label, '-', '-', '-', type, rule);
  return cells(named && label, key.host, String(key.port), key.subset || '-', key.direction, type, rule);
}
