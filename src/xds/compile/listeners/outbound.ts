/** The listeners of a sidecar whose workload's connections are redirected to it. */
import { serviceEndpoints } from '../../../mesh/model.ts';
import { isHttp } from '../../../mesh/protocol.ts';
import { compareText } from '../../../mesh/resource.ts';
import type { MeshService, ServicePort } from '../../../mesh/services/types.ts';
import { selectPods } from '../../../mesh/services/workloads.ts';
import { type Binding, meshVirtualServices } from '../../../mesh/virtual-services.ts';
import { parseAddress } from '../../../model/ip.ts';
import type { FilterChain, Listener } from '../../resources/listener.ts';
import type { RouteConfiguration } from '../../resources/route.ts';
import { BLACK_HOLE, PASSTHROUGH } from '../clusters/well-known.ts';
import type { CompileContext } from '../context.ts';
import {
  allowsAny,
  otherHosts,
  routesRequests,
  type SidecarScope,
  serviceDomains,
  serviceVirtualHost,
  unservedHosts,
} from '../routes/sidecar-hosts.ts';
import { routeConfiguration } from '../routes/virtual-hosts.ts';
import type { ListenerSet } from './gateway.ts';
import { httpFilter } from './http.ts';
import {
  ANY_ADDRESS,
  capturedAt,
  distinctChains,
  filterChain,
  HTTP_INSPECTOR,
  listenerName,
  TLS_INSPECTOR,
} from './listener.ts';
import { outboundStreams } from './outbound-streams.ts';
import { tcpToCluster } from './tcp.ts';

/** Where redirected connections arrive. @see https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
const OUTBOUND_PORT = 15_001;

/** Plain HTTP by its first bytes. */
const LOOKS_HTTP = { transport_protocol: 'raw_buffer', application_protocols: ['http/1.1', 'h2c'] } as const;

/** What is put together for one address and port. */
interface Place {
  readonly address: string;
  readonly port: number;
  /** Name of the routes of requests; `undefined` while nothing on it speaks HTTP. */
  routes: string | undefined;
  readonly streams: FilterChain[];
  /** For a service alone on its address: what is no HTTP goes to it as well. */
  fallback: FilterChain | undefined;
}

function virtualAddress({ addresses }: MeshService): string | undefined {
  return addresses.find((address) => parseAddress(address) !== undefined);
}

/** Addresses of the workload itself, which it does not call through its proxy. */
function ownAddresses({ mesh, options }: CompileContext): ReadonlySet<string> {
  const { namespace, labels } = options.node;
  return new Set(selectPods(mesh.workloads, namespace, labels).flatMap(({ spec }) => spec.ip ?? []));
}

class OutboundBuilder {
  private readonly context: CompileContext;
  private readonly routing: Binding;
  private readonly places = new Map<string, Place>();
  private readonly configurations = new Map<string, RouteConfiguration>();

  constructor(context: CompileContext, routing: Binding) {
    this.context = context;
    this.routing = routing;
  }

  add(service: MeshService, port: ServicePort): void {
    const address = virtualAddress(service);
    if (isHttp(port.protocol) || (port.protocol === 'AUTO' && address === undefined)) {
      this.place(ANY_ADDRESS, port.number).routes = String(port.number);
      return;
    }
    const target = { service, port, routing: this.routing };
    if (port.protocol === 'AUTO' && address !== undefined) {
      const place = this.place(address, port.number);
      place.routes = `${service.host}:${port.number}`;
      place.fallback = outboundStreams(this.context, target, false)[0];
      this.own(place.routes, service, port);
      return;
    }
    for (const each of this.addressesOf(service, port, address)) {
      const shared = each === ANY_ADDRESS;
      this.place(each, port.number).streams.push(...outboundStreams(this.context, target, shared));
    }
  }

  /** The addresses a port is called at: the virtual one, those of a headless service's pods, or all there are. */
  private addressesOf(service: MeshService, port: ServicePort, address: string | undefined): readonly string[] {
    if (address !== undefined) return [address];
    if (!service.headless) return [ANY_ADDRESS];
    const own = ownAddresses(this.context);
    return serviceEndpoints(this.context.mesh, service, port)
      .filter((endpoint) => endpoint.ready && !own.has(endpoint.address))
      .map((endpoint) => endpoint.address);
  }

  private place(address: string, port: number): Place {
    const key = `${address}:${port}`;
    const place = this.places.get(key) ?? { address, port, routes: undefined, streams: [], fallback: undefined };
    this.places.set(key, place);
    return place;
  }

  private scope(port: number): SidecarScope {
    const { context } = this;
    const service = (host: string): MeshService | undefined => {
      const found = context.services.get(host);
      return found?.ports.some(({ number }) => number === port) ? found : undefined;
    };
    return { context, port, service, routing: this.routing };
  }

  /** The routes of a service alone on its address. */
  private own(name: string, service: MeshService, { number }: ServicePort): void {
    this.configurations.set(name, routeConfiguration(name, [serviceVirtualHost(this.scope(number), service, ['*'])]));
  }

  /** The routes of all services on a port, told apart by Host. */
  private shared(port: number): RouteConfiguration {
    const scope = this.scope(port);
    const services = [...this.context.services.values()].filter((service) =>
      service.ports.some((each) => {
        const alone = each.protocol === 'AUTO' && virtualAddress(service) !== undefined;
        return each.number === port && routesRequests(each) && !alone;
      }),
    );
    const hosts = services.map((service) => serviceVirtualHost(scope, service, serviceDomains(this.context, service)));
    const unserved = unservedHosts(scope, new Set(services.map(({ host }) => host)));
    const all = [...hosts, ...unserved].sort((a, b) => compareText(a.name, b.name));
    return routeConfiguration(String(port), [...all, otherHosts(this.context)]);
  }

  listeners(): readonly Listener[] {
    return [...this.places.values()].map((place) => this.listener(place));
  }

  routes(): readonly RouteConfiguration[] {
    for (const { address, port, routes } of this.places.values()) {
      if (routes !== undefined && address === ANY_ADDRESS) this.configurations.set(routes, this.shared(port));
    }
    return [...this.configurations.values()];
  }

  private listener({ address, port, routes, streams, fallback }: Place): Listener {
    const name = listenerName(address, port);
    const requests =
      routes === undefined
        ? []
        : [
            filterChain(
              [
                httpFilter(this.context, {
                  direction: 'outbound',
                  statistics: `outbound_${name}`,
                  routes: { name: routes },
                  port,
                }),
              ],
              { filter_chain_match: LOOKS_HTTP },
            ),
          ];
    const chains = distinctChains([...requests, ...streams]);
    const open = routes !== undefined || streams.some(({ filter_chain_match: match }) => match !== undefined);
    const rest = fallback ?? (address === ANY_ADDRESS && open ? passthroughChain(this.context) : undefined);
    const inspectors = [
      ...(streams.some(({ filter_chain_match: match }) => match?.server_names) ? [TLS_INSPECTOR] : []),
      ...(routes === undefined ? [] : [HTTP_INSPECTOR]),
    ];
    return {
      name,
      ...capturedAt(this.context, address, port),
      filter_chains: chains,
      ...(rest ? { default_filter_chain: rest } : {}),
      ...(inspectors.length === 0 ? {} : { listener_filters: inspectors }),
      listener_filters_timeout: '0s',
      continue_on_listener_filters_timeout: true,
      traffic_direction: 'OUTBOUND',
      bind_to_port: false,
    };
  }
}

/** What nobody knows goes on to where it was going, or nowhere. */
function passthroughChain(context: CompileContext): FilterChain {
  const open = allowsAny(context);
  return {
    name: 'PassthroughFilterChain',
    filter_chain_match: {},
    filters: [tcpToCluster(context, open ? PASSTHROUGH : BLACK_HOLE, !open)],
  };
}

/** The listener connections are redirected to; it hands them to the one of their original destination. */
function virtualOutbound(context: CompileContext): Listener {
  const open = allowsAny(context);
  return {
    name: 'virtualOutbound',
    ...capturedAt(context, ANY_ADDRESS, OUTBOUND_PORT),
    filter_chains: [
      {
        name: 'virtualOutbound-blackhole',
        // Connections to the proxy itself would come back to it for ever.
        filter_chain_match: { destination_port: OUTBOUND_PORT },
        filters: [tcpToCluster(context, BLACK_HOLE, true)],
      },
      {
        name: 'virtualOutbound-catchall-tcp',
        filters: [tcpToCluster(context, open ? PASSTHROUGH : BLACK_HOLE)],
      },
    ],
    use_original_dst: true,
    traffic_direction: 'OUTBOUND',
    max_connections_to_accept_per_socket_event: 1,
  };
}

/** Listeners and routes of everything the workload calls. */
export function outboundListeners(context: CompileContext): ListenerSet {
  const binding = meshVirtualServices(context.mesh, context.options.node);
  context.diagnostics.push(...binding.diagnostics);
  const builder = new OutboundBuilder(context, binding);
  for (const service of context.services.values()) {
    for (const port of service.ports) if (port.protocol !== 'UDP') builder.add(service, port);
  }
  const routes = builder.routes();
  return { listeners: [...builder.listeners(), virtualOutbound(context)], routes };
}
