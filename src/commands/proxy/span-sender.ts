/** How spans get to a collector. */
import { Agent, request } from 'node:http';
import type { SendSpans } from '../../proxy/telemetry/tracing/exporter.ts';
import type { ClusterState } from '../../proxy/upstream.ts';

const TIMEOUT_MS = 10_000;

/** Where a collector is: an endpoint of its cluster, or the address it was named by when the mesh does not know it. */
function addressOf(url: URL, cluster: ClusterState | undefined) {
  const usable = cluster?.hosts.filter(({ available, health }) => available && !health.ejected) ?? [];
  const host = usable[Math.floor(Math.random() * usable.length)];
  return host === undefined
    ? { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) }
    : { host: host.host, port: host.port };
}

/** Sends to collectors over kept connections; `clusterOf` knows the clusters that run. */
export function spanSender(clusterOf: (name: string) => ClusterState | undefined): SendSpans {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (collector, body) =>
    new Promise((resolve, reject) => {
      const url = new URL(collector.url);
      const sent = request({
        ...addressOf(url, clusterOf(collector.cluster)),
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        agent,
        timeout: TIMEOUT_MS,
        headers: { host: url.host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      sent.on('timeout', () => sent.destroy(new Error('the collector does not answer')));
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`the collector answered ${statusCode}`));
      });
      sent.end(body);
    });
}
