/** Proxies in a cluster that are saved. Loaded only for them: a cluster takes much code. */
import { fetchPodPage } from '../../kube/admin.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { hasCluster } from '../../kube/locate.ts';
import { type PodName, resolvePod, runningPod } from '../../kube/workload.ts';
import { podText } from '../kube/pod-page.ts';
import { proxyPods } from '../proxy-config/mesh-dumps.ts';
import { workloadProblem } from '../proxy-config/source.ts';
import type { SnapshotTarget } from './pages.ts';
import type { SnapshotCall } from './run.ts';

/** Which pods are meant. */
export interface WantedPods {
  readonly workloads: readonly string[];
  /** Labels or all namespaces choose further ones. */
  readonly selects: boolean;
}

/** Calls `work` with the proxies of the pods that are meant, each once. Throws what the cluster says, and UsageError without one. */
export async function withPodTargets<T>(
  { flags, host }: SnapshotCall,
  { workloads, selects }: WantedPods,
  work: (targets: readonly SnapshotTarget[]) => Promise<T>,
): Promise<T> {
  if (!hasCluster(flags, host)) throw workloadProblem(workloads.join(' ') || '-l and -A');
  return withCluster(flags, host, async (client) => {
    const targets = new Map<string, SnapshotTarget>();
    const add = (pod: PodName, optional: boolean): void => {
      const known = targets.get(podText(pod));
      if (known === undefined)
        targets.set(podText(pod), podTarget(client, pod, { port: flags.proxyAdminPort, optional }));
    };
    for (const word of workloads) {
      const pod = await resolvePod(client, word);
      await runningPod(client, pod);
      add(pod, false);
    }
    for (const pod of selects ? await proxyPods(client, flags) : []) add(pod, true);
    return work([...targets.values()]);
  });
}

function podTarget(
  client: KubeClient,
  pod: PodName,
  { port, optional }: { readonly port: number; readonly optional: boolean },
): SnapshotTarget {
  return {
    optional,
    name: podText(pod),
    folder: `${pod.namespace}/${pod.pod}`,
    ask: (path) => fetchPodPage(client, { ...pod, port }, { path }),
  };
}
