/** What a proxy's dump tells of the objects of the mesh behind its configuration. */
import type { ConfigDump } from '../../envoy/dump.ts';
import { enumName, field, fieldAt, list, map, text } from '../../envoy/fields.ts';
import { HTTP_MANAGER } from '../../envoy/rows/filter-names.ts';
import { parseSubsetKey } from '../../envoy/rows/subset-key.ts';
import { compareBytes } from '../../gotext/compare.ts';
import { asString } from '../../model/json.ts';

/** An object of the mesh, by kind as paths have it. */
export interface ConfigRef {
  readonly name: string;
  readonly namespace: string;
}

/** What is asked of a proxy. */
export interface ProxyFacts {
  /** The DestinationRule behind the clusters of a host and port. */
  readonly destinationRule: (host: string, port: number) => ConfigRef | undefined;
  /** The VirtualServices behind the routes to a host and port. */
  readonly virtualServices: (host: string, port: number) => readonly ConfigRef[];
  /** The VirtualServices whose routes lead to a host, whatever they are asked for: those of gateways. */
  readonly leadingTo: (host: string) => readonly ConfigRef[];
  /** Names of the RBAC policies for requests that come in; with `first` only those of the first filter that decides. */
  readonly rbac: (options: { readonly first: boolean }) => readonly string[];
}

/** The answers of a proxy that is not there. */
export const NO_PROXY: ProxyFacts = {
  destinationRule: () => undefined,
  virtualServices: () => [],
  leadingTo: () => [],
  rbac: () => [],
};

/** Reads a dump for what descriptions ask. */
export function proxyFacts(dump: ConfigDump): ProxyFacts {
  const clusters = list(dump.find('clusters'), 'dynamic_active_clusters').map((entry) => field(entry, 'cluster'));
  const hosts = list(dump.find('routes'), 'dynamic_route_configs').flatMap((entry) => {
    const config = field(entry, 'route_config');
    return list(config, 'virtual_hosts').map((host) => ({ host, config: text(config, 'name') }));
  });
  return {
    destinationRule(host, port) {
      const own = clusters.filter((cluster) => {
        const key = parseSubsetKey(text(cluster, 'name'));
        return key?.direction === 'outbound' && key.host === host && key.port === port;
      });
      return refsIn(own, 'destination-rule')[0];
    },
    virtualServices: (host, port) =>
      refsIn(
        hosts
          .filter((item) => isFor(item.host, item.config, { host, port }))
          .flatMap((item) => list(item.host, 'routes')),
        'virtual-service',
      ),
    leadingTo: (host) =>
      refsIn(
        hosts.flatMap((item) => list(item.host, 'routes')).filter((route) => targetsOf(route).includes(host)),
        'virtual-service',
      ),
    rbac: ({ first }) => rbacNames(dump, first),
  };
}

/** Whether a virtual host answers for a host and port: by its name, or by its domains in a configuration of the port. */
function isFor(
  virtualHost: unknown,
  config: string,
  { host, port }: { readonly host: string; readonly port: number },
): boolean {
  if (text(virtualHost, 'name') === `${host}:${port}`) return true;
  return config === String(port) && list(virtualHost, 'domains').includes(host);
}

function targetsOf(route: unknown): readonly string[] {
  const action = field(route, 'route');
  const weighted = list(field(action, 'weighted_clusters'), 'clusters').map((cluster) => text(cluster, 'name'));
  return [text(action, 'cluster'), ...weighted].flatMap((name) => parseSubsetKey(name)?.host ?? []);
}

const PATH = /^\/apis\/networking\.istio\.io\/[^/]+\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** The objects of a kind that the metadata of some elements names, each once. */
function refsIn(elements: readonly unknown[], kind: string): readonly ConfigRef[] {
  const refs = new Map<string, ConfigRef>();
  for (const element of elements) {
    const path = asString(fieldAt(element, 'metadata', 'filter_metadata', 'istio', 'config')) ?? '';
    const [, namespace = '', found, name = ''] = PATH.exec(path) ?? [];
    if (found === kind) refs.set(path, { name, namespace });
  }
  return [...refs.values()];
}

const INBOUND = 'virtualInbound';
const RBAC = 'envoy.filters.http.rbac';

function rbacNames(dump: ConfigDump, first: boolean): readonly string[] {
  const inbound = list(dump.find('listeners'), 'dynamic_listeners')
    .map((entry) => fieldAt(entry, 'active_state', 'listener'))
    .find(
      (listener) => text(listener, 'name') === INBOUND || enumName(listener, 'traffic_direction', []) === 'INBOUND',
    );
  const managers = list(inbound, 'filter_chains').flatMap((chain) =>
    list(chain, 'filters').filter((filter) => text(filter, 'name') === HTTP_MANAGER),
  );
  const filters = list(field(managers[0], 'typed_config'), 'http_filters').filter(
    (filter) => text(filter, 'name') === RBAC,
  );
  const names = filters.map((filter) => Object.keys(map(fieldAt(filter, 'typed_config', 'rules'), 'policies')));
  const wanted = first ? (names.find((list) => list.length > 0) ?? []) : names.flat();
  return [...new Set(wanted)].sort(compareBytes);
}
