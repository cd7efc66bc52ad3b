/** The addresses a cluster's configuration gives, names looked up. */
import { parseAddress } from '../../../model/ip.ts';
import { deepEqual } from '../../../model/json.ts';
import type { Cluster, LbEndpoint, LocalityLbEndpoints } from '../../../xds/resources/cluster.ts';
import { type ClientTransport, clientTransport, type Keys, transportKey } from '../tls.ts';
import { addressLabel, type HostAddress } from './host.ts';

const TLS_MATCH = 'envoy.transport_socket_match';

/** An endpoint as configured: with a name where one has to be looked up. */
export interface ConfiguredEndpoint {
  readonly address: HostAddress;
  readonly weight: number;
  readonly available: boolean;
  /** What tells ways of speaking to the same address apart. */
  readonly transportKey: string;
}

/** Endpoints of one locality. */
export interface ConfiguredGroup {
  readonly priority: number;
  readonly weight: number;
  readonly endpoints: readonly ConfiguredEndpoint[];
}

/** The transport socket of an endpoint: the first whose criteria are part of its metadata, else the cluster's. */
function socketOf(cluster: Cluster, { metadata }: LbEndpoint): Cluster['transport_socket'] {
  const own = metadata?.filter_metadata?.[TLS_MATCH] ?? {};
  const match = cluster.transport_socket_matches?.find((each) =>
    Object.entries(each.match ?? {}).every(([key, value]) => deepEqual(own[key], value)),
  );
  return match === undefined ? cluster.transport_socket : match.transport_socket;
}

class Sockets {
  readonly #keys: Keys;
  readonly #transports = new Map<object, ClientTransport>();

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** What a socket does, read once. */
  transport(socket: Cluster['transport_socket']): ClientTransport {
    if (socket === undefined) return {};
    const known = this.#transports.get(socket);
    if (known) return known;
    const made = clientTransport(socket, this.#keys);
    this.#transports.set(socket, made);
    return made;
  }
}

function endpointOf(cluster: Cluster, each: LbEndpoint, sockets: Sockets): ConfiguredEndpoint {
  const { socket_address: socket, pipe } = each.endpoint.address;
  const transport = sockets.transport(socketOf(cluster, each));
  return {
    address: {
      host: socket?.address ?? '',
      port: socket?.port_value ?? 0,
      path: pipe?.path ?? '',
      ...transport,
    },
    weight: Math.max(1, each.load_balancing_weight ?? 1),
    available:
      each.health_status === undefined || each.health_status === 'HEALTHY' || each.health_status === 'DEGRADED',
    transportKey: transportKey(transport),
  };
}

function groupOf(cluster: Cluster, group: LocalityLbEndpoints, sockets: Sockets): ConfiguredGroup {
  return {
    priority: group.priority ?? 0,
    weight: group.load_balancing_weight ?? 0,
    endpoints: (group.lb_endpoints ?? []).map((each) => endpointOf(cluster, each, sockets)),
  };
}

/** The endpoints of a cluster by locality. @throws {BadValue} for TLS material that is not there. */
export function configuredGroups(cluster: Cluster, keys: Keys): readonly ConfiguredGroup[] {
  const sockets = new Sockets(keys);
  return (cluster.load_assignment?.endpoints ?? []).map((group) => groupOf(cluster, group, sockets));
}

/** How endpoints are spoken to that no configuration names: those a connection was meant for. @throws as {@link configuredGroups} */
export function originalTransport(cluster: Cluster, keys: Keys): ClientTransport {
  return clientTransport(cluster.transport_socket, keys);
}

/** The name that has to be looked up; `undefined` for an address. */
export function nameOf({ address: { host, path } }: ConfiguredEndpoint): string | undefined {
  return path !== '' || host === '' || parseAddress(host) !== undefined ? undefined : host;
}

/** What an endpoint is known by across reloads. */
export function identityOf({ address, transportKey: key }: ConfiguredEndpoint): string {
  return key === '' ? addressLabel(address) : `${addressLabel(address)} ${key}`;
}
