/** Virtual hosts and route configurations. */
import type { Route, RouteConfiguration, VirtualHost } from '../../resources/route.ts';

/** The most bytes fixed answers of one configuration may have. @see Istio's limit on directResponse */
const MAX_DIRECT_RESPONSE_BYTES = 1_048_576;

/** A virtual host for some domains; the number of tries is told to upstreams. */
export function virtualHost(name: string, domains: readonly string[], routes: readonly Route[]): VirtualHost {
  return { name, domains, routes, include_request_attempt_count: true };
}

/** The host of a gateway's port that serves nothing. */
export function emptyHost(port: number): VirtualHost {
  return { name: `blackhole:${port}`, domains: ['*'] };
}

/** Hosts with each domain once, in the first that has it: Envoy refuses a configuration that says one twice. */
function distinctDomains(hosts: readonly VirtualHost[]): readonly VirtualHost[] {
  const seen = new Set<string>();
  return hosts.flatMap((host) => {
    const domains = host.domains.filter((domain) => !seen.has(domain.toLowerCase()));
    for (const domain of domains) seen.add(domain.toLowerCase());
    if (domains.length === 0) return [];
    return [domains.length === host.domains.length ? host : { ...host, domains }];
  });
}

/** A route configuration; clusters need not exist, so that a wrong destination breaks its own route only. */
export function routeConfiguration(name: string, hosts: readonly VirtualHost[]): RouteConfiguration {
  return {
    name,
    virtual_hosts: distinctDomains(hosts),
    validate_clusters: false,
    max_direct_response_body_size_bytes: MAX_DIRECT_RESPONSE_BYTES,
    ignore_port_in_host_matching: true,
  };
}
