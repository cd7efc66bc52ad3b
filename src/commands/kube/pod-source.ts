import type { AnswerSource } from '../../envoy/admin-paths.ts';
import { withCluster } from '../../kube/client.ts';
import type { ClusterFlags } from '../../kube/locate.ts';
import type { Host } from '../../model/host.ts';
import { choosePod, podPage, podText } from './pod-page.ts';

/** How the proxy of a workload is asked. */
export interface PodSourceOptions {
  readonly flags: ClusterFlags;
  readonly port: number;
  /** What the reference says around a failure; default that of proxy-config. */
  readonly around?: (text: string, pod: string) => string;
}

const AROUND = (text: string, pod: string): string => `failed to execute command on ${pod} sidecar: ${text}`;

/** The proxy of a workload in the cluster. Its name is the workload's until it was asked, then the pod's. */
export function podSource(
  workload: string,
  { flags, port, around = AROUND }: PodSourceOptions,
  host: Host,
): AnswerSource {
  let name = workload;
  return {
    get name() {
      return name;
    },
    answer: (path) =>
      withCluster(flags, host, async (client) => {
        const pod = await choosePod(client, workload);
        name = podText(pod);
        return podPage(client, pod, { path, port, around });
      }),
  };
}
