/** VirtualServices with their delegates put in, and where they are bound to. */
import type { Diagnostic, Path } from '../model/diagnostic.ts';
import { mergeDelegate } from './delegates.ts';
import { findingAt } from './finding.ts';
import { apiRoutes } from './gateway-api/routes.ts';
import { HostIndex } from './host-index.ts';
import { resolveHost } from './hosts.ts';
import type { MeshModel } from './model.ts';
import type { ProxyNode } from './proxy-node.ts';
import { byAge, keyOf, type MeshResource } from './resource.ts';
import type { HttpRoute, VirtualService } from './types/virtual-service.ts';
import { virtualServiceVisible, visibleVirtualServices } from './visibility.ts';

/** The name that stands for all sidecars among gateways. */
export const MESH_GATEWAY = 'mesh';

/** An HTTP route and where it stands: in the VirtualService itself, or in one it hands over to. */
export interface PlacedRoute {
  readonly route: HttpRoute;
  readonly resource: MeshResource<VirtualService>;
  readonly path: Path;
}

/** A VirtualService as it works. */
export interface BoundVirtualService {
  readonly resource: MeshResource<VirtualService>;
  /** Whole names. */
  readonly hosts: readonly string[];
  /** `namespace/name`, or `mesh`. */
  readonly gateways: readonly string[];
  readonly http: readonly PlacedRoute[];
}

/** The gateways a VirtualService, or a condition in it, names: `namespace/name`, or `mesh`. */
export function gatewayNames(names: readonly string[] | undefined, namespace: string): readonly string[] {
  if (names === undefined || names.length === 0) return [MESH_GATEWAY];
  return names.map((name) => (name === MESH_GATEWAY || name.includes('/') ? name : `${namespace}/${name}`));
}

class Binder {
  readonly diagnostics: Diagnostic[] = [];
  private readonly mesh: MeshModel;
  private readonly byKey: ReadonlyMap<string, MeshResource<VirtualService>>;

  constructor(mesh: MeshModel) {
    this.mesh = mesh;
    this.byKey = new Map(mesh.resources.virtualServices.map((resource) => [keyOf(resource), resource]));
  }

  bind(resource: MeshResource<VirtualService>): BoundVirtualService {
    const { spec, namespace } = resource;
    return {
      resource,
      hosts: (spec.hosts ?? []).map((host) => resolveHost(host, namespace, this.mesh.settings.clusterDomain)),
      gateways: gatewayNames(spec.gateways, namespace),
      http: (spec.http ?? []).flatMap((route, index) => this.route(resource, route, index)),
    };
  }

  private route(resource: MeshResource<VirtualService>, route: HttpRoute, index: number): readonly PlacedRoute[] {
    const path: Path = ['spec', 'http', index];
    const { delegate } = route;
    if (delegate === undefined) return [{ route, resource, path }];
    const key = `${delegate.namespace ?? resource.namespace}/${delegate.name ?? ''}`;
    const child = this.byKey.get(key);
    if (child === undefined) return this.refuse(resource, path, `there is no VirtualService "${key}" to hand over to`);
    if ((child.spec.hosts ?? []).length > 0)
      return this.refuse(resource, path, `"${key}" has hosts of its own, so that no route can hand over to it`);
    if (!virtualServiceVisible(this.mesh, child, resource.namespace))
      return this.refuse(resource, path, `"${key}" is not exported to the namespace "${resource.namespace}"`);
    return (child.spec.http ?? []).flatMap((inner, at) => {
      const merged = inner.delegate === undefined ? mergeDelegate(route, inner) : undefined;
      return merged === undefined ? [] : [{ route: merged, resource: child, path: ['spec', 'http', at] }];
    });
  }

  private refuse(resource: MeshResource, path: Path, message: string): readonly PlacedRoute[] {
    this.diagnostics.push(findingAt(resource, 'MSH5005', { message, path: [...path, 'delegate'] }));
    return [];
  }
}

/** VirtualServices as they work, and what does not work in them. */
export interface Binding {
  /** Oldest first; those without hosts, which only others hand over to, are left out. */
  readonly virtualServices: readonly BoundVirtualService[];
  /** The same by host. */
  readonly byHost: HostIndex<BoundVirtualService>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Binds VirtualServices, and puts the routes of the Gateway API for the same gateways after them. */
function bindAll(
  mesh: MeshModel,
  resources: readonly MeshResource<VirtualService>[],
  gateways: ReadonlySet<string>,
): Binding {
  const binder = new Binder(mesh);
  const bound = resources.filter(({ spec }) => (spec.hosts ?? []).length > 0).map((each) => binder.bind(each));
  const routes = apiRoutes(mesh.resources).filter((each) => each.gateways.some((name) => gateways.has(name)));
  const virtualServices = [...bound, ...routes];
  return {
    virtualServices,
    byHost: new HostIndex(virtualServices, ({ hosts }) => hosts),
    diagnostics: binder.diagnostics,
  };
}

/** The VirtualServices for sidecars that a workload sees. */
export function meshVirtualServices(mesh: MeshModel, node: ProxyNode): Binding {
  const forMesh = visibleVirtualServices(mesh, node).filter(({ spec, namespace }) =>
    gatewayNames(spec.gateways, namespace).includes(MESH_GATEWAY),
  );
  return bindAll(mesh, forMesh, new Set([MESH_GATEWAY]));
}

/** The VirtualServices bound to any of the gateways, given as `namespace/name`. */
export function gatewayVirtualServices(mesh: MeshModel, node: ProxyNode, gateways: ReadonlySet<string>): Binding {
  const bound = [...mesh.resources.virtualServices]
    .sort(byAge)
    .filter((resource) => virtualServiceVisible(mesh, resource, node.namespace))
    .filter(({ spec, namespace }) => gatewayNames(spec.gateways, namespace).some((name) => gateways.has(name)));
  return bindAll(mesh, bound, gateways);
}
