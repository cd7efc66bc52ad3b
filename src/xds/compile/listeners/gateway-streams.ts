/** TCP and TLS servers of gateways. */
import type { PlacedServer } from '../../../mesh/gateways.ts';
import { coversHost } from '../../../mesh/hosts.ts';
import { keyOf } from '../../../mesh/resource.ts';
import type { L4Match, RouteDestination } from '../../../mesh/types/virtual-service.ts';
import { type BoundVirtualService, gatewayNames } from '../../../mesh/virtual-services.ts';
import type { FilterChain, FilterChainMatch } from '../../resources/listener.ts';
import { authorizationFilters } from '../authz/filters.ts';
import type { CompileContext } from '../context.ts';
import type { DestinationScope } from '../destinations.ts';
import { addressMatch } from './address-match.ts';
import { boundHosts, serverNames } from './gateway-hosts.ts';
import { passedOnChains } from './gateway-passed-on.ts';
import { filterChain } from './listener.ts';
import { serverTls } from './server-tls.ts';
import { tcpToDestinations } from './tcp.ts';

function applies(match: L4Match, placed: PlacedServer, namespace: string): boolean {
  if (match.port !== undefined && match.port !== placed.number) return false;
  if (match.gateways === undefined || match.gateways.length === 0) return true;
  return gatewayNames(match.gateways, namespace).includes(keyOf(placed.resource));
}

interface Stream {
  readonly match: FilterChainMatch;
  readonly destinations: readonly RouteDestination[];
  readonly bound: BoundVirtualService;
}

/** TCP routes of the VirtualServices bound to a server: each condition is a chain, and so is a route without one. */
function* tcpStreams(placed: PlacedServer, virtualServices: readonly BoundVirtualService[]): Generator<Stream> {
  for (const bound of virtualServices) {
    if (boundHosts(placed, bound).length === 0) continue;
    for (const { match = [], route: destinations = [] } of bound.resource.spec.tcp ?? []) {
      if (match.length === 0) yield { match: {}, destinations, bound };
      for (const each of match) {
        if (applies(each, placed, bound.resource.namespace)) yield { match: addressMatch(each), destinations, bound };
      }
    }
  }
}

/** TLS routes, told apart by the name the client asks for. */
function* tlsStreams(placed: PlacedServer, virtualServices: readonly BoundVirtualService[]): Generator<Stream> {
  const offered = serverNames(placed);
  const served = (name: string): boolean => offered.length === 0 || offered.some((each) => coversHost(each, name));
  for (const bound of virtualServices) {
    if (boundHosts(placed, bound).length === 0) continue;
    for (const { match = [], route: destinations = [] } of bound.resource.spec.tls ?? []) {
      for (const each of match) {
        const names = (each.sniHosts ?? []).filter(served);
        if (names.length === 0 || !applies(each, placed, bound.resource.namespace)) continue;
        const sni = names.includes('*') ? {} : { server_names: names };
        yield { match: { ...sni, ...addressMatch(each) }, destinations, bound };
      }
    }
  }
}

function chainOf(context: CompileContext, placed: PlacedServer, stream: Stream): FilterChain | undefined {
  const { match, destinations, bound } = stream;
  const scope: DestinationScope = {
    context,
    port: placed.number,
    service: (host) => context.services.get(host),
  };
  const proxy = tcpToDestinations(scope, destinations, bound.resource);
  if (proxy === undefined) return undefined;
  const filters = [...authorizationFilters(context, 'tcp'), proxy];
  const parts = Object.keys(match).length === 0 ? {} : { filter_chain_match: match };
  return context.from(filterChain(filters, parts), bound.resource, ['spec']);
}

/** The filter chains of a server that passes bytes on, as they came or out of the TLS it ends. */
export function gatewayStreams(
  context: CompileContext,
  placed: PlacedServer,
  virtualServices: readonly BoundVirtualService[],
): readonly FilterChain[] {
  if (placed.kind === 'tcp') {
    return [...tcpStreams(placed, virtualServices)].flatMap((stream) => chainOf(context, placed, stream) ?? []);
  }
  if (placed.server.tls?.mode === 'AUTO_PASSTHROUGH') return passedOnChains(context, placed);
  if (placed.kind === 'tls-passthrough') {
    return [...tlsStreams(placed, virtualServices)].flatMap((stream) => chainOf(context, placed, stream) ?? []);
  }
  const socket = serverTls(context, placed, []);
  if (socket === undefined) return [];
  const names = serverNames(placed);
  return [...tcpStreams(placed, virtualServices)].flatMap((stream) => {
    const match = { ...(names.length === 0 ? {} : { server_names: names }), ...stream.match };
    const chain = chainOf(context, placed, { ...stream, match });
    return chain === undefined ? [] : [{ ...chain, transport_socket: socket }];
  });
}
