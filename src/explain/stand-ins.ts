/** Manifests have workloads and no addresses: each pod gets one that no network has, so that everything else works as if it ran. */
import type { MeshModel } from '../mesh/model.ts';
import type { ProxyNode } from '../mesh/proxy-node.ts';
import type { MeshResource } from '../mesh/resource.ts';
import { endpointSources } from '../mesh/services/endpoints.ts';
import { indexWorkloads, workloadName } from '../mesh/services/workloads.ts';
import type { PodSpec } from '../mesh/types/kubernetes.ts';

const INJECT = 'sidecar.istio.io/inject';
const TLS_MODE = 'security.istio.io/tlsMode';

/** First octet of the addresses. @see RFC 1112 4: 240.0.0.0/4 is nobody's */
const NOBODYS = 240;

const standIn = (index: number): string => [NOBODYS, (index >> 16) & 255, (index >> 8) & 255, index & 255].join('.');

type Pod = MeshResource<PodSpec>;

/** Whether the pod is taken for a member of the mesh: it is unless it says otherwise. */
function joins({ labels, annotations, spec }: Pod): boolean {
  return !spec.hostNetwork && (labels[INJECT] ?? annotations[INJECT]) !== 'false';
}

/** Whether a pod has a proxy in front of it. */
export const hasSidecar = ({ labels }: Pod): boolean => labels[TLS_MODE] === 'istio';

/** Whether a workload has asked for no sidecar. */
export const refusesSidecar = ({ kind, labels }: Pick<ProxyNode, 'kind' | 'labels'>): boolean =>
  kind === 'sidecar' && labels[INJECT] === 'false';

/** A mesh whose workloads all run. */
export interface RunningMesh {
  readonly mesh: MeshModel;
  /** The workload an address stands in for; `undefined` for an address that the files have. */
  readonly nameOf: (address: string) => string | undefined;
}

/** Lets every workload of the files run: with an address, and with a sidecar where nothing forbids it. */
export function running(mesh: MeshModel): RunningMesh {
  const names = new Map<string, string>();
  const pods = mesh.resources.pods.map((pod, index): Pod => {
    // The label says it of the workload, wherever the manifest does.
    const labels = joins(pod) ? { [TLS_MODE]: 'istio', ...pod.labels } : { ...pod.labels, [INJECT]: 'false' };
    if (pod.spec.ip !== undefined || pod.spec.hostNetwork) return { ...pod, labels };
    const ip = standIn(index + 1);
    names.set(ip, workloadName(pod));
    return { ...pod, labels, spec: { ...pod.spec, ip } };
  });
  const resources = { ...mesh.resources, pods };
  const workloads = indexWorkloads(resources);
  return {
    mesh: { ...mesh, resources, workloads, endpointSources: endpointSources(resources, workloads) },
    nameOf: (address) => names.get(address),
  };
}
