/** Pages of a pod's admin port. */
import { fetchAdmin } from '../io/admin.ts';
import type { KubeClient } from './client.ts';
import { openPort, type PodPort } from './forward.ts';

/** How a page is asked for. */
export interface PageOptions {
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** What is sent, and as what; default JSON. */
  readonly body?: string;
  readonly contentType?: string;
}

/**
 * What a port of a pod answers to a request for a page, over a stream of its own. Throws as `openPort` and `fetchAdmin`
 * do.
 */
export async function fetchPodPage(
  client: KubeClient,
  target: PodPort,
  { path, ...options }: PageOptions & { readonly path: string },
): Promise<Uint8Array> {
  const stream = await openPort(client, target);
  try {
    const address = { host: `${target.pod}.${target.namespace}`, port: target.port };
    return await fetchAdmin(address, path, { ...options, signal: client.signal, stream });
  } finally {
    stream.destroy();
  }
}
