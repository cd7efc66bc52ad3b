/** The views of what proxies count. */
import type { ViewTable } from '../cells.ts';
import type { ProxyLive } from '../live/proxy.ts';
import { clusterRows } from '../rows/cluster.ts';
import { endpointTable } from '../rows/endpoint.ts';
import { listenerTable } from '../rows/listener.ts';
import type { View, ViewContext } from './view.ts';
import { waiting } from './view.ts';

const NOTHING: ViewTable = { columns: [], rows: [] };

const noStats = ({ proxy }: ViewContext, none: string): string => (proxy.span ? none : waiting('/stats', proxy));

/** Tables of clusters that were made: a screen draws one several times before the next look. */
const known = new WeakMap<ProxyLive['clusters'], ViewTable>();

function clustersOf({ proxy: { span, clusters: list, sparks }, glyphs, short = false }: ViewContext): ViewTable {
  if (span === undefined) return NOTHING;
  const table = known.get(list) ?? clusterRows(list, span, { glyphs, sparks, short });
  if (short) known.set(list, table);
  return table;
}

/** Where the proxy sends traffic. */
export const clusters: View = {
  title: 'clusters',
  kind: 'ClusterTrafficList',
  needs: ['stats', 'clusters'],
  table: clustersOf,
  empty: (context) => noStats(context, 'the proxy has no clusters'),
};

/** Who answers there. */
export const endpoints: View = {
  title: 'endpoints',
  kind: 'EndpointTrafficList',
  needs: ['stats', 'clusters'],
  table: ({ proxy: { span }, cluster }) => (span ? endpointTable(span, cluster) : NOTHING),
  empty: (context) => noStats(context, `${context.cluster ?? 'the proxy'} has no endpoints`),
};

/** What comes in. */
export const listeners: View = {
  title: 'listeners',
  kind: 'ListenerTrafficList',
  needs: ['stats'],
  table: ({ proxy: { span } }) => (span ? listenerTable(span) : NOTHING),
  empty: (context) => noStats(context, 'no listener was used yet'),
};
