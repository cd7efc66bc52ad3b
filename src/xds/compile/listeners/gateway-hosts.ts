/** Hosts of gateways' servers, and what of them VirtualServices take. */
import type { PlacedServer } from '../../../mesh/gateways.ts';
import { coversHost, splitNamespacedHost } from '../../../mesh/hosts.ts';
import { keyOf } from '../../../mesh/resource.ts';
import type { BoundVirtualService } from '../../../mesh/virtual-services.ts';

/** The hosts a server gives to VirtualServices of a namespace. */
export function hostsFor({ server, resource }: PlacedServer, namespace: string): readonly string[] {
  return (server.hosts ?? []).map(splitNamespacedHost).flatMap((entry) => {
    const from = entry.namespace === '.' ? resource.namespace : entry.namespace;
    return from === '*' || from === namespace ? [entry.host] : [];
  });
}

/** The names by which a TLS server is told from others; none for one that takes every name. */
export function serverNames({ server }: PlacedServer): readonly string[] {
  const hosts = (server.hosts ?? []).map((host) => splitNamespacedHost(host).host);
  return hosts.includes('*') ? [] : [...new Set(hosts)];
}

/** Whether a VirtualService is bound to the gateway of a server, and which of the server's hosts it takes. */
export function boundHosts(
  placed: PlacedServer,
  { resource, hosts, gateways }: BoundVirtualService,
): readonly string[] {
  if (!gateways.includes(keyOf(placed.resource))) return [];
  const offered = hostsFor(placed, resource.namespace);
  return hosts.filter((host) => offered.some((each) => coversHost(each, host) || coversHost(host, each)));
}
