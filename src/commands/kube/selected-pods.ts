import { EnvoyError } from '../../envoy/problems.ts';
import { type KubeClient, type ListOptions, listObjects } from '../../kube/client.ts';
import { podFacts } from '../../kube/pods.ts';
import { RESOURCES } from '../../kube/resources.ts';
import type { PodName } from '../../kube/workload.ts';
import { EXIT } from '../../model/exit.ts';

/** The pods of a namespace (default the client's) with some labels. Throws EnvoyError with status 66 for none. */
export async function selectedPods(
  client: KubeClient,
  labelSelector: string,
  options: ListOptions = {},
): Promise<readonly PodName[]> {
  const pods = await listObjects(client, RESOURCES.pods, { namespace: client.namespace, labelSelector, ...options });
  if (pods.length > 0) return pods.map(podFacts).map(({ name, namespace }) => ({ pod: name, namespace }));
  throw new EnvoyError(
    'NO_INPUT_PODS',
    `no pod in the namespace ${options.namespace ?? client.namespace} has the labels ${labelSelector}`,
    {
      peer: 'no pods found',
      exitCode: EXIT.noInput,
      hint: 'look at the labels with "kubectl get pods --show-labels", and at -n',
    },
  );
}
