/** The services that resources declare. */
import { resolveHost, serviceHost } from '../hosts.ts';
import { parseProtocol, portProtocol } from '../protocol.ts';
import type { MeshResource } from '../resource.ts';
import type { MeshSettings } from '../settings.ts';
import type { ServiceSpec } from '../types/kubernetes.ts';
import type { ServiceEntry } from '../types/networking.ts';
import type { MeshService, ServicePort } from './types.ts';

const EXPORT_TO = 'networking.istio.io/exportTo';

/** Items of a list in an annotation. */
function listed(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function orDefault(exportTo: readonly string[] | undefined, fallback: readonly string[]): readonly string[] {
  return exportTo === undefined || exportTo.length === 0 ? fallback : exportTo;
}

function kubernetesPorts({ ports }: ServiceSpec): readonly ServicePort[] {
  return ports.map(({ number, name, protocol, appProtocol, targetPort }) => ({
    number,
    name,
    targetPort,
    protocol: portProtocol({ number, name, transport: protocol, appProtocol }),
  }));
}

/** The service a Kubernetes Service declares. One of the type ExternalName is the other name of a host outside. */
export function fromKubernetes(resource: MeshResource<ServiceSpec>, settings: MeshSettings): MeshService {
  const { spec, name, namespace, annotations } = resource;
  const headless = spec.clusterIPs.includes('None');
  const external = spec.type === 'ExternalName';
  return {
    host: serviceHost(name, namespace, settings.clusterDomain),
    namespace,
    resolution: external ? 'DNS' : 'ENDPOINTS',
    ports: kubernetesPorts(spec),
    addresses: headless ? [] : spec.clusterIPs,
    headless,
    external,
    exportTo: orDefault(listed(annotations[EXPORT_TO] ?? ''), settings.defaultServiceExportTo),
    selector: spec.selector,
    subjectAltNames: [],
    source: { from: 'Service', resource },
  };
}

function entryPorts({ ports = [] }: ServiceEntry): readonly ServicePort[] {
  return ports.map(({ number = 0, name = '', protocol = '', targetPort }) => ({
    number,
    name,
    targetPort: targetPort ?? number,
    protocol: parseProtocol(protocol) ?? (protocol === '' ? portProtocol({ number, name, transport: 'TCP' }) : 'TCP'),
  }));
}

/** The services a ServiceEntry declares: one for each of its hosts. */
export function fromServiceEntry(resource: MeshResource<ServiceEntry>, settings: MeshSettings): readonly MeshService[] {
  const { spec, namespace } = resource;
  const ports = entryPorts(spec);
  return (spec.hosts ?? []).map((host) => ({
    host: resolveHost(host, namespace, settings.clusterDomain),
    namespace,
    resolution: spec.resolution ?? 'NONE',
    ports,
    addresses: spec.addresses ?? [],
    headless: false,
    external: spec.location !== 'MESH_INTERNAL',
    exportTo: orDefault(spec.exportTo, settings.defaultServiceExportTo),
    selector: spec.workloadSelector?.labels,
    subjectAltNames: spec.subjectAltNames ?? [],
    source: { from: 'ServiceEntry', resource },
  }));
}
