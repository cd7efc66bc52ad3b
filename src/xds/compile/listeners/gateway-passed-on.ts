/** Servers of gateways between networks: TLS of the mesh goes on unopened, to the service whose cluster its server name is. */
import type { PlacedServer } from '../../../mesh/gateways.ts';
import { coversHost, isWildcard } from '../../../mesh/hosts.ts';
import type { MeshService, ServicePort } from '../../../mesh/services/types.ts';
import type { FilterChain } from '../../resources/listener.ts';
import { authorizationFilters } from '../authz/filters.ts';
import type { CompileContext } from '../context.ts';
import { type ClusterKey, meshServerName } from '../names.ts';
import { hostsFor } from './gateway-hosts.ts';
import { filterChain, MESH_ALPN } from './listener.ts';
import { tcpToCluster } from './tcp.ts';

/** A port of a service, whole and by its subsets. */
function keysOf(context: CompileContext, service: MeshService, { number: port }: ServicePort): readonly ClusterKey[] {
  const subsets = ['', ...(context.rule(service)?.subsets ?? []).map(({ subset }) => subset.name)];
  return subsets.map((subset) => ({ direction: 'outbound', port, subset, host: service.host }));
}

/** A chain for each port and subset of the services that the hosts of the server cover; the clusters they lead to are noted. */
export function passedOnChains(context: CompileContext, placed: PlacedServer): readonly FilterChain[] {
  const services = [...context.services.values()].filter(
    ({ host, namespace }) => !isWildcard(host) && hostsFor(placed, namespace).some((each) => coversHost(each, host)),
  );
  return services.flatMap((service) =>
    service.ports
      .filter(({ protocol }) => protocol !== 'UDP')
      .flatMap((port) => keysOf(context, service, port))
      .map((key) => {
        const name = meshServerName(key);
        context.passedOn.set(name, key);
        const filters = [...authorizationFilters(context, 'tcp'), tcpToCluster(context, name)];
        const match = { server_names: [name], application_protocols: MESH_ALPN };
        return context.from(filterChain(filters, { filter_chain_match: match }), placed.resource, placed.path);
      }),
  );
}
