/** Services of the mesh in one form, whoever declared them. */
import type { Protocol } from '../protocol.ts';
import type { MeshResource } from '../resource.ts';
import type { Labels } from '../types/common.ts';
import type { ServiceSpec } from '../types/kubernetes.ts';
import type { Resolution, ServiceEntry } from '../types/networking.ts';

/** How the addresses of a service are found; `ENDPOINTS` are those of Kubernetes. */
export type ServiceResolution = 'ENDPOINTS' | Resolution;

/** Something that can be called, whichever kind of object declares it. */
export interface MeshService {
  /** A whole name, or a wildcard of a ServiceEntry. */
  readonly host: string;
  readonly namespace: string;
  readonly resolution: ServiceResolution;
  readonly ports: readonly ServicePort[];
  /** Virtual addresses, prefixes included; empty when it has none. */
  readonly addresses: readonly string[];
  /** Whether a service of Kubernetes has no virtual address on purpose. */
  readonly headless: boolean;
  /** Whether it lies outside of the mesh, so that nobody there speaks its TLS. */
  readonly external: boolean;
  /** Namespaces that see it; `*` for all, `.` for its own. */
  readonly exportTo: readonly string[];
  /** Labels of the workloads it selects. */
  readonly selector: Labels | undefined;
  /** Names its certificates have to carry, where somebody said. */
  readonly subjectAltNames: readonly string[];
  readonly source: ServiceSource;
}

/** The object that declares a service. */
export type ServiceSource =
  | { readonly from: 'Service'; readonly resource: MeshResource<ServiceSpec> }
  | { readonly from: 'ServiceEntry'; readonly resource: MeshResource<ServiceEntry> };

/** A port of a service. */
export interface ServicePort {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** Number or name of the container's port. */
  readonly targetPort: number | string;
}

/** Region, zone and sub-zone; what is not known is empty. */
export interface Locality {
  readonly region: string;
  readonly zone: string;
  readonly subZone: string;
}

/** One place where a port of a service runs. */
export interface MeshEndpoint {
  /** An IP address, a name to be resolved, or the path of a Unix socket. */
  readonly address: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  readonly labels: Labels;
  readonly locality: Locality;
  readonly weight: number;
  readonly ready: boolean;
  readonly workload: WorkloadName;
  readonly serviceAccount: string;
  /** Whether it speaks the mesh's TLS, as far as its labels say. */
  readonly meshTls: boolean;
}

/** What telemetry calls the workload behind an endpoint. */
export interface WorkloadName {
  readonly name: string;
  readonly namespace: string;
}
