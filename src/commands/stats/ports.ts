/** Admin ports of proxies: those that can be reached from here, and those of pods. */
import { fetchAdmin, parseAdminAddress } from '../../io/admin.ts';
import type { ClusterFlags } from '../../kube/locate.ts';
import type { Host } from '../../model/host.ts';

/** How a page is asked for. */
export interface PortOptions {
  readonly method?: 'GET' | 'POST';
  readonly timeoutMs?: number;
}

/** An admin port that can be asked again and again. */
export interface AdminPort {
  /** As the user named it. */
  readonly name: string;
  /** What a page says now. Throws a MeshctlError when there is no answer. */
  readonly ask: (path: string, options?: PortOptions) => Promise<Uint8Array>;
}

/** Flags that say which cluster workloads are looked up in, and where their admin port is. */
export interface PortFlags extends ClusterFlags {
  readonly proxyAdminPort?: number;
}

/** Where ports are looked for. */
export interface PortContext {
  readonly flags: PortFlags;
  readonly host: Host;
}

/** Whether a word is the address of a port: the name of a workload never ends so. */
export const WITH_PORT = /:\d+$/;

/**
 * Calls `work` with the admin ports some words stand for: `HOST:PORT`, or a workload in the cluster, to which there is a
 * connection until the work is done. Throws UsageError for a workload where there is no cluster to ask, and what the cluster
 * says of it.
 */
export async function withPorts<T>(
  words: readonly string[],
  { flags, host }: PortContext,
  work: (ports: readonly AdminPort[]) => Promise<T>,
): Promise<T> {
  if (words.every((word) => WITH_PORT.test(word))) return work(words.map((word) => reachablePort(word, host)));
  const { withPods } = await import('./pod-ports.ts');
  return withPods(words, { flags, host }, (podPort) =>
    work(words.map((word) => (WITH_PORT.test(word) ? reachablePort(word, host) : podPort(word)))),
  );
}

function reachablePort(text: string, { signal }: Host): AdminPort {
  const address = parseAdminAddress(text);
  const name = text.startsWith(':') ? `${address.host}${text}` : text;
  return { name, ask: (path, options = {}) => fetchAdmin(address, path, { ...options, signal }) };
}
