/** Which ztunnel of the cluster is asked. */
import { EnvoyError } from '../../envoy/problems.ts';
import type { ZtunnelFilter } from '../../envoy/ztunnel/dump.ts';
import { getObject, type KubeClient, listObjects } from '../../kube/client.ts';
import { podFacts } from '../../kube/pods.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { labelSelector, type PodName } from '../../kube/workload.ts';
import { EXIT } from '../../model/exit.ts';
import { asList, asMap, asString, type JsonMap } from '../../model/json.ts';
import { choosePod, podObject } from '../kube/pod-page.ts';

const ZTUNNEL = 'ztunnel';

/** A ztunnel, and the workload to which what it says is limited. */
export interface ChosenZtunnel {
  readonly pod: PodName;
  readonly only: Pick<ZtunnelFilter, 'address' | 'workload'>;
}

/** What a command was told of the ztunnel it is to ask. */
export interface ZtunnelTarget {
  readonly operand: string | undefined;
  readonly node: string | undefined;
  /** The namespace of the ztunnels. */
  readonly system: string;
  /** What the reference says around a failure. */
  readonly around: (text: string, pod: string) => string;
}

/** The ztunnel that is named, of the node that is named, of the node of the workload that is named; else any. */
export async function chooseZtunnel(client: KubeClient, target: ZtunnelTarget): Promise<ChosenZtunnel> {
  const { operand, node, system, around } = target;
  if (operand === undefined) return { pod: await onNode(client, system, node), only: {} };
  const name = await choosePod(client, operand);
  const object = await podObject(client, name, around);
  if (isZtunnel(object)) return { pod: name, only: {} };
  const { node: own } = podFacts(object);
  const address = asString(asMap(object['status'])['podIP']) ?? '';
  return { pod: await onNode(client, system, own), only: { address, workload: name.pod } };
}

/** Whether a pod is a ztunnel, by the label of its DaemonSet's pods. */
export function isZtunnel(pod: JsonMap): boolean {
  const owned = asList(asMap(pod['metadata'])['ownerReferences']).some((owner) => asMap(owner)['name'] === ZTUNNEL);
  return podFacts(pod).labels['app'] === ZTUNNEL || owned;
}

async function onNode(client: KubeClient, system: string, node: string | undefined): Promise<PodName> {
  const [first] = await ztunnels(client, system, node);
  if (first) return first;
  const where = node === undefined ? '' : ` on the node ${node}`;
  throw new EnvoyError('NO_INPUT_PODS', `there is no ztunnel${where}`, {
    peer: 'no pods found',
    exitCode: EXIT.noInput,
    hint: `kubectl get pods -n ${system} -l app=ztunnel -o wide tells where they run; -i names another namespace`,
  });
}

/** The pods of the DaemonSet `ztunnel`, of one node or all. */
export async function ztunnels(client: KubeClient, system: string, node?: string): Promise<readonly PodName[]> {
  const set = await getObject(client, RESOURCES.daemonSets, { namespace: system, name: ZTUNNEL });
  const pods = await listObjects(client, RESOURCES.pods, {
    namespace: system,
    labelSelector: labelSelector(asMap(asMap(set['spec'])['selector'])),
    ...(node !== undefined && { fieldSelector: `spec.nodeName=${node}` }),
  });
  return pods.map(podFacts).map(({ name, namespace }) => ({ pod: name, namespace }));
}
