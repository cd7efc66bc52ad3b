import type { Cursor } from '../cursor.ts';
import { MESH_GATEWAY } from '../shared/gateway-names.ts';

/** What the parts of a VirtualService need to know of the whole. */
export interface Binding {
  readonly hosts: readonly string[];
  /** Whether the routes are for other VirtualServices to delegate to. */
  readonly delegate: boolean;
  /** Whether sidecars get the routes. */
  readonly mesh: boolean;
  /** Whether a gateway gets the routes that are chosen by the name in the TLS handshake. */
  readonly sni: boolean;
}

/** The binding of a VirtualService with that spec. */
export function bindingOf(spec: Cursor): Binding {
  const gateways = spec.at('gateways').texts;
  const hosts = spec.at('hosts').texts;
  const hasSni = spec.items('tls').some((route) => route.items('match').some((match) => match.says('sniHosts')));
  return {
    hosts,
    delegate: hosts.length === 0,
    mesh: gateways.length === 0 || gateways.includes(MESH_GATEWAY),
    sni: hasSni && gateways.some((name) => name !== MESH_GATEWAY),
  };
}
