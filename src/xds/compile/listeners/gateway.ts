/** The listeners of a gateway and their routes. */
import { type GatewayPort, gatewayPorts, type PlacedServer } from '../../../mesh/gateways.ts';
import { commonHosts, splitNamespacedHost } from '../../../mesh/hosts.ts';
import { compareText, keyOf } from '../../../mesh/resource.ts';
import { type BoundVirtualService, gatewayVirtualServices } from '../../../mesh/virtual-services.ts';
import type { FilterChain, Listener } from '../../resources/listener.ts';
import type { Route, RouteConfiguration, VirtualHost } from '../../resources/route.ts';
import type { CompileContext } from '../context.ts';
import { httpRoutes, type RouteScope } from '../routes/http-routes.ts';
import { emptyHost, routeConfiguration, virtualHost } from '../routes/virtual-hosts.ts';
import { hostsFor, serverNames } from './gateway-hosts.ts';
import { gatewayStreams } from './gateway-streams.ts';
import { httpFilter } from './http.ts';
import {
  ANY_ADDRESS,
  distinctChains,
  filterChain,
  LOOPBACK,
  listenerName,
  socketAddress,
  TLS_INSPECTOR,
} from './listener.ts';
import { serverTls } from './server-tls.ts';

/** What one gateway's workload listens with. */
export interface ListenerSet {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteConfiguration[];
}

interface Serving {
  readonly placed: readonly PlacedServer[];
  readonly virtualServices: readonly BoundVirtualService[];
}

/** Routes of the VirtualServices for each host, those of the oldest first. */
class HostTable {
  private readonly routes = new Map<string, { routes: Route[]; parts: BoundVirtualService[]; redirect: boolean }>();

  add(host: string, virtualService: BoundVirtualService, routes: readonly Route[]): void {
    const entry = this.entry(host);
    if (entry.parts.includes(virtualService)) return;
    entry.parts.push(virtualService);
    entry.routes.push(...routes);
  }

  /** Clients of the host are sent to HTTPS. */
  redirect(host: string): void {
    this.entry(host).redirect = true;
  }

  private entry(host: string) {
    const entry = this.routes.get(host) ?? { routes: [], parts: [], redirect: false };
    this.routes.set(host, entry);
    return entry;
  }

  /** One virtual host for all hosts that have the same routes. */
  virtualHosts(port: number): readonly VirtualHost[] {
    const groups = new Map<string, { domains: string[]; host: VirtualHost }>();
    const ids = new Map<BoundVirtualService, number>();
    for (const [domain, { routes, parts, redirect }] of this.routes) {
      for (const part of parts) if (!ids.has(part)) ids.set(part, ids.size);
      // A host nobody routes stays alone: it may only have a redirect.
      const key = parts.length === 0 ? domain : `${parts.map((part) => ids.get(part)).join(',')};${redirect}`;
      const group = groups.get(key);
      if (group) {
        group.domains.push(domain);
        continue;
      }
      const host = virtualHost(`${domain}:${port}`, [], routes);
      groups.set(key, { domains: [domain], host: redirect ? { ...host, require_tls: 'ALL' } : host });
    }
    return [...groups.values()]
      .map(({ domains, host }) => ({ ...host, domains }))
      .sort((a, b) => compareText(a.name, b.name));
  }
}

function tableOf(context: CompileContext, { placed, virtualServices }: Serving): HostTable {
  const table = new HostTable();
  for (const each of placed) {
    const gateway = keyOf(each.resource);
    const redirected = each.server.tls?.httpsRedirect === true && each.kind === 'http';
    const scope: RouteScope = {
      context,
      port: each.number,
      gateways: new Set([gateway]),
      service: (host) => context.services.get(host),
    };
    for (const bound of virtualServices.filter(({ gateways }) => gateways.includes(gateway))) {
      const hosts = commonHosts(hostsFor(each, bound.resource.namespace), bound.hosts);
      if (hosts.length === 0) continue;
      const routes = httpRoutes(bound, scope);
      if (routes.length === 0) continue;
      for (const host of hosts) {
        table.add(host, bound, routes);
        if (redirected) table.redirect(host);
      }
    }
    if (redirected) for (const { host } of (each.server.hosts ?? []).map(splitNamespacedHost)) table.redirect(host);
  }
  return table;
}

function routesOf(context: CompileContext, name: string, serving: Serving): RouteConfiguration {
  const port = serving.placed[0]?.number ?? 0;
  const hosts = tableOf(context, serving).virtualHosts(port);
  return routeConfiguration(name, hosts.length === 0 ? [emptyHost(port)] : hosts);
}

class GatewayBuilder {
  readonly listeners: Listener[] = [];
  readonly routes: RouteConfiguration[] = [];
  private readonly context: CompileContext;
  private readonly virtualServices: readonly BoundVirtualService[];

  constructor(context: CompileContext, virtualServices: readonly BoundVirtualService[]) {
    this.context = context;
    this.virtualServices = virtualServices;
  }

  add(port: GatewayPort): void {
    const { anyAddress } = this.context.options;
    const moved = this.context.options.listeners.find(({ serves }) => serves === String(port.servers[0]?.number));
    const address = moved?.address ?? (port.bind === '' ? (anyAddress ? ANY_ADDRESS : LOOPBACK) : port.bind);
    const number = moved?.port ?? port.port;
    const name = listenerName(address, number);
    const chains = distinctChains(this.chains(port, name));
    const [first] = port.servers;
    if (chains.length === 0 || first === undefined) return;
    const inspects = chains.some((chain) => chain.filter_chain_match?.server_names || chain.transport_socket);
    const listener: Listener = {
      name,
      address: socketAddress(address, number),
      filter_chains: chains,
      ...(inspects ? { listener_filters: [TLS_INSPECTOR] } : {}),
      traffic_direction: 'OUTBOUND',
      max_connections_to_accept_per_socket_event: 1,
    };
    this.listeners.push(this.context.from(listener, first.resource, first.path));
  }

  private chains(port: GatewayPort, listener: string): readonly FilterChain[] {
    const [first] = port.servers;
    if (first === undefined) return [];
    if (first.kind === 'http') {
      const bind = port.bind === '' ? '' : `.${port.bind}`;
      return [this.httpChain(listener, `http.${port.port}${bind}`, port.servers)];
    }
    return port.servers.flatMap((placed) => this.streamChains(placed, listener));
  }

  private streamChains(placed: PlacedServer, listener: string): readonly FilterChain[] {
    const { server, resource, number } = placed;
    if (placed.kind !== 'https') return gatewayStreams(this.context, placed, this.virtualServices);
    const socket = serverTls(this.context, placed, ['h2', 'http/1.1']);
    if (socket === undefined) return [];
    const name = `https.${number}.${server.port?.name ?? ''}.${resource.name}.${resource.namespace}`;
    const names = serverNames(placed);
    const chain = this.httpChain(listener, name, [placed]);
    return [
      {
        ...chain,
        transport_socket: socket,
        ...(names.length === 0 ? {} : { filter_chain_match: { server_names: names } }),
      },
    ];
  }

  private httpChain(listener: string, routes: string, placed: readonly PlacedServer[]): FilterChain {
    this.routes.push(routesOf(this.context, routes, { placed, virtualServices: this.virtualServices }));
    const port = placed[0]?.number ?? 0;
    return filterChain([
      httpFilter(this.context, {
        direction: 'gateway',
        statistics: `outbound_${listener}`,
        routes: { name: routes },
        port,
      }),
    ]);
  }
}

/** The listeners of a gateway, one for each port of its servers, and the routes of those that speak HTTP. */
export function gatewayListeners(context: CompileContext): ListenerSet {
  const { ports, gateways, diagnostics } = gatewayPorts(context.mesh, context.options.node);
  const binding = gatewayVirtualServices(context.mesh, context.options.node, gateways);
  context.diagnostics.push(...diagnostics, ...binding.diagnostics);
  const builder = new GatewayBuilder(context, binding.virtualServices);
  for (const port of ports) builder.add(port);
  return { listeners: builder.listeners, routes: builder.routes };
}
