/** Who takes which TLS. */
import { mutualTlsMode } from '../../mesh/selection.ts';
import type { Context } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';
import { podsOf, targetPorts } from './backends.ts';
import { servicePorts } from './hosts.ts';
import {
  hasProxy,
  inMesh,
  isAmbientNamespace,
  isAmbientPod,
  namespaceLabels,
  podParts,
  REVISION_LABEL,
} from './membership.ts';

/** What a pod takes at a port of a Service. */
export interface Taking {
  readonly pod: AnalyzedResource;
  readonly mode: ReturnType<typeof mutualTlsMode>;
  /** Whether the pod is in the mesh: otherwise nobody looks at its mode. */
  readonly inMesh: boolean;
}

/** Whether a pod is in the mesh, or would be when it is created. */
export function isMember(pod: AnalyzedResource, context: Context): boolean {
  const labels = namespaceLabels(context, pod.namespace);
  const revision = pod.labels[REVISION_LABEL] ?? labels[REVISION_LABEL] ?? '';
  if (isAmbientPod(pod) || isAmbientNamespace(labels)) return true;
  return hasProxy(podParts(pod).spec) || inMesh(podParts(pod), pod.namespace, context) || revision !== '';
}

/** What the pods of a Service take at its ports, or at one of them. */
export function takings(by: AnalyzedResource, port: number | undefined, context: Context): readonly Taking[] {
  const { rootNamespace } = context.settings;
  const policies = {
    resources: { peerAuthentications: context.all('PeerAuthentication') },
    settings: { rootNamespace },
  };
  const numbers = servicePorts(by).map(({ number }) => number);
  return podsOf(by, context).flatMap((pod) => {
    const member = isMember(pod, context);
    return targetPorts(pod, context)
      .filter(({ service: of, index }) => of === by && (port === undefined || numbers[index] === port))
      .flatMap(({ number }) => number ?? [])
      .map((number) => ({
        pod,
        mode: mutualTlsMode(policies, { namespace: pod.namespace, labels: pod.labels, port: number }),
        inMesh: member,
      }));
  });
}
