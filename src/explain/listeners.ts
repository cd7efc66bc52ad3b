/** Which listener a connection comes to, and which of its filter chains serves it. */

import { parseAddress } from '../model/ip.ts';
import type { ConnectionInfo } from '../proxy/contract.ts';
import { ConnectionView } from '../proxy/runtime/connection-view.ts';
import { ChainTable } from '../proxy/runtime/listener/chain-match.ts';
import { typedConfig } from '../proxy/runtime/typed.ts';
import { TYPES } from '../xds/compile/type-urls.ts';
import type { FilterChain, HttpConnectionManager, Listener, TcpProxy } from '../xds/resources/listener.ts';
import type { RouteConfiguration } from '../xds/resources/route.ts';
import type { Snapshot } from '../xds/snapshot.ts';

const ANY_ADDRESSES: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

const portOf = ({ address }: Listener): number => address.socket_address?.port_value ?? 0;
const addressOf = ({ address }: Listener): string => address.socket_address?.address ?? '';

/** Whether the listener is for what comes to the workload. */
const isInbound = ({ traffic_direction: direction, name }: Listener): boolean =>
  direction === 'INBOUND' || name === 'virtualInbound';

const isOutbound = (listener: Listener): boolean => !isInbound(listener);

/** The connection managers of a chain's filters; `undefined` for a chain without. */
export function managerOf({ filters = [] }: FilterChain): HttpConnectionManager | undefined {
  const filter = filters.find(({ typed_config: config }) => config?.['@type'] === TYPES.httpConnectionManager);
  return typedConfig<HttpConnectionManager>(filter, TYPES.httpConnectionManager);
}

/** What a chain passes bytes on with; `undefined` for a chain without. */
export function tcpProxyOf({ filters = [] }: FilterChain): TcpProxy | undefined {
  const filter = filters.find(({ typed_config: config }) => config?.['@type'] === TYPES.tcpProxy);
  return typedConfig<TcpProxy>(filter, TYPES.tcpProxy);
}

/** The routes of a connection manager; empty where they are not known. */
export function configurationOf(manager: HttpConnectionManager, { routes }: Snapshot): RouteConfiguration {
  const name = manager.rds?.route_config_name ?? '';
  return manager.route_config ?? routes.find((each) => each.name === name) ?? {};
}

/** Addresses that stand beside a host among the domains of virtual hosts: those its service has. */
export function knownAddresses({ listeners, routes }: Snapshot, host: string): readonly string[] {
  if (parseAddress(host) !== undefined) return [host];
  const inline = listeners.flatMap(({ filter_chains: chains = [] }) =>
    chains.flatMap((chain) => managerOf(chain)?.route_config ?? []),
  );
  const hosts = [...routes, ...inline].flatMap(({ virtual_hosts: list = [] }) => list);
  const domains = hosts.filter(({ domains: names }) => names.includes(host)).flatMap(({ domains: names }) => names);
  return [...new Set(domains.filter((domain) => parseAddress(domain) !== undefined))];
}

/** Where a connection goes. */
export interface Destination {
  readonly addresses: readonly string[];
  readonly port: number;
}

/**
 * The listener for a connection of the workload, or to a gateway: the one of the address, else the one of the port, else the
 * one that takes whatever is redirected; `undefined` where nobody listens.
 */
export function outboundListener({ listeners }: Snapshot, { addresses, port }: Destination): Listener | undefined {
  const candidates = listeners.filter((listener) => isOutbound(listener) && portOf(listener) === port);
  return (
    candidates.find((listener) => addresses.includes(addressOf(listener))) ??
    candidates.find((listener) => ANY_ADDRESSES.has(addressOf(listener))) ??
    listeners.find((listener) => isOutbound(listener) && listener.use_original_dst === true)
  );
}

/** Of a listener that clients name as their proxy, as Istio and `meshctl proxy` call its routes. */
const HTTP_PROXY = 'http_proxy';

/** The listener that clients send requests to as their proxy, whatever host and port these are for; `undefined` without one. */
export function proxyListener({ listeners }: Snapshot): Listener | undefined {
  return listeners.find(
    (listener) =>
      isOutbound(listener) &&
      (listener.filter_chains ?? []).some((chain) => {
        const manager = managerOf(chain);
        return manager !== undefined && (manager.rds?.route_config_name ?? manager.route_config?.name) === HTTP_PROXY;
      }),
  );
}

/** Where a port is listened on, when that is not for every address. */
export function addressesOfPort({ listeners }: Snapshot, port: number): readonly string[] {
  return listeners.filter((listener) => isOutbound(listener) && portOf(listener) === port).map(addressOf);
}

/** The listener of what comes to the workload; `undefined` without one. */
export function inboundListenerOf({ listeners }: Snapshot): Listener | undefined {
  return (
    listeners.find((listener) => isInbound(listener) && listener.bind_to_port !== false) ?? listeners.find(isInbound)
  );
}

/** The ports that are listened on, in order: what to try instead. */
export function listenedPorts({ listeners }: Snapshot): readonly number[] {
  return [...new Set(listeners.filter(isOutbound).map(portOf))].sort((a, b) => a - b);
}

/**
 * The chain that serves a connection, chosen as the proxy does; `undefined` where none does.
 * @throws {BadValue} for an address range that is none.
 */
export function chainFor(listener: Listener, connection: ConnectionInfo): FilterChain | undefined {
  const table = new ChainTable<FilterChain>();
  for (const chain of listener.filter_chains ?? [])
    if (managerOf(chain) !== undefined || tcpProxyOf(chain) !== undefined) table.add(chain.filter_chain_match, chain);
  return table.find(new ConnectionView(connection)) ?? listener.default_filter_chain;
}
