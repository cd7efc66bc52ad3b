/** TCP and TLS towards services, seen from a sidecar. */
import { isTls } from '../../../mesh/protocol.ts';
import type { MeshResource } from '../../../mesh/resource.ts';
import { matchesLabels } from '../../../mesh/selectors.ts';
import type { MeshService, ServicePort } from '../../../mesh/services/types.ts';
import type { L4Match, RouteDestination } from '../../../mesh/types/virtual-service.ts';
import { type Binding, type BoundVirtualService, gatewayNames, MESH_GATEWAY } from '../../../mesh/virtual-services.ts';
import type { FilterChain, FilterChainMatch } from '../../resources/listener.ts';
import type { CompileContext } from '../context.ts';
import { type ClusterKey, configMetadata } from '../names.ts';
import { addressMatch, cidrRange } from './address-match.ts';
import { filterChain } from './listener.ts';
import { tcpToDestinations, tcpToService } from './tcp.ts';

/** One port of a service, and what may be said about it. */
export interface OutboundPort {
  readonly service: MeshService;
  readonly port: ServicePort;
  readonly routing: Binding;
}

function applies(context: CompileContext, match: L4Match, port: number, namespace: string): boolean {
  const { node } = context.options;
  if (match.port !== undefined && match.port !== port) return false;
  if (match.gateways?.length && !gatewayNames(match.gateways, namespace).includes(MESH_GATEWAY)) return false;
  if (match.sourceNamespace !== undefined && match.sourceNamespace !== node.namespace) return false;
  return matchesLabels(match.sourceLabels ?? {}, node.labels);
}

interface Stream {
  readonly match: FilterChainMatch;
  readonly destinations: readonly RouteDestination[];
  readonly resource: MeshResource;
}

function* tcpStreams(context: CompileContext, { port }: OutboundPort, bound: BoundVirtualService): Generator<Stream> {
  const { resource } = bound;
  for (const { match = [], route: destinations = [] } of resource.spec.tcp ?? []) {
    if (match.length === 0) yield { match: {}, destinations, resource };
    for (const each of match) {
      if (applies(context, each, port.number, resource.namespace))
        yield { match: addressMatch(each), destinations, resource };
    }
  }
}

function* tlsStreams(context: CompileContext, { port }: OutboundPort, bound: BoundVirtualService): Generator<Stream> {
  const { resource } = bound;
  for (const { match = [], route: destinations = [] } of resource.spec.tls ?? []) {
    for (const each of match) {
      if (!applies(context, each, port.number, resource.namespace)) continue;
      const names = each.sniHosts ?? [];
      const sni = names.includes('*') ? {} : { server_names: names };
      yield { match: { ...sni, ...addressMatch(each) }, destinations, resource };
    }
  }
}

function streamChain(context: CompileContext, { port }: OutboundPort, stream: Stream): FilterChain | undefined {
  const { match, destinations, resource } = stream;
  const atPort = (host: string): MeshService | undefined => {
    const service = context.services.get(host);
    return service?.ports.some(({ number }) => number === port.number) ? service : undefined;
  };
  const filter = tcpToDestinations({ context, port: port.number, service: atPort }, destinations, resource);
  if (filter === undefined) return undefined;
  const parts = Object.keys(match).length === 0 ? {} : { filter_chain_match: match };
  return context.from(filterChain([filter], { ...parts, metadata: configMetadata(resource) }), resource, ['spec']);
}

/**
 * The filter chains of a port that is not routed by requests: those of VirtualServices, else one to the service itself.
 * Where the listener is shared with other services, TLS is told apart by the name asked for, and other traffic by the
 * service's addresses.
 */
export function outboundStreams(
  context: CompileContext,
  target: OutboundPort,
  shared: boolean,
): readonly FilterChain[] {
  const { service, port, routing } = target;
  const bound = routing.byHost.all(service.host);
  const streams = bound.flatMap((each) => [
    ...(isTls(port.protocol) ? tlsStreams(context, target, each) : []),
    ...tcpStreams(context, target, each),
  ]);
  const chains = streams.flatMap((stream) => streamChain(context, target, stream) ?? []);
  if (chains.length > 0) return chains;
  const ranges = service.addresses.flatMap(cidrRange);
  const names = isTls(port.protocol) ? { server_names: [service.host] } : {};
  const match: FilterChainMatch = ranges.length > 0 ? { prefix_ranges: ranges } : names;
  const key: ClusterKey = { direction: 'outbound', port: port.number, subset: '', host: service.host };
  const told = shared && Object.keys(match).length > 0 ? { filter_chain_match: match } : {};
  return [context.from(filterChain([tcpToService(context, key)], told), service.source.resource, ['spec'])];
}
