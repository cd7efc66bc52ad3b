/** What the mesh reads of Kubernetes' own objects, brought into one form. */
import type { Labels } from './common.ts';

export interface ServiceSpec {
  readonly type: string;
  readonly clusterIPs: readonly string[];
  readonly selector: Labels | undefined;
  readonly ports: readonly ServicePortSpec[];
  readonly externalName: string | undefined;
}

export interface ServicePortSpec {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
  /** Number or name of a container's port. */
  readonly targetPort: number | string;
}

/** The ready and unready addresses of a service, from an Endpoints or EndpointSlice object. */
export interface EndpointsSpec {
  /** Name of the service they belong to. */
  readonly service: string;
  readonly subsets: readonly EndpointSubset[];
}

export interface EndpointSubset {
  readonly addresses: readonly EndpointAddress[];
  readonly ports: readonly { readonly name: string; readonly number: number }[];
}

export interface EndpointAddress {
  readonly ip: string;
  readonly ready: boolean;
  readonly pod: string | undefined;
  readonly zone: string | undefined;
}

/** A pod that exists, or that a workload would make. */
export interface PodSpec {
  readonly ip: string | undefined;
  readonly serviceAccount: string;
  readonly nodeName: string | undefined;
  readonly hostNetwork: boolean;
  /** Named ports of its containers. */
  readonly ports: readonly { readonly name: string; readonly number: number }[];
  /** What makes it: `Deployment/reviews-v1`; `undefined` for a pod that stands alone. */
  readonly owner: string | undefined;
}
