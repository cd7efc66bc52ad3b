/** What all listeners have in common. */
import type { TypedExtension } from '../../resources/common.ts';
import type { FilterChain, Listener, ListenerFilter } from '../../resources/listener.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';

/** A slow handshake is given up after this. */
const TRANSPORT_TIMEOUT = '15s';

/** Addresses to listen on: this machine alone, and everybody. */
export const LOOPBACK = '127.0.0.1';
export const ANY_ADDRESS = '0.0.0.0';
const ANY_IPV6_ADDRESS = '::';

/** What proxies of the mesh offer by ALPN: for TCP, for HTTP, and all of it. */
export const MESH_TCP = ['istio-peer-exchange', 'istio'];
export const MESH_HTTP = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2'];
export const MESH_ALPN = [...MESH_TCP, ...MESH_HTTP];

/** `0.0.0.0_8080`. */
export const listenerName = (address: string, port: number): string => `${address}_${port}`;

/** A filter chain; what is not said is left out. */
export function filterChain(filters: readonly TypedExtension[], parts: Omit<FilterChain, 'filters'> = {}): FilterChain {
  return { ...parts, filters, transport_socket_connect_timeout: TRANSPORT_TIMEOUT };
}

/** Reads the name a TLS client asks for, before anything is decided. */
export const TLS_INSPECTOR: TypedExtension = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: { '@type': TYPES.tlsInspector, initial_read_buffer_size: 512 },
};

/** Looks whether the first bytes are HTTP. */
export const HTTP_INSPECTOR: TypedExtension = {
  name: 'envoy.filters.listener.http_inspector',
  typed_config: { '@type': TYPES.httpInspector },
};

/** The mark by which the rules of interception know connections to the workload. */
const CLIENT_MARK = 1337;

/** Connections to the workload have the address of the client, and the mark: answers to them come back to the proxy. */
export const ORIGINAL_SRC: TypedExtension = {
  name: 'envoy.filters.listener.original_src',
  typed_config: { '@type': TYPES.originalSrc, mark: CLIENT_MARK },
};

/** An inspector that leaves connections to these ports alone: it would wait for a client whose server speaks first. */
export function inspector(filter: TypedExtension, ports: readonly number[]): ListenerFilter {
  const rules = ports.map((port) => ({ destination_port_range: { start: port, end: port + 1 } }));
  const [only] = rules;
  if (only === undefined) return filter;
  return { ...filter, filter_disabled: rules.length === 1 ? only : { or_match: { rules } } };
}

/**
 * Where a listener of captured connections is, or where those that it is handed over were going: an address, or all of them.
 */
export function capturedAt(
  { options }: Pick<CompileContext, 'options'>,
  address: string,
  port: number,
): Pick<Listener, 'address' | 'additional_addresses'> {
  if (address !== ANY_ADDRESS || !options.capturesIpv6) return { address: socketAddress(address, port) };
  return {
    address: socketAddress(address, port),
    additional_addresses: [{ address: socketAddress(ANY_IPV6_ADDRESS, port) }],
  };
}

/** Where the listener's socket is. */
export function socketAddress(address: string, port: number): Listener['address'] {
  return { socket_address: { address, port_value: port } };
}

/**
 * Chains of which no two take the same connections, the first one winning: Envoy refuses a listener that has two. Names of
 * servers are taken one by one, so that a chain keeps those that are left to it.
 */
export function distinctChains(chains: readonly FilterChain[]): readonly FilterChain[] {
  const seen = new Set<string>();
  return chains.flatMap((chain) => {
    const { server_names: names, ...rest } = chain.filter_chain_match ?? {};
    const key = (name: string): string => JSON.stringify([name, rest]);
    const left = (names ?? ['']).filter((name) => !seen.has(key(name)));
    for (const name of left) seen.add(key(name));
    if (left.length === 0) return [];
    if (names === undefined || left.length === names.length) return [chain];
    return [{ ...chain, filter_chain_match: { ...rest, server_names: left } }];
  });
}
