/** The listeners of a sidecar that is addressed instead of intercepting. */
import { resolveHost } from '../../../mesh/hosts.ts';
import { compareText } from '../../../mesh/resource.ts';
import type { MeshService, ServicePort } from '../../../mesh/services/types.ts';
import { type Binding, meshVirtualServices } from '../../../mesh/virtual-services.ts';
import type { Listener } from '../../resources/listener.ts';
import type { RouteConfiguration, VirtualHost } from '../../resources/route.ts';
import type { CompileContext } from '../context.ts';
import { type InboundPort, inboundPorts } from '../inbound-ports.ts';
import type { ExtraListener } from '../options.ts';
import {
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
import { inboundListenerAt } from './inbound.ts';
import { distinctChains, filterChain, LOOPBACK, listenerName, socketAddress } from './listener.ts';
import { outboundStreams } from './outbound-streams.ts';

/** Name of the routes by the Host of each request. */
const HTTP_PROXY = 'http_proxy';
/** Where Istio's sidecars take what goes out. */
const DEFAULT_PORT = 15_001;
const HTTP_PORT = 80;

/** The port that a Host without one means: 80 where the service has it, else its first that routes requests. */
function defaultPort(service: MeshService): number | undefined {
  const ports = service.ports.filter(routesRequests).map(({ number }) => number);
  return ports.includes(HTTP_PORT) ? HTTP_PORT : ports[0];
}

function withPort(domains: readonly string[], port: number): readonly string[] {
  return domains.map((domain) => `${domain.includes(':') ? `[${domain}]` : domain}:${port}`);
}

function scopeFor(context: CompileContext, port: number, routing: Binding): SidecarScope {
  return { context, port, routing, service: (host) => context.services.get(host) };
}

function proxyRoutes(context: CompileContext, routing: Binding): RouteConfiguration {
  const hosts: VirtualHost[] = [];
  for (const service of context.services.values()) {
    const domains = serviceDomains(context, service);
    const bare = defaultPort(service);
    for (const port of service.ports.filter(routesRequests)) {
      const names = [...(port.number === bare ? domains : []), ...withPort(domains, port.number)];
      hosts.push(serviceVirtualHost(scopeFor(context, port.number, routing), service, names));
    }
  }
  const served = new Set([...context.services.values()].filter((each) => defaultPort(each)).map(({ host }) => host));
  const extra = unservedHosts(scopeFor(context, HTTP_PORT, routing), served).map((host) => ({
    ...host,
    domains: [...host.domains, ...withPort(host.domains, HTTP_PORT)],
  }));
  const all = [...hosts, ...extra].sort((a, b) => compareText(a.name, b.name));
  const { ignore_port_in_host_matching: _, ...configuration } = routeConfiguration(HTTP_PROXY, [
    ...all,
    otherHosts(context),
  ]);
  return configuration;
}

class ExplicitBuilder {
  readonly listeners: Listener[] = [];
  readonly routes: RouteConfiguration[] = [];
  private readonly context: CompileContext;
  private readonly routing: Binding;

  constructor(context: CompileContext, routing: Binding) {
    this.context = context;
    this.routing = routing;
  }

  /** A listener for all services, by the Host of each request. */
  proxy(address: string, port: number): void {
    if (!this.routes.some(({ name }) => name === HTTP_PROXY)) {
      this.routes.push(proxyRoutes(this.context, this.routing));
    }
    this.http(address, port, HTTP_PROXY);
  }

  /** A listener for one port of a service: its routes where it speaks HTTP, its bytes otherwise. */
  one({ address, port: number }: ExtraListener, service: MeshService, port: ServicePort): void {
    if (!routesRequests(port)) {
      const chains = outboundStreams(this.context, { service, port, routing: this.routing }, false);
      this.listeners.push(this.listener(address, number, distinctChains(chains)));
      return;
    }
    const name = `${service.host}:${port.number}`;
    const scope = scopeFor(this.context, port.number, this.routing);
    this.routes.push(routeConfiguration(name, [serviceVirtualHost(scope, service, ['*'])]));
    this.http(address, number, name);
  }

  /** A listener for a port of the workload: its policies, and TLS as they ask for it. */
  inbound(extra: ExtraListener, port: InboundPort): void {
    this.listeners.push(inboundListenerAt(this.context, port, extra));
  }

  private http(address: string, port: number, routes: string): void {
    const statistics = `outbound_${listenerName(address, port)}`;
    const parts = { direction: 'outbound', statistics, routes: { name: routes }, port } as const;
    this.listeners.push(this.listener(address, port, [filterChain([httpFilter(this.context, parts)])]));
  }

  private listener(address: string, port: number, chains: Listener['filter_chains'] = []): Listener {
    return {
      name: listenerName(address, port),
      address: socketAddress(address, port),
      filter_chains: chains,
      traffic_direction: 'OUTBOUND',
    };
  }
}

/** The service and port that `reviews`, `reviews:9080` or `reviews.shop:9080` means; `undefined` for an unknown one. */
function servedBy(context: CompileContext, text: string) {
  const at = text.lastIndexOf(':');
  const [name, number] = at < 0 ? [text, undefined] : [text.slice(0, at), Number(text.slice(at + 1))];
  const { node } = context.options;
  const host = resolveHost(name, node.namespace, context.mesh.settings.clusterDomain);
  const service =
    context.services.get(host) ??
    [...context.services.values()].find((each) => serviceDomains(context, each).includes(name));
  const ports = service?.ports ?? [];
  const port = number === undefined && ports.length === 1 ? ports[0] : ports.find((each) => each.number === number);
  return service && port ? { service, port } : undefined;
}

/** How many of several are named. */
const SHOWN = 3;

/** Says which services a proxy for all of them does not reach: it is told by the Host of requests where they go, and bytes have none. */
function reportUnheard(context: CompileContext): void {
  const { listeners } = context.options;
  // Who asks for listeners of single ports alone has no such proxy.
  if (listeners.length > 0 && listeners.every(({ serves }) => serves !== undefined)) return;
  const heard = listeners.flatMap(({ serves }) => {
    const found = serves === undefined ? undefined : servedBy(context, serves);
    return found ? [`${found.service.host}:${found.port.number}`] : [];
  });
  const streams = [...context.services.values()].flatMap(({ host, ports }) =>
    ports.filter((port) => !routesRequests(port)).map(({ number }) => `${host}:${number}`),
  );
  const unheard = streams.filter((each) => !heard.includes(each));
  if (unheard.length === 0) return;
  const names = unheard.slice(0, SHOWN).map((each) => `"${each}"`);
  const more = unheard.length > SHOWN ? ` and ${unheard.length - SHOWN} more` : '';
  const speak = unheard.length === 1 ? 'speaks' : 'speak';
  context.reportOption('MSH5016', `no listener leads to ${names.join(', ')}${more}, which ${speak} no HTTP`);
}

/** A number alone is a port of the workload itself. */
const OWN_PORT = /^\d{1,5}$/;

/** The port of the workload that is listened for; `undefined` where that is no port of it. */
export function ownPort(context: CompileContext, { serves = '' }: ExtraListener): InboundPort | undefined {
  return OWN_PORT.test(serves) ? inboundPorts(context).find(({ number }) => number === Number(serves)) : undefined;
}

/** The listeners the user asked for; without any, the one for all services on the port of Istio's sidecars. */
export function explicitListeners(context: CompileContext): ListenerSet {
  const binding = meshVirtualServices(context.mesh, context.options.node);
  context.diagnostics.push(...binding.diagnostics);
  const builder = new ExplicitBuilder(context, binding);
  const { listeners } = context.options;
  if (listeners.length === 0) builder.proxy(LOOPBACK, DEFAULT_PORT);
  for (const extra of listeners) {
    if (extra.serves === undefined) {
      builder.proxy(extra.address, extra.port);
      continue;
    }
    const own = ownPort(context, extra);
    if (own) {
      builder.inbound(extra, own);
      continue;
    }
    const found = servedBy(context, extra.serves);
    if (found) builder.one(extra, found.service, found.port);
    else context.reportOption('MSH5013', `there is no service "${extra.serves}" to listen for`);
  }
  reportUnheard(context);
  return { listeners: builder.listeners, routes: builder.routes };
}
