/** Which cluster a destination of a route means. */
import type { EffectivePolicy } from '../../mesh/destination-rules.ts';
import { overlayPolicy } from '../../mesh/destination-rules.ts';
import { resolveHost } from '../../mesh/hosts.ts';
import type { MeshService } from '../../mesh/services/types.ts';
import type { Destination } from '../../mesh/types/common.ts';
import type { CompileContext } from './context.ts';
import { type ClusterKey, clusterName } from './names.ts';

/** Where destinations are looked up. */
export interface DestinationScope {
  readonly context: CompileContext;
  /** The port of the listener, which stands for one nobody names. */
  readonly port: number;
  /** The services a route of the listener can lead to without naming a port. */
  readonly service: (host: string) => MeshService | undefined;
}

/**
 * The cluster of a destination: its port is the one named, else the only one of its service, else the listener's.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export function destinationKey(scope: DestinationScope, { host, subset = '', port }: Destination, namespace: string) {
  const whole = resolveHost(host, namespace, scope.context.mesh.settings.clusterDomain);
  const ports = scope.service(whole)?.ports ?? [];
  const only = ports.length === 1 ? ports[0]?.number : undefined;
  const key: ClusterKey = {
    direction: 'outbound',
    host: whole,
    subset,
    port: port?.number ?? only ?? scope.port,
  };
  return { ...key, name: clusterName(key) };
}

/** What DestinationRules say of a cluster; an empty policy where they say nothing. */
export function policyOf(context: CompileContext, { host, subset, port }: ClusterKey): EffectivePolicy {
  const service = context.services.get(host);
  const rule = service === undefined ? undefined : context.rule(service);
  if (rule === undefined) return {};
  const whole = overlayPolicy({}, rule.trafficPolicy, port);
  const defined = rule.subsets.find((each) => each.subset.name === subset)?.subset;
  return overlayPolicy(whole, defined?.trafficPolicy, port);
}
