/** Who sees what: `exportTo`, and what Sidecar resources leave of it. */
import { coversHost, resolveHost, splitNamespacedHost } from './hosts.ts';
import type { MeshModel } from './model.ts';
import type { ProxyNode } from './proxy-node.ts';
import { byAge, type MeshResource } from './resource.ts';
import { matchesLabels } from './selectors.ts';
import type { MeshService } from './services/types.ts';
import type { Sidecar } from './types/networking.ts';
import type { VirtualService } from './types/virtual-service.ts';

/** Whether an export list of a resource in `owner` lets the namespace `viewer` see it. */
export function isExported(exportTo: readonly string[], owner: string, viewer: string): boolean {
  return exportTo.some((entry) => entry === '*' || entry === viewer || (entry === '.' && owner === viewer));
}

/** Whether the VirtualService may be used in a namespace. */
export function virtualServiceVisible(
  mesh: MeshModel,
  resource: MeshResource<VirtualService>,
  viewer: string,
): boolean {
  const { exportTo = [] } = resource.spec;
  const list = exportTo.length > 0 ? exportTo : mesh.settings.defaultVirtualServiceExportTo;
  return isExported(list, resource.namespace, viewer);
}

/**
 * The Sidecar resource of a workload: the oldest that selects it, else the oldest for all of its namespace, else that of the
 * root namespace; `undefined` when there is none, and for gateways, which have none.
 */
export function sidecarOf(mesh: MeshModel, node: ProxyNode): MeshResource<Sidecar> | undefined {
  if (node.kind !== 'sidecar') return undefined;
  const sorted = [...mesh.resources.sidecars].sort(byAge);
  const own = sorted.filter(({ namespace }) => namespace === node.namespace);
  const selects = ({ spec }: MeshResource<Sidecar>): boolean => {
    const labels = spec.workloadSelector?.labels ?? {};
    return Object.keys(labels).length > 0 && matchesLabels(labels, node.labels);
  };
  const forAll = ({ spec }: MeshResource<Sidecar>): boolean =>
    Object.keys(spec.workloadSelector?.labels ?? {}).length === 0;
  const root = sorted.filter(({ namespace }) => namespace === mesh.settings.rootNamespace);
  return own.find(selects) ?? own.find(forAll) ?? root.find(forAll);
}

/** What a Sidecar lets through: a test of namespace and host. */
type Scope = (namespace: string, host: string) => boolean;

function scopeOf(hosts: readonly string[], viewer: string): Scope {
  const entries = hosts.map(splitNamespacedHost);
  return (namespace, host) =>
    entries.some((entry) => {
      const from = entry.namespace === '.' ? viewer : entry.namespace;
      return (from === '*' || from === namespace) && coversHost(entry.host, host);
    });
}

const EVERYTHING: Scope = () => true;

function egressScope(mesh: MeshModel, node: ProxyNode): Scope {
  const egress = sidecarOf(mesh, node)?.spec.egress ?? [];
  return egress.length === 0
    ? EVERYTHING
    : scopeOf(
        egress.flatMap(({ hosts = [] }) => hosts),
        node.namespace,
      );
}

/** Of services with one host the own namespace's, else one of Kubernetes, else the first. */
function preferred(services: readonly MeshService[], viewer: string): MeshService | undefined {
  return (
    services.find(({ namespace }) => namespace === viewer) ??
    services.find(({ source }) => source.from === 'Service') ??
    services[0]
  );
}

/** VirtualServices that a workload may use, oldest first, whatever they are bound to. */
export function visibleVirtualServices(mesh: MeshModel, node: ProxyNode): readonly MeshResource<VirtualService>[] {
  const scope = egressScope(mesh, node);
  const inScope = ({ spec, namespace }: MeshResource<VirtualService>): boolean =>
    (spec.hosts ?? []).some((host) => scope(namespace, resolveHost(host, namespace, mesh.settings.clusterDomain)));
  return [...mesh.resources.virtualServices]
    .sort(byAge)
    .filter((resource) => virtualServiceVisible(mesh, resource, node.namespace) && inScope(resource));
}

/** Hosts that the routes of VirtualServices lead to. */
function destinationsOf(resources: readonly MeshResource<VirtualService>[], domain: string): ReadonlySet<string> {
  const out = new Set<string>();
  for (const { spec, namespace } of resources) {
    const routes = [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])];
    for (const { destination } of routes.flatMap(({ route = [] }) => route)) {
      if (destination) out.add(resolveHost(destination.host, namespace, domain));
    }
  }
  return out;
}

/**
 * The services a workload sees, one for each host, in the order of their hosts. A Sidecar narrows them to its egress hosts and
 * to what the VirtualServices it lets through lead to.
 */
export function visibleServices(mesh: MeshModel, node: ProxyNode): readonly MeshService[] {
  const scope = egressScope(mesh, node);
  const reached =
    scope === EVERYTHING
      ? new Set<string>()
      : destinationsOf(visibleVirtualServices(mesh, node), mesh.settings.clusterDomain);
  const out: MeshService[] = [];
  for (const [host, services] of mesh.servicesByHost) {
    const visible = services.filter(
      ({ exportTo, namespace }) =>
        isExported(exportTo, namespace, node.namespace) && (scope(namespace, host) || reached.has(host)),
    );
    const service = preferred(visible, node.namespace);
    if (service) out.push(service);
  }
  return out;
}
