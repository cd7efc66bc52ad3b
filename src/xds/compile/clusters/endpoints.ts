/** Where a cluster's requests can go. */

import { resolveHost } from '../../../mesh/hosts.ts';
import { serviceEndpoints } from '../../../mesh/model.ts';
import { mutualTlsMode } from '../../../mesh/selection.ts';
import { matchesLabels } from '../../../mesh/selectors.ts';
import { canonicalRevision, canonicalService } from '../../../mesh/services/labels.ts';
import type { MeshEndpoint, MeshService, ServicePort } from '../../../mesh/services/types.ts';
import type { Labels } from '../../../mesh/types/common.ts';
import type { LbEndpoint, Locality, LocalityLbEndpoints } from '../../resources/cluster.ts';
import type { Metadata } from '../../resources/common.ts';
import type { CompileContext } from '../context.ts';
import type { EndpointOverride } from '../options.ts';

/** Name of the cluster of machines, which a file cannot tell. */
const CLUSTER_ID = 'Kubernetes';

/** A subset of one port of a service. */
export interface EndpointSelection {
  readonly service: MeshService;
  readonly port: ServicePort;
  /** Labels of the subset; `undefined` for all endpoints. */
  readonly labels: Labels | undefined;
  readonly subset: string;
}

/** The most specific override of the subset's endpoints: one that names subset and port before one that names less. */
export function overrideFor(
  context: CompileContext,
  { service, port, subset }: Pick<EndpointSelection, 'service' | 'port' | 'subset'>,
): EndpointOverride | undefined {
  const { node, overrides } = context.options;
  const { clusterDomain } = context.mesh.settings;
  const fits = overrides.filter(
    (override) =>
      resolveHost(override.host, node.namespace, clusterDomain) === service.host &&
      (override.port === undefined || override.port === port.number) &&
      (override.subset === undefined || override.subset === subset),
  );
  const detail = (override: EndpointOverride): number =>
    (override.subset === undefined ? 0 : 2) + (override.port === undefined ? 0 : 1);
  return fits.reduce<EndpointOverride | undefined>(
    (best, each) => (best === undefined || detail(each) > detail(best) ? each : best),
    undefined,
  );
}

/** Whether the workload behind an endpoint takes the mesh's TLS. */
export function takesMeshTls(context: CompileContext, endpoint: MeshEndpoint): boolean {
  if (!endpoint.meshTls) return false;
  const { namespace } = endpoint.workload;
  return mutualTlsMode(context.mesh, { namespace, labels: endpoint.labels, port: endpoint.port }) !== 'DISABLE';
}

function metadata(context: CompileContext, endpoint: MeshEndpoint): Metadata {
  const { workload, labels } = endpoint;
  const name = canonicalService(labels) ?? workload.name;
  const facts = [workload.name, workload.namespace, name, canonicalRevision(labels) ?? '', CLUSTER_ID];
  return {
    filter_metadata: {
      istio: { workload: facts.join(';') },
      ...(takesMeshTls(context, endpoint) ? { 'envoy.transport_socket_match': { tlsMode: 'istio' } } : {}),
    },
  };
}

function lbEndpoint(context: CompileContext, endpoint: MeshEndpoint): LbEndpoint {
  const { address, port, weight } = endpoint;
  return {
    endpoint: {
      address: port === 0 ? { pipe: { path: address } } : { socket_address: { address, port_value: port } },
    },
    metadata: metadata(context, endpoint),
    load_balancing_weight: weight,
  };
}

function locality({ region, zone, subZone }: MeshEndpoint['locality']): Locality {
  return {
    ...(region === '' ? {} : { region }),
    ...(zone === '' ? {} : { zone }),
    ...(subZone === '' ? {} : { sub_zone: subZone }),
  };
}

/** Endpoints by locality, in the order in which localities are first seen; their weights added up. */
export function groupEndpoints(context: CompileContext, endpoints: readonly MeshEndpoint[]): LocalityLbEndpoints[] {
  const groups = new Map<string, MeshEndpoint[]>();
  for (const endpoint of endpoints) {
    const { region, zone, subZone } = endpoint.locality;
    const key = `${region}/${zone}/${subZone}`;
    const group = groups.get(key);
    if (group) group.push(endpoint);
    else groups.set(key, [endpoint]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        locality: locality(first.locality),
        lb_endpoints: group.map((endpoint) => lbEndpoint(context, endpoint)),
        load_balancing_weight: group.reduce((sum, { weight }) => sum + weight, 0),
      },
    ];
  });
}

/** An endpoint of a service of which nothing but the address is known. */
export function bareEndpoint(
  { source, namespace }: MeshService,
  { address, port }: Pick<MeshEndpoint, 'address' | 'port'>,
): MeshEndpoint {
  return {
    address,
    port,
    labels: {},
    locality: { region: '', zone: '', subZone: '' },
    weight: 1,
    ready: true,
    workload: { name: source.resource.name, namespace },
    serviceAccount: '',
    meshTls: false,
  };
}

/** The endpoints of a subset that are ready; those the user gave in place of the service's own belong to every subset. */
export function selectEndpoints(context: CompileContext, selection: EndpointSelection): readonly MeshEndpoint[] {
  const { service, port, labels } = selection;
  const override = overrideFor(context, selection);
  if (override) return override.endpoints.map((at) => bareEndpoint(service, at));
  const all = serviceEndpoints(context.mesh, service, port).filter(({ ready }) => ready);
  return labels === undefined ? all : all.filter((endpoint) => matchesLabels(labels, endpoint.labels));
}
