import type { AdminPath } from '../../envoy/admin-paths.ts';
import { ConfigDump } from '../../envoy/dump.ts';
import { type KubeClient, listObjects, withCluster } from '../../kube/client.ts';
import { podFacts } from '../../kube/pods.ts';
import { RESOURCES } from '../../kube/resources.ts';
import type { PodName } from '../../kube/workload.ts';
import { MeshctlError, NoInputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { asList, asMap, type JsonMap } from '../../model/json.ts';
import { podPage, podText } from '../kube/pod-page.ts';
import type { ViewFlags } from './flags.ts';
import type { NamedDump } from './operands.ts';
import { portOf } from './source.ts';

/** Proxies asked at once: enough to hide the way there, few enough for an API server that has other work. */
const AT_ONCE = 8;

/** The name of the container a proxy runs in. */
const PROXY = 'istio-proxy';

/**
 * What the proxies of many pods answer to a question: of a namespace or all, with some labels or any. One that cannot be asked
 * is told of and left out. Throws NoInputError when there is none, and the last problem when none can be asked.
 */
export async function meshDumps(flags: ViewFlags, path: AdminPath, host: Host): Promise<readonly NamedDump[]> {
  return withCluster(flags, host, async (client) => {
    const pods = await proxyPods(client, flags);
    const dumps: NamedDump[] = [];
    let problem: unknown;
    for (let at = 0; at < pods.length; at += AT_ONCE) {
      const asked = pods.slice(at, at + AT_ONCE).map((pod) => dumpOf(client, pod, { path, port: portOf(flags) }));
      for (const [index, result] of (await Promise.allSettled(asked)).entries()) {
        if (result.status === 'fulfilled') dumps.push(result.value);
        else problem = left(result.reason, pods[at + index], host);
      }
    }
    if (dumps.length === 0) throw problem;
    return dumps;
  });
}

/** Says that a proxy is left out. Throws what is no problem of it. */
function left(reason: unknown, pod: PodName | undefined, host: Host): unknown {
  host.signal.throwIfAborted();
  if (!(reason instanceof MeshctlError)) throw reason;
  host.stderr.write(`without ${pod ? podText(pod) : 'a proxy'}: ${reason.message}\n`);
  return reason;
}

/** The pods with a proxy that run: of the client's namespace or all, with some labels or any. Throws NoInputError for none. */
export async function proxyPods(
  client: KubeClient,
  { selector, allNamespaces }: Pick<ViewFlags, 'selector' | 'allNamespaces'>,
): Promise<readonly PodName[]> {
  const pods = await listObjects(client, RESOURCES.pods, {
    ...(!allNamespaces && { namespace: client.namespace }),
    ...(selector !== undefined && { labelSelector: selector }),
    fieldSelector: 'status.phase=Running',
  });
  const found = pods.filter(hasProxy).map(podFacts);
  if (found.length > 0) return found.map(({ name, namespace }) => ({ pod: name, namespace }));
  throw new NoInputError('NO_INPUT_PODS', 'no pod that is meant runs a proxy', { hint: 'look at -n, -A and -l' });
}

function hasProxy({ spec }: JsonMap): boolean {
  const { containers, initContainers } = asMap(spec);
  return [...asList(containers), ...asList(initContainers)].some((item) => asMap(item)['name'] === PROXY);
}

async function dumpOf(
  client: KubeClient,
  pod: PodName,
  { path, port }: { readonly path: AdminPath; readonly port: number },
): Promise<NamedDump> {
  const name = podText(pod);
  const around = (text: string): string => `failed to execute command on ${name} sidecar: ${text}`;
  return { name, dump: ConfigDump.parse(await podPage(client, pod, { path, port, around }), name) };
}
