/** Where the ports of services run. */
import { isWildcard } from '../hosts.ts';
import type { MeshResource } from '../resource.ts';
import type { MeshResources } from '../resources.ts';
import type { Labels } from '../types/common.ts';
import type { EndpointAddress, EndpointSubset, EndpointsSpec, PodSpec, ServiceSpec } from '../types/kubernetes.ts';
import type { ServiceEntry, WorkloadEntry } from '../types/networking.ts';
import { localityOf, parseLocality, saysTlsMode, speaksMeshTls } from './labels.ts';
import type { MeshEndpoint, MeshService, ServicePort } from './types.ts';
import { entryLabels, selectEntries, selectPods, type Workloads, workloadName } from './workloads.ts';

/** What endpoints are made from. */
export interface EndpointSources {
  readonly workloads: Workloads;
  /** Endpoints and slices by `namespace/service`. */
  readonly endpoints: ReadonlyMap<string, readonly MeshResource<EndpointsSpec>[]>;
}

/** Indexes the objects that list addresses. Slices come before Endpoints objects of the same service, which repeat them. */
export function endpointSources(resources: MeshResources, workloads: Workloads): EndpointSources {
  const endpoints = new Map<string, MeshResource<EndpointsSpec>[]>();
  for (const resource of resources.endpoints) {
    const key = `${resource.namespace}/${resource.spec.service}`;
    endpoints.set(key, [...(endpoints.get(key) ?? []), resource]);
  }
  for (const [key, list] of endpoints) {
    const slices = list.filter(({ kind }) => kind === 'EndpointSlice');
    if (slices.length > 0) endpoints.set(key, slices);
  }
  return { workloads, endpoints };
}

interface PodAt {
  readonly address: string;
  readonly port: number;
  readonly ready: boolean;
  readonly zone?: string | undefined;
}

function podEndpoint(pod: MeshResource<PodSpec>, { address, port, ready }: PodAt, workloads: Workloads): MeshEndpoint {
  return {
    address,
    port,
    ready,
    labels: pod.labels,
    locality: localityOf(pod.labels, workloads.nodes.get(pod.spec.nodeName ?? '')),
    weight: 1,
    workload: { name: workloadName(pod), namespace: pod.namespace },
    serviceAccount: pod.spec.serviceAccount,
    meshTls: speaksMeshTls(pod.labels),
  };
}

/** An address nobody knows more of. */
function bareEndpoint(service: MeshService, { address, port, ready, zone }: PodAt): MeshEndpoint {
  return {
    address,
    port,
    ready,
    labels: {},
    locality: { region: '', zone: zone ?? '', subZone: '' },
    weight: 1,
    workload: { name: service.source.resource.name, namespace: service.namespace },
    serviceAccount: '',
    meshTls: false,
  };
}

function listedPort(subset: EndpointSubset, port: ServicePort): number | undefined {
  const [only] = subset.ports;
  // A service with one port may leave it without a name.
  const match = subset.ports.find(({ name }) => name === port.name);
  return (match ?? (subset.ports.length === 1 && only?.name === '' ? only : undefined))?.number;
}

function podOf(address: EndpointAddress, namespace: string, { podByName, podByAddress }: Workloads) {
  const named = address.pod === undefined ? undefined : podByName.get(`${namespace}/${address.pod}`);
  return named ?? podByAddress.get(address.ip);
}

function listedEndpoints(service: MeshService, port: ServicePort, sources: EndpointSources): readonly MeshEndpoint[] {
  const { name, namespace } = service.source.resource;
  const seen = new Set<string>();
  const out: MeshEndpoint[] = [];
  for (const { spec } of sources.endpoints.get(`${namespace}/${name}`) ?? []) {
    for (const subset of spec.subsets) {
      const number = listedPort(subset, port);
      if (number === undefined) continue;
      for (const address of subset.addresses) {
        const at = { address: address.ip, port: number, ready: address.ready, zone: address.zone };
        if (seen.has(`${at.address}:${number}`)) continue;
        seen.add(`${at.address}:${number}`);
        const pod = podOf(address, namespace, sources.workloads);
        out.push(pod ? podEndpoint(pod, at, sources.workloads) : bareEndpoint(service, at));
      }
    }
  }
  return out;
}

function containerPort(pod: MeshResource<PodSpec>, target: number | string): number | undefined {
  return typeof target === 'number' ? target : pod.spec.ports.find(({ name }) => name === target)?.number;
}

interface Selection {
  readonly service: MeshService;
  readonly port: ServicePort;
  readonly workloads: Workloads;
}

function selectedPods({ service, port, workloads }: Selection, selector: Labels): readonly MeshEndpoint[] {
  return selectPods(workloads, service.namespace, selector).flatMap((pod) => {
    const number = containerPort(pod, port.targetPort);
    const address = pod.spec.ip;
    return address === undefined || number === undefined
      ? []
      : [podEndpoint(pod, { address, port: number, ready: true }, workloads)];
  });
}

const UNIX = 'unix://';

/** Where a WorkloadEntry, or an endpoint written like one, serves a port. */
function entryEndpoint(entry: WorkloadEntry, labels: Labels, { service, port }: Selection): MeshEndpoint {
  const { address = '', weight = 0, serviceAccount = '' } = entry;
  const target = typeof port.targetPort === 'number' ? port.targetPort : port.number;
  const socket = address.startsWith(UNIX);
  return {
    address: socket ? address.slice(UNIX.length) : address,
    port: socket ? 0 : (entry.ports?.[port.name] ?? target),
    ready: true,
    labels,
    locality: entry.locality === undefined ? localityOf(labels, undefined) : parseLocality(entry.locality),
    weight: weight === 0 ? 1 : weight,
    workload: { name: service.source.resource.name, namespace: service.namespace },
    serviceAccount,
    // One with an identity is taken for a member of the mesh unless it says otherwise.
    meshTls: saysTlsMode(labels) ? speaksMeshTls(labels) : serviceAccount !== '',
  };
}

function selectedEntries(selection: Selection, selector: Labels): readonly MeshEndpoint[] {
  const { service, workloads } = selection;
  return selectEntries(workloads, service.namespace, selector)
    .filter(({ spec }) => spec.address !== undefined)
    .map((entry) => ({
      ...entryEndpoint(entry.spec, entryLabels(entry), selection),
      workload: { name: entry.name, namespace: entry.namespace },
    }));
}

function ofKubernetes(
  { spec }: MeshResource<ServiceSpec>,
  selection: Selection,
  sources: EndpointSources,
): readonly MeshEndpoint[] {
  const { service, port } = selection;
  if (spec.externalName !== undefined && spec.type === 'ExternalName') {
    return [bareEndpoint(service, { address: spec.externalName, port: port.number, ready: true })];
  }
  const listed = listedEndpoints(service, port, sources);
  const selector = spec.selector ?? {};
  const pods = listed.length > 0 ? listed : selectedPods(selection, selector);
  return [...pods, ...selectedEntries(selection, selector)];
}

function ofServiceEntry({ spec }: MeshResource<ServiceEntry>, selection: Selection): readonly MeshEndpoint[] {
  const { service, port } = selection;
  if (service.resolution === 'NONE') return [];
  const selector = spec.workloadSelector?.labels;
  if (selector) return [...selectedPods(selection, selector), ...selectedEntries(selection, selector)];
  const endpoints = spec.endpoints ?? [];
  const byName = service.resolution !== 'STATIC' && endpoints.length === 0 && !isWildcard(service.host);
  if (byName) return [entryEndpoint({ address: service.host }, {}, { ...selection, port })];
  return endpoints.map((endpoint) => entryEndpoint(endpoint, endpoint.labels ?? {}, selection));
}

/** The endpoints of one port of a service, in the order they are listed; none where addresses are not known beforehand. */
export function endpointsOf(
  service: MeshService,
  port: ServicePort,
  sources: EndpointSources,
): readonly MeshEndpoint[] {
  const selection: Selection = { service, port, workloads: sources.workloads };
  const { source } = service;
  return source.from === 'Service'
    ? ofKubernetes(source.resource, selection, sources)
    : ofServiceEntry(source.resource, selection);
}
