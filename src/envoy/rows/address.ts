/** Envoy's addresses. */
import { field, list, number, text } from '../fields.ts';

/** Where a listener listens. */
export interface ListenAddress {
  /** An IP address, or the path of a pipe; empty for an internal listener. */
  readonly host: string;
  readonly port: number;
}

/** The main address of a listener. */
export function listenAddress(address: unknown): ListenAddress {
  const socket = field(address, 'socket_address');
  if (socket !== undefined) return { host: text(socket, 'address'), port: number(socket, 'port_value') };
  return { host: text(field(address, 'pipe'), 'path'), port: 0 };
}

/** The hosts of a listener's further addresses. */
export function additionalHosts(listener: unknown): readonly string[] {
  return list(listener, 'additional_addresses').map((entry) => listenAddress(field(entry, 'address')).host);
}

/** The parts of an endpoint's address. */
export interface EndpointAddress {
  readonly host: string;
  /** 0 where there is none. */
  readonly port: number;
}

/** The address of an endpoint: `unix://PATH` for a pipe, `envoy://LISTENER/ID` for an internal one, else `unknown`. */
export function endpointAddress(address: unknown): EndpointAddress {
  const socket = field(address, 'socket_address');
  if (socket !== undefined) return { host: text(socket, 'address'), port: number(socket, 'port_value') };
  const pipe = field(address, 'pipe');
  if (pipe !== undefined) return { host: `unix://${text(pipe, 'path')}`, port: 0 };
  const internal = field(address, 'envoy_internal_address');
  if (internal === undefined) return { host: 'unknown', port: 0 };
  return { host: `envoy://${text(internal, 'server_listener_name')}/${text(internal, 'endpoint_id')}`, port: 0 };
}
