/** What a proxy believes, by its own dump, in the form of what it was told. */
import type { ConfigDump, SectionKind } from '../envoy/dump.ts';
import type { Path } from '../model/diagnostic.ts';
import { asList, asMap, asString, getIn, isMap, type JsonMap } from '../model/json.ts';
import type { Cluster, ClusterLoadAssignment } from '../xds/resources/cluster.ts';
import type { Listener } from '../xds/resources/listener.ts';
import type { RouteConfiguration } from '../xds/resources/route.ts';
import type { Snapshot } from '../xds/snapshot.ts';
import { withoutSecrets } from './secrets.ts';

interface ListAt {
  readonly section: SectionKind;
  readonly list: string;
  /** From an entry of the list to the resource. */
  readonly path: Path;
}

const LISTENERS: readonly ListAt[] = [
  { section: 'listeners', list: 'dynamic_listeners', path: ['active_state', 'listener'] },
  { section: 'listeners', list: 'static_listeners', path: ['listener'] },
];
const ROUTES: readonly ListAt[] = [
  { section: 'routes', list: 'dynamic_route_configs', path: ['route_config'] },
  { section: 'routes', list: 'static_route_configs', path: ['route_config'] },
];
const CLUSTERS: readonly ListAt[] = [
  { section: 'clusters', list: 'dynamic_active_clusters', path: ['cluster'] },
  { section: 'clusters', list: 'static_clusters', path: ['cluster'] },
];
const ENDPOINTS: readonly ListAt[] = [
  { section: 'endpoints', list: 'dynamic_endpoint_configs', path: ['endpoint_config'] },
  { section: 'endpoints', list: 'static_endpoint_configs', path: ['endpoint_config'] },
];

/** Ways of matching headers that older control planes write, and what became of them. */
const OLD_MATCHES: Readonly<Record<string, string>> = {
  exact_match: 'exact',
  prefix_match: 'prefix',
  suffix_match: 'suffix',
  contains_match: 'contains',
  safe_regex_match: 'safe_regex',
};

/** Messages as they are written today. */
function modern(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(modern);
  if (!isMap(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const kind = 'name' in value ? OLD_MATCHES[key] : undefined;
    if (kind === undefined) out[key] = modern(inner);
    else out['string_match'] = { [kind]: modern(inner) };
  }
  return out;
}

function resources(dump: ConfigDump, places: readonly ListAt[]): readonly JsonMap[] {
  return places.flatMap(({ section, list, path }) =>
    dump.all(section).flatMap((part) =>
      asList(part[list]).flatMap((entry) => {
        const found = getIn(entry, path);
        return isMap(found) ? [asMap(modern(found))] : [];
      }),
    ),
  );
}

function withEndpoints(cluster: JsonMap, assignments: ReadonlyMap<string, JsonMap>): JsonMap {
  const service = asString(getIn(cluster, ['eds_cluster_config', 'service_name'])) ?? asString(cluster['name']) ?? '';
  const found = assignments.get(service);
  return cluster['type'] === 'EDS' && found ? { ...cluster, load_assignment: found } : cluster;
}

/**
 * What is in force of a dump. Endpoints are there when the dump has them (`include_eds`).
 * @throws {EnvoyError} for a dump without listeners or clusters.
 */
export function snapshotOfDump(dump: ConfigDump): Snapshot {
  dump.section('listeners', {});
  dump.section('clusters', {});
  const assignments = new Map(resources(dump, ENDPOINTS).map((each) => [asString(each['cluster_name']) ?? '', each]));
  // The border of JSON: a proxy's dump has the messages in the form they were sent in, which is that of these types.
  // Listeners inside of the proxy have no address, and nobody comes to them.
  const reachable = resources(dump, LISTENERS).filter((each) => isMap(getIn(each, ['address', 'socket_address'])));
  const listeners = reachable as readonly unknown[] as readonly Listener[];
  const routes = resources(dump, ROUTES) as readonly unknown[] as readonly RouteConfiguration[];
  const clusters = resources(dump, CLUSTERS).map((each) => withEndpoints(each, assignments)) as readonly unknown[];
  return withoutSecrets({
    listeners,
    routes,
    clusters: clusters as readonly Cluster[],
    secrets: [],
    extensions: new Map(),
    sources: new Map(),
    diagnostics: [],
  });
}

/** Whether a dump has endpoints at all. */
export function hasEndpoints({ clusters }: Snapshot): boolean {
  const assigned: readonly (ClusterLoadAssignment | undefined)[] = clusters
    .filter(({ type }) => type === 'EDS')
    .map(({ load_assignment: found }) => found);
  return assigned.length === 0 || assigned.some((each) => each !== undefined);
}
