/** The mesh as one value: what analysis, translation and the local proxy read. */
import type { JsonMap } from '../model/json.ts';
import { compareText } from './resource.ts';
import type { MeshResources } from './resources.ts';
import { fromKubernetes, fromServiceEntry } from './services/declared.ts';
import { type EndpointSources, endpointSources, endpointsOf } from './services/endpoints.ts';
import type { MeshEndpoint, MeshService, ServicePort } from './services/types.ts';
import { indexWorkloads, type Workloads } from './services/workloads.ts';
import { type MeshSettings, meshSettings } from './settings.ts';

/** Resources with what follows from them: settings, services, workloads, endpoints. */
export interface MeshModel {
  readonly settings: MeshSettings;
  readonly resources: MeshResources;
  readonly workloads: Workloads;
  /** By host, then namespace. */
  readonly services: readonly MeshService[];
  readonly servicesByHost: ReadonlyMap<string, readonly MeshService[]>;
  readonly endpointSources: EndpointSources;
}

/** What a mesh is made from. */
export interface MeshInput {
  readonly resources: MeshResources;
  /** A MeshConfig as it was written; `{}` for the defaults. */
  readonly meshConfig: JsonMap;
}

function groupByHost(services: readonly MeshService[]): ReadonlyMap<string, readonly MeshService[]> {
  const out = new Map<string, MeshService[]>();
  for (const service of services) out.set(service.host, [...(out.get(service.host) ?? []), service]);
  return out;
}

/** Puts resources together into a mesh. Nothing is checked here: what makes no sense has no effect. */
export function buildMesh({ resources, meshConfig }: MeshInput): MeshModel {
  const settings = meshSettings(meshConfig);
  const services = [
    ...resources.services.map((resource) => fromKubernetes(resource, settings)),
    ...resources.serviceEntries.flatMap((resource) => fromServiceEntry(resource, settings)),
  ].sort((a, b) => compareText(a.host, b.host) || compareText(a.namespace, b.namespace));
  const workloads = indexWorkloads(resources);
  return {
    settings,
    resources,
    workloads,
    services,
    servicesByHost: groupByHost(services),
    endpointSources: endpointSources(resources, workloads),
  };
}

/** Where a port of a service runs. */
export function serviceEndpoints(mesh: MeshModel, service: MeshService, port: ServicePort): readonly MeshEndpoint[] {
  return endpointsOf(service, port, mesh.endpointSources);
}
