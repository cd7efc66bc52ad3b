/** Admin ports of workloads in a cluster. Loaded only for them: a cluster takes much code. */
import { DEFAULT_ADMIN_PORT } from '../../cli/proxy-options.ts';
import { fetchPodPage } from '../../kube/admin.ts';
import { type KubeClient, withCluster } from '../../kube/client.ts';
import { hasCluster } from '../../kube/locate.ts';
import { type PodName, resolvePod, runningPod } from '../../kube/workload.ts';
import { workloadProblem } from '../proxy-config/source.ts';
import type { AdminPort, PortContext } from './ports.ts';

/** Calls `work` with what makes the port of a workload. Throws UsageError where there is no cluster, and what it says. */
export async function withPods<T>(
  words: readonly string[],
  { flags, host }: PortContext,
  work: (podPort: (word: string) => AdminPort) => Promise<T>,
): Promise<T> {
  if (!hasCluster(flags, host)) throw workloadProblem(words.join(' '));
  const port = flags.proxyAdminPort ?? DEFAULT_ADMIN_PORT;
  return withCluster(flags, host, (client) => work((word) => podPort(client, word, port)));
}

function podPort(client: KubeClient, name: string, port: number): AdminPort {
  let chosen: PodName | undefined;
  const choose = async (): Promise<PodName> => {
    const pod = await resolvePod(client, name);
    await runningPod(client, pod);
    return pod;
  };
  return {
    name,
    async ask(path, { method = 'GET' } = {}) {
      chosen ??= await choose();
      try {
        return await fetchPodPage(client, { ...chosen, port }, { path, method });
      } catch (error) {
        // The pod may be gone: the next question looks for another one of the workload.
        chosen = undefined;
        throw error;
      }
    },
  };
}
