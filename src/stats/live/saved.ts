/** A proxy as its saved answers show it: one moment, after which no other comes. */
import { ConfigDump } from '../../envoy/dump.ts';
import { type ClusterFacts, readHosts } from '../hosts.ts';
import { momentOf } from '../moment.ts';
import { hostsOfDump } from '../planned.ts';
import { readStats } from '../read/read.ts';
import { clusterTraffic } from '../rows/cluster.ts';
import { emptySnapshot } from '../snapshot.ts';
import type { Span } from '../traffic.ts';
import type { Pages } from './pages.ts';
import { newProxy, type ProxyLive } from './proxy.ts';
import { readServer } from './server.ts';

/** The proxy of saved pages. Throws what the readers throw: nothing better comes later. */
export function savedProxy(name: string, { stats, clusters, server, dump, loggers }: Pages): ProxyLive {
  const dated = dump && { dump: ConfigDump.parse(dump, name), atMs: 0 };
  const snapshot = stats ? readStats(stats, name) : emptySnapshot();
  const after = momentOf(snapshot, 0, clustersIn({ name, clusters, dump: dated?.dump }));
  // A dump counts nothing: what it does not know is unknown, not 0.
  const span: Span = { after, whole: stats !== undefined || clusters !== undefined };
  return {
    ...newProxy(name),
    saved: true,
    span,
    clusters: clusterTraffic(span),
    server: server && readServer(server),
    firstDump: dated,
    dump: dated,
    loggers: loggers ? new TextDecoder().decode(loggers) : '',
  };
}

interface Sources {
  readonly name: string;
  readonly clusters: Uint8Array | undefined;
  readonly dump: ConfigDump | undefined;
}

function clustersIn({ name, clusters, dump }: Sources): readonly ClusterFacts[] {
  if (clusters) return readHosts({ bytes: clusters, name });
  return dump ? hostsOfDump(dump) : [];
}
