/** Gateways: which are for a workload, and what its ports have to serve. */
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import { findingAt } from './finding.ts';
import { apiListeners } from './gateway-api/gateways.ts';
import type { MeshModel } from './model.ts';
import { type Protocol, parseProtocol } from './protocol.ts';
import type { ProxyNode } from './proxy-node.ts';
import { byAge, keyOf, type MeshResource } from './resource.ts';
import { matchesLabels } from './selectors.ts';
import type { Gateway, Server } from './types/networking.ts';

/** How the connections of a server are taken apart. */
export type ServerKind = 'http' | 'https' | 'tls-passthrough' | 'tls-terminate' | 'tcp';

/** A server of a gateway. */
export interface PlacedServer {
  readonly server: Server;
  readonly resource: MeshResource<Gateway>;
  readonly path: Path;
  readonly kind: ServerKind;
  /** As the gateway says it. */
  readonly number: number;
}

/** All servers of one address and port. */
export interface GatewayPort {
  /** As the servers say it; empty when they leave it open. */
  readonly bind: string;
  /** Where the workload listens: the target port of its service where one leads there. */
  readonly port: number;
  readonly servers: readonly PlacedServer[];
}

/** What a workload serves as a gateway. */
export interface GatewayPorts {
  readonly ports: readonly GatewayPort[];
  /** The gateways that have a server among them: `namespace/name`. */
  readonly gateways: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The gateways whose selector takes the workload, oldest first. One without a selector takes every gateway. */
function gatewaysFor(mesh: MeshModel, node: ProxyNode): readonly MeshResource<Gateway>[] {
  const converted = apiListeners(mesh.resources).map((listener) => listener.converted);
  return [...mesh.resources.gateways, ...converted]
    .sort(byAge)
    .filter(({ spec }) => matchesLabels(spec.selector ?? {}, node.labels));
}

function serverKind({ port, tls }: Server): ServerKind {
  const name = port?.protocol ?? '';
  const protocol: Protocol = parseProtocol(name) ?? 'TCP';
  const passes = tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';
  if (protocol === 'HTTPS') return passes ? 'tls-passthrough' : 'https';
  if (protocol === 'TLS') return passes || tls === undefined ? 'tls-passthrough' : 'tls-terminate';
  return protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'GRPC' || protocol === 'GRPC-WEB' ? 'http' : 'tcp';
}

/** Servers of one address and port that can be told apart by the first bytes of a connection. */
function family(kind: ServerKind): 'http' | 'tls' | 'tcp' {
  if (kind === 'http' || kind === 'tcp') return kind;
  return 'tls';
}

/** The ports of the workload behind a port of the services that lead to it; the port itself when none does. */
function targetPorts(mesh: MeshModel, node: ProxyNode, number: number): readonly number[] {
  const targets = mesh.services
    .filter(({ source, namespace, selector }) => {
      if (source.from !== 'Service' || namespace !== node.namespace || selector === undefined) return false;
      return matchesLabels(selector, node.labels);
    })
    .flatMap(({ ports }) => ports.filter((port) => port.number === number))
    .map(({ targetPort }) => targetPort)
    .filter((target): target is number => typeof target === 'number');
  return targets.length === 0 ? [number] : [...new Set(targets)];
}

class Merger {
  readonly diagnostics: Diagnostic[] = [];
  private readonly groups = new Map<string, { bind: string; port: number; servers: PlacedServer[] }>();

  add(placed: PlacedServer, port: number): void {
    const bind = placed.server.bind ?? '';
    const key = `${bind}:${port}`;
    const group = this.groups.get(key) ?? { bind, port, servers: [] };
    const [first] = group.servers;
    if (first !== undefined && family(first.kind) !== family(placed.kind)) {
      const theirs = `${first.resource.kind} "${keyOf(first.resource)}"`;
      const message = `port ${placed.number} is served as ${family(first.kind)} by ${theirs} already`;
      this.diagnostics.push(findingAt(placed.resource, 'MSH5007', { message, path: [...placed.path, 'port'] }));
      return;
    }
    group.servers.push(placed);
    this.groups.set(key, group);
  }

  ports(): readonly GatewayPort[] {
    return [...this.groups.values()];
  }
}

/** What the workload serves as a gateway: servers by port, in the order of the gateways' age. */
export function gatewayPorts(mesh: MeshModel, node: ProxyNode): GatewayPorts {
  const merger = new Merger();
  for (const resource of gatewaysFor(mesh, node)) {
    for (const [index, server] of (resource.spec.servers ?? []).entries()) {
      const number = server.port?.number ?? 0;
      const placed = { server, resource, number, kind: serverKind(server), path: ['spec', 'servers', index] };
      for (const port of targetPorts(mesh, node, number)) merger.add(placed, port);
    }
  }
  const ports = merger.ports();
  const gateways = new Set(ports.flatMap(({ servers }) => servers.map(({ resource }) => keyOf(resource))));
  return { ports, gateways, diagnostics: merger.diagnostics };
}
