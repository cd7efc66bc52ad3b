/** Clusters of the workload's own ports. */
import { isHttp2 } from '../../../mesh/protocol.ts';
import type { Cluster } from '../../resources/cluster.ts';
import type { Address } from '../../resources/common.ts';
import type { CompileContext } from '../context.ts';
import { type InboundPort, inboundPorts } from '../inbound-ports.ts';
import { clusterName, shortName } from '../names.ts';
import { overrideFor } from './endpoints.ts';
import { httpOptions } from './http-options.ts';
import { policyFields } from './policy.ts';
import { ANY_HTTP } from './well-known.ts';

/** What comes in on ports nobody declared. */
export const INBOUND_PASSTHROUGH = 'InboundPassthroughCluster';

/** The addresses by which interception knows the proxy's own connections to the workload. */
const LOOP_ADDRESS = { address: '127.0.0.6', port_value: 0 };
const LOOP_IPV6_ADDRESS = { address: '::6', port_value: 0 };

/** Whether the workload is to see who its client is: with TPROXY, by a proxy that can take the client's address. */
export function givesClientAddress({ capture, lacks }: CompileContext['options']): boolean {
  return capture === 'tproxy' && !lacks?.has('client-address');
}

function boundAs({ options }: CompileContext): Pick<Cluster, 'upstream_bind_config'> {
  if (givesClientAddress(options)) return {};
  const more = options.capturesIpv6 ? { extra_source_addresses: [{ address: LOOP_IPV6_ADDRESS }] } : {};
  return { upstream_bind_config: { source_address: LOOP_ADDRESS, ...more } };
}

/** `inbound|8080||`. */
export const inboundName = (port: number): string => clusterName({ direction: 'inbound', port, subset: '', host: '' });

const UNIX = 'unix://';

function addressOf(endpoint: string): Address {
  if (endpoint.startsWith(UNIX)) return { pipe: { path: endpoint.slice(UNIX.length) } };
  const at = endpoint.lastIndexOf(':');
  const address = endpoint.slice(0, at).replace(/^\[|\]$/g, '');
  return { socket_address: { address, port_value: Number(endpoint.slice(at + 1)) } };
}

function inboundCluster(context: CompileContext, port: InboundPort): Cluster {
  const name = inboundName(port.number);
  const { settings } = context.mesh;
  const { connect_timeout: timeout = '10s', circuit_breakers: limits = {} } = policyFields({}, settings);
  const to: Partial<Cluster> =
    port.endpoint === undefined
      ? { type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED', ...boundAs(context) }
      : {
          type: 'STATIC',
          load_assignment: {
            cluster_name: name,
            endpoints: [{ lb_endpoints: [{ endpoint: { address: addressOf(port.endpoint) } }] }],
          },
        };
  const services = port.service
    ? [{ host: port.host, name: shortName(port.host, port.service.namespace), namespace: port.service.namespace }]
    : [];
  const cluster: Cluster = {
    name,
    alt_stat_name: `${name};`,
    connect_timeout: timeout,
    circuit_breakers: limits,
    common_lb_config: {},
    ...to,
    ...httpOptions({ protocol: isHttp2(port.protocol) ? port.protocol : 'HTTP', sidecar: true }, undefined, {
      ...settings,
      upgradeToHttp2: false,
    }),
    ...(services.length === 0 ? {} : { metadata: { filter_metadata: { istio: { services } } } }),
  };
  return context.from(cluster, port.resource, ['spec']);
}

/** Where the workload is for a proxy that is addressed: where it is mapped to, else on this machine. */
function ownAddress(context: CompileContext, { service, servicePort, number }: InboundPort): string {
  const port = service?.ports.find((each) => each.number === servicePort);
  const mapped = service && port ? overrideFor(context, { service, port, subset: '' }) : undefined;
  const [to = { address: '127.0.0.1', port: number }] = mapped?.endpoints ?? [];
  return `${to.address.includes(':') ? `[${to.address}]` : to.address}:${to.port}`;
}

/** The cluster of a port of the workload whose listener clients address. */
export function addressedInboundCluster(context: CompileContext, port: InboundPort): Cluster {
  return inboundCluster(context, { ...port, endpoint: port.endpoint ?? ownAddress(context, port) });
}

/** The clusters of what comes in, and the one for what nobody declared. */
export function inboundClusters(context: CompileContext): readonly Cluster[] {
  const { connect_timeout: timeout = '10s', circuit_breakers: limits = {} } = policyFields({}, context.mesh.settings);
  const past: Cluster = {
    name: INBOUND_PASSTHROUGH,
    type: 'ORIGINAL_DST',
    connect_timeout: timeout,
    lb_policy: 'CLUSTER_PROVIDED',
    circuit_breakers: limits,
    ...boundAs(context),
    alt_stat_name: `${INBOUND_PASSTHROUGH};`,
    ...ANY_HTTP,
  };
  return [...inboundPorts(context).map((port) => inboundCluster(context, port)), past];
}
