import { error, warning } from './levels.ts';

/** Rules for ServiceEntry, WorkloadEntry and WorkloadGroup. */
export const SERVICES_CODES = {
  MSH2401: error(
    'A ServiceEntry both selects workloads and lists endpoints.',
    'Keep one of workloadSelector and endpoints.',
  ),
  MSH2402: error('A ServiceEntry has no hosts.', 'Name the hosts it is for.'),
  MSH2403: error(
    'A ServiceEntry has the host "*".',
    'Name the hosts, or a domain with a wildcard such as *.example.com.',
  ),
  MSH2404: warning('The wildcard of a host of a ServiceEntry is not a whole part.', 'Write *. before a domain.'),
  MSH2405: error(
    'A block of addresses stands beside a resolution that looks hosts up.',
    'Set resolution to NONE or STATIC, or list addresses.',
  ),
  MSH2406: error('Two ports of a ServiceEntry have one name.', 'Rename one of them.'),
  MSH2407: error('Two ports of a ServiceEntry have one number.', 'Remove one of them.'),
  MSH2408: error(
    'Endpoints stand beside the resolution NONE.',
    'Set resolution to STATIC or DNS, or remove the endpoints.',
  ),
  MSH2409: warning(
    'A selector of workloads stands beside the resolution NONE.',
    'Set resolution to STATIC, or remove workloadSelector.',
  ),
  MSH2410: error(
    'An endpoint is a Unix socket, but the service has not exactly one port.',
    'Keep one port; a socket has no ports to tell apart.',
  ),
  MSH2411: error(
    'A host cannot be looked up in DNS.',
    'Write whole names, or list endpoints; for wildcards use the resolution NONE or DYNAMIC_DNS.',
  ),
  MSH2412: error('The resolution DNS_ROUND_ROBIN has several endpoints.', 'Keep one, or set resolution to DNS.'),
  MSH2413: warning(
    'Several hosts share an address and a TCP port.',
    'Make a ServiceEntry for each host; TCP does not say which host is meant.',
  ),
  MSH2414: error(
    'The resolution DYNAMIC_DNS stands beside a host without wildcard.',
    'Write *. before the domain, or set resolution to DNS.',
  ),
  MSH2415: error(
    'Addresses or endpoints stand beside the resolution DYNAMIC_DNS.',
    'Remove them; the proxy looks up the host that a request names.',
  ),
  MSH2416: error(
    'The resolution DYNAMIC_DNS stands beside a protocol that names no host.',
    'Use HTTP, HTTP2, GRPC or TLS.',
  ),
  MSH2417: error(
    'A waypoint is to serve a host inside the mesh by DYNAMIC_DNS.',
    'Set location to MESH_EXTERNAL, or choose another resolution.',
  ),
  MSH2420: error(
    'Several hosts share a port whose protocol does not tell them apart.',
    'Make a ServiceEntry for each host, or use HTTP or TLS.',
  ),
  MSH2430: error('A workload has no address.', 'Set address, or network for one that is reached through a gateway.'),
  MSH2431: warning(
    'A workload has a network, but no address.',
    'Set address unless it is only reached through the gateway of its network.',
  ),
  MSH2432: error('A workload at a Unix socket has ports.', 'Remove the ports.'),
  MSH2433: error(
    'The address of a workload is neither a domain name nor an IP address.',
    'Write one of them, or unix:///PATH.',
  ),
  MSH2434: error(
    'The address of a workload is not an IP address.',
    'Write one, or set the resolution of the ServiceEntry to DNS.',
  ),
  MSH2435: error(
    'An endpoint has a port its ServiceEntry does not have.',
    'Use the name of a port of the ServiceEntry.',
  ),
  MSH2440: error('A WorkloadGroup has no template.', 'Add template with what its WorkloadEntries have in common.'),
  MSH2442: error('A number of a probe is negative.', 'Write 0 for the default, or a number.'),
  MSH2443: error('A probe has a scheme that is none.', 'Write HTTP or HTTPS, in capitals.'),
  MSH2444: error('A probe by command has none.', 'Set exec.command.'),
  MSH2445: error('A probe does not say how to probe.', 'Add httpGet, tcpSocket or exec.'),
  MSH2446: error('A probe of a WorkloadGroup is by gRPC.', 'Use httpGet, tcpSocket or exec.'),
} as const;
