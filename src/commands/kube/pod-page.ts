import { EnvoyError } from '../../envoy/problems.ts';
import { fetchPodPage, type PageOptions } from '../../kube/admin.ts';
import type { KubeClient } from '../../kube/client.ts';
import { type PodName, resolvePod, runningPod } from '../../kube/workload.ts';
import { MeshctlError } from '../../model/errors.ts';
import type { JsonMap } from '../../model/json.ts';

/** A page of a pod's port. */
export interface PageAsk extends PageOptions {
  readonly path: string;
  readonly port: number;
  /** What the reference says around a failure; `pod` is `NAME.NAMESPACE`. */
  readonly around: (text: string, pod: string) => string;
}

/** The way the reference gets to a port, as its messages tell it. */
const FORWARD = 'failure running port forward process: ';

/** A pod as messages name it. */
export function podText({ pod, namespace }: PodName): string {
  return `${pod}.${namespace}`;
}

/** The pod a word means, with the reference's words for a failure. */
export async function choosePod(client: KubeClient, text: string): Promise<PodName> {
  try {
    return await resolvePod(client, text);
  } catch (error) {
    throw withPeer(error, (message) => `failed retrieving: ${message}`);
  }
}

/** The pod, which has to run, with the reference's words for a failure. */
export async function podObject(client: KubeClient, name: PodName, around: PageAsk['around']): Promise<JsonMap> {
  try {
    return await runningPod(client, name);
  } catch (error) {
    const text = peerOfPod(error);
    throw withPeer(error, () => around(`${FORWARD}${FORWARD}building port forwarded: ${text}`, podText(name)));
  }
}

function peerOfPod(error: unknown): string {
  if (!(error instanceof MeshctlError)) return '';
  const [, phase] = /it is (\w+)$/.exec(error.message) ?? [];
  return error.code === 'UNAVAILABLE_POD'
    ? `pod is not running. Status=${phase}`
    : `failed retrieving: ${error.message}`;
}

/** A page of a port of a pod that runs. */
export async function podPage(client: KubeClient, name: PodName, ask: PageAsk): Promise<Uint8Array> {
  const { path, port, around, ...options } = ask;
  await podObject(client, name, around);
  try {
    return await fetchPodPage(client, { ...name, port }, { path, ...options });
  } catch (error) {
    throw withPeer(error, (message) => around(`${peerOfPage(message, ask)}`, podText(name)));
  }
}

function peerOfPage(message: string, { path, method = 'GET' }: PageAsk): string {
  const [, status] = /(?:status |status )(\d{3})\)?$/.exec(message) ?? [];
  if (status !== undefined) return `unexpected status code: ${status}`;
  const verb = `${method.slice(0, 1)}${method.slice(1).toLowerCase()}`;
  return `${FORWARD}${verb} "http://localhost:PORT/${path}": EOF`;
}

/** An error with other words for the reference; what is no error of ours stays as it is. */
function withPeer(error: unknown, peer: (message: string) => string): unknown {
  if (!(error instanceof MeshctlError)) return error;
  const { code, message, hint, exitCode, cause } = error;
  return new EnvoyError(code, message, { peer: peer(message), hint, exitCode, cause });
}
