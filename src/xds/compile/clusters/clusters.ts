/** The clusters of a workload: one for each port and subset of the services it sees. */
import { type EffectivePolicy, type MergedRule, overlayPolicy } from '../../../mesh/destination-rules.ts';
import { isWildcard } from '../../../mesh/hosts.ts';
import type { MeshEndpoint, MeshService, ServicePort } from '../../../mesh/services/types.ts';
import { parseAddress } from '../../../model/ip.ts';
import type { Cluster } from '../../resources/cluster.ts';
import type { Metadata } from '../../resources/common.ts';
import type { CompileContext } from '../context.ts';
import { envoyDuration } from '../durations.ts';
import { type ClusterKey, clusterName, configPath, shortName } from '../names.ts';
import { bareEndpoint, type EndpointSelection, overrideFor, selectEndpoints } from './endpoints.ts';
import { clusterExtension } from './extensions.ts';
import { httpOptions } from './http-options.ts';
import { localities } from './locality.ts';
import { policyFields } from './policy.ts';
import { transport } from './tls.ts';

type Discovery = NonNullable<Cluster['type']>;

const isName = ({ address, port }: MeshEndpoint): boolean => port !== 0 && parseAddress(address) === undefined;

/** How a cluster finds its endpoints. Only connections that were redirected to the proxy have an original destination. */
function discovery(
  context: CompileContext,
  selection: EndpointSelection,
  endpoints: readonly MeshEndpoint[],
): Discovery {
  const { service } = selection;
  const { node, capture } = context.options;
  if (overrideFor(context, selection)) return endpoints.some(isName) ? 'STRICT_DNS' : 'STATIC';
  const redirected = node.kind === 'sidecar' && capture !== 'none';
  if (redirected && (service.resolution === 'NONE' || service.headless)) return 'ORIGINAL_DST';
  if (service.resolution === 'DNS_ROUND_ROBIN') return 'LOGICAL_DNS';
  return endpoints.some(isName) ? 'STRICT_DNS' : 'STATIC';
}

/** A service without known addresses, called by its name through a proxy that can look the name up. */
function byName(context: CompileContext, { service, port }: EndpointSelection): readonly MeshEndpoint[] {
  const { node, capture } = context.options;
  const possible = service.resolution === 'NONE' && node.kind === 'sidecar' && capture === 'none';
  if (!possible || isWildcard(service.host)) return [];
  return [bareEndpoint(service, { address: service.host, port: port.number })];
}

function dnsFields(type: Discovery, refresh: string): Partial<Cluster> {
  if (type !== 'STRICT_DNS' && type !== 'LOGICAL_DNS') return {};
  return { dns_refresh_rate: envoyDuration(refresh), dns_lookup_family: 'V4_ONLY', respect_dns_ttl: true };
}

function metadataOf({ service, subset }: EndpointSelection, rule: MergedRule | undefined): Metadata {
  const { host, namespace } = service;
  return {
    filter_metadata: {
      istio: {
        services: [{ host, name: shortName(host, namespace), namespace }],
        ...(rule ? { config: configPath(rule.resource) } : {}),
        ...(subset === '' ? (service.external ? { external: true } : {}) : { subset }),
      },
    },
  };
}

interface ClusterPart {
  readonly selection: EndpointSelection;
  readonly rule: MergedRule | undefined;
  readonly policy: EffectivePolicy;
}

function endpointFields(context: CompileContext, { selection, policy }: ClusterPart, name: string) {
  const found = selectEndpoints(context, selection);
  const endpoints = found.length > 0 ? found : byName(context, selection);
  const passthrough = policy.loadBalancer?.simple === 'PASSTHROUGH' && !overrideFor(context, selection);
  const type = passthrough ? 'ORIGINAL_DST' : discovery(context, selection, endpoints);
  if (type === 'ORIGINAL_DST') {
    const fields: Partial<Cluster> = { type, lb_policy: 'CLUSTER_PROVIDED' };
    return { endpoints, fields };
  }
  const used = type === 'LOGICAL_DNS' ? endpoints.slice(0, 1) : endpoints;
  const groups = localities(context, used, policy);
  const fields: Partial<Cluster> = {
    type,
    ...dnsFields(type, context.mesh.settings.dnsRefreshRate),
    load_assignment: { cluster_name: name, ...(groups.length === 0 ? {} : { endpoints: groups }) },
  };
  return { endpoints, fields };
}

/** Node.js sets the idle time of keep-alive, and leaves the rest to the system. */
function reportKeepAlive(context: CompileContext, { resource }: MergedRule, { connectionPool }: EffectivePolicy): void {
  const { probes, interval } = connectionPool?.tcp?.tcpKeepalive ?? {};
  if ((probes === undefined && interval === undefined) || !context.options.lacks?.has('keep-alive-probes')) return;
  const message = 'of tcpKeepalive only the time counts: probes and interval are those of the system';
  context.report(resource, 'MSH5004', {
    message,
    path: ['spec', 'trafficPolicy', 'connectionPool', 'tcp', 'tcpKeepalive'],
  });
}

function oneCluster(context: CompileContext, part: ClusterPart): Cluster {
  const { selection, rule, policy } = part;
  const { service, port, subset } = selection;
  const key: ClusterKey = { direction: 'outbound', port: port.number, subset, host: service.host };
  const name = clusterName(key);
  const { endpoints, fields } = endpointFields(context, part, name);
  const { settings } = context.mesh;
  const originalDestination = fields.type === 'ORIGINAL_DST';
  const { ring_hash_lb_config: ring, maglev_lb_config: maglev, ...base } = policyFields(policy, settings);
  const tables = { ...(ring ? { ring_hash_lb_config: ring } : {}), ...(maglev ? { maglev_lb_config: maglev } : {}) };
  const version = { protocol: port.protocol, sidecar: context.options.node.kind === 'sidecar' };
  const cluster: Cluster = {
    name,
    alt_stat_name: `${name};`,
    ...base,
    ...(originalDestination ? {} : tables),
    ...fields,
    ...httpOptions(version, policy.connectionPool, settings),
    ...transport(context, { key, selection, endpoints, originalDestination, rule: rule?.resource }, policy),
    metadata: metadataOf(selection, rule),
  };
  if (rule) reportKeepAlive(context, rule, policy);
  const { resource } = rule ?? service.source;
  const extension = rule && clusterExtension(context, rule.resource);
  if (extension) context.extensions.set(name, extension);
  return context.from(cluster, resource, ['spec']);
}

function* clustersOfPort(context: CompileContext, service: MeshService, port: ServicePort): Generator<Cluster> {
  const rule = context.rule(service);
  const whole = overlayPolicy({}, rule?.trafficPolicy, port.number);
  yield oneCluster(context, { selection: { service, port, labels: undefined, subset: '' }, rule, policy: whole });
  for (const { subset } of rule?.subsets ?? []) {
    const policy = overlayPolicy(whole, subset.trafficPolicy, port.number);
    const selection = { service, port, labels: subset.labels ?? {}, subset: subset.name };
    yield oneCluster(context, { selection, rule, policy });
  }
}

/** The clusters of every service the workload sees, in the order of hosts and ports. */
export function serviceClusters(context: CompileContext): readonly Cluster[] {
  const out: Cluster[] = [];
  for (const service of context.services.values()) {
    for (const port of service.ports) {
      if (port.protocol !== 'UDP') out.push(...clustersOfPort(context, service, port));
    }
  }
  return out;
}
