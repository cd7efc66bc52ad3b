/** A mesh and one of its workloads in, everything its proxy is told out. */
import type { MeshModel } from '../../mesh/model.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Cluster } from '../resources/cluster.ts';
import type { Snapshot } from '../snapshot.ts';
import { serviceClusters } from './clusters/clusters.ts';
import { addressedInboundCluster, inboundClusters } from './clusters/inbound.ts';
import { passedOnClusters } from './clusters/passed-on.ts';
import { wellKnownClusters } from './clusters/well-known.ts';
import { CompileContext } from './context.ts';
import { smartLimiters } from './limiters.ts';
import { explicitListeners, ownPort } from './listeners/explicit.ts';
import { gatewayListeners, type ListenerSet } from './listeners/gateway.ts';
import { inboundListener } from './listeners/inbound.ts';
import { outboundListeners } from './listeners/outbound.ts';
import type { CompileOptions } from './options.ts';
import { reportEgressPorts, reportExtensions, reportPatches } from './patches/report.ts';
import { patchRoutes } from './patches/routes.ts';
import { reportOverrides } from './report-overrides.ts';

/** Findings of which none is another one again: several clusters may have the same rule. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ code, message, origin, range }: Diagnostic): string =>
    [code, message, origin.file ?? '', range?.start.offset ?? ''].join('\n');
  return [...new Map(diagnostics.map((each) => [key(each), each])).values()];
}

/** Clusters of which no two have one name, as when a service lists a port twice; the first is kept. */
function namedOnce(clusters: readonly Cluster[]): readonly Cluster[] {
  const seen = new Set<string>();
  return clusters.filter(({ name }) => !seen.has(name) && seen.add(name));
}

const intercepts = ({ node, capture }: CompileOptions): boolean => node.kind === 'sidecar' && capture !== 'none';

/** Of the workload's ports that are listened for, where nothing is intercepted. */
function addressedClusters(context: CompileContext): readonly Cluster[] {
  const { node, listeners } = context.options;
  if (node.kind === 'gateway') return [];
  return listeners.flatMap((each) => {
    const port = ownPort(context, each);
    return port ? [addressedInboundCluster(context, port)] : [];
  });
}

function listenersOf(context: CompileContext): ListenerSet {
  const { options } = context;
  if (options.node.kind === 'gateway') return gatewayListeners(context);
  if (!intercepts(options)) return explicitListeners(context);
  const outbound = outboundListeners(context);
  return { ...outbound, listeners: [...outbound.listeners, inboundListener(context)] };
}

/**
 * Translates a mesh for one workload, as the control plane would: listeners, routes and clusters under its names. What cannot
 * be carried over is a finding and left out; nothing is thrown for what resources say.
 */
export function compileSnapshot(mesh: MeshModel, options: CompileOptions): Snapshot {
  const context = new CompileContext(mesh, options);
  const clusters: readonly Cluster[] = [
    ...serviceClusters(context),
    ...wellKnownClusters(context),
    ...(intercepts(options) ? inboundClusters(context) : addressedClusters(context)),
  ];
  const { listeners, routes: plain } = listenersOf(context);
  const routes = patchRoutes(context, plain);
  reportPatches(context);
  reportExtensions(context);
  reportEgressPorts(context);
  reportOverrides(context);
  const limiters = smartLimiters(context);
  return {
    listeners,
    routes,
    clusters: namedOnce([...clusters, ...passedOnClusters(context, clusters), ...context.keyClusters.values()]),
    secrets: [...context.secrets.values()],
    extensions: context.extensions,
    ...(limiters.length === 0 ? {} : { limiters }),
    sources: context.sources,
    diagnostics: distinct(context.diagnostics),
  };
}
