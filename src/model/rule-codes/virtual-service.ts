import { error, warning } from './levels.ts';

/** Rules for VirtualService. */
export const VIRTUAL_SERVICE_CODES = {
  MSH2100: error(
    'A VirtualService without hosts has gateways.',
    'Name hosts, or leave the gateways to the VirtualService that delegates to this one.',
  ),
  MSH2101: error('A VirtualService without hosts has TLS routes.', 'Name hosts; only HTTP routes can be delegated to.'),
  MSH2102: error('A VirtualService without hosts has TCP routes.', 'Name hosts; only HTTP routes can be delegated to.'),
  MSH2103: error(
    'A claim of a token is matched in routes of sidecars.',
    'Bind the VirtualService to gateways and take "mesh" out of them; only gateways read claims for routing.',
  ),
  MSH2104: error('The host "*" is bound to sidecars.', 'Name the hosts, or bind the VirtualService to a gateway.'),
  MSH2105: error('Two hosts of a VirtualService overlap.', 'Remove the one that the other covers.'),
  MSH2106: error('A VirtualService has no routes.', 'Add http, tcp or tls routes.'),
  MSH2110: error(
    'An HTTP route that delegates has a redirect or a route of its own.',
    'Leave the answer to the VirtualService that is delegated to.',
  ),
  MSH2111: error(
    'An HTTP route that is delegated to delegates again.',
    'Write the destinations here; delegation has one level.',
  ),
  MSH2112: error(
    'An HTTP route has something a redirect or fixed response excludes.',
    'Remove one of the two; what the proxy answers itself goes nowhere else.',
  ),
  MSH2113: error('An HTTP route does not say where requests go.', 'Add route, redirect, directResponse or delegate.'),
  MSH2114: error('An HTTP route has both mirror and mirrors.', 'Keep mirrors, which holds any number of destinations.'),
  MSH2115: error(
    'The authority of a request is set more than once.',
    'Keep one of rewrite.authority and the changes of the Host header.',
  ),
  MSH2116: error('A match asks for a source namespace that is none.', 'Write the name of a namespace.'),
  MSH2120: error('An allowed origin matches nothing.', 'Write exact, prefix or regex with a text.'),
  MSH2121: error('An allowed method is not one of HTTP.', 'Write the method in capitals, or * for all.'),
  MSH2122: error(
    'The age of a preflight answer is not in whole seconds.',
    'Round it to seconds; browsers know nothing finer.',
  ),
  MSH2124: error('A fault has neither abort nor delay.', 'Add one of them, or remove the fault.'),
  MSH2125: error('The share of a fault cannot be counted.', 'Write 0, or between 0.0001 and 100.'),
  MSH2126: error(
    'A fault answers with a gRPC status that does not exist.',
    'Write the name in capitals, such as UNAVAILABLE.',
  ),
  MSH2127: error('A fault is an error of HTTP/2.', 'Use httpStatus or grpcStatus; the proxy injects no other errors.'),
  MSH2128: warning('An abort has no status, so nothing is aborted.', 'Add httpStatus or grpcStatus.'),
  MSH2129: error('A delay is exponential.', 'Use fixedDelay; the proxy injects no other delays.'),
  MSH2130: warning(
    'mirrorPercent is deprecated.',
    'Write mirrorPercentage: {value: 50} in place of mirrorPercent: 50.',
  ),
  MSH2131: error('The share of mirrored requests is not between 0 and 100.', 'Write a number from 0 to 100.'),
  MSH2132: error('A mirror has no destination.', 'Name the host that is to get the copies.'),
  MSH2133: error('An answer has a status that is none.', 'Write a status from 200 to 599.'),
  MSH2134: error(
    'A redirect has both uri and prefixRewrite.',
    'Keep uri to replace the whole path, prefixRewrite to replace what was matched.',
  ),
  MSH2135: error(
    'A redirect replaces a prefix that was not matched.',
    'Match the uri by prefix in every match of the rule.',
  ),
  MSH2136: error('A redirect does not say where to.', 'Set uri, prefixRewrite, authority, port or scheme.'),
  MSH2137: error(
    'A redirect has a status that does not redirect.',
    'Write a status from 300 to 399; without one it is 301.',
  ),
  MSH2138: error('A redirect leads to a scheme other than http and https.', 'Write http or https, in small letters.'),
  MSH2139: error(
    'The body of a fixed response is larger than 1 MiB.',
    'Serve it from a workload; every proxy keeps the body in its configuration.',
  ),
  MSH2140: warning(
    'The body of a fixed response is large.',
    'Serve it from a workload; every proxy keeps the body in its configuration.',
  ),
  MSH2142: error('The number of retries is negative.', 'Write 0 for none.'),
  MSH2143: error('Retries are set up, but there are none.', 'Raise attempts, or remove the other settings.'),
  MSH2144: error(
    'A condition of retries does not exist.',
    "Separate conditions by commas without spaces; see Envoy's x-envoy-retry-on for their names.",
  ),
  MSH2146: error('A rewrite has both uri and uriRegexRewrite.', 'Keep one of them.'),
  MSH2147: error('A rewrite changes nothing.', 'Set uri, uriRegexRewrite or authority, or remove the rewrite.'),
  MSH2148: error('A rewrite by regular expression lacks a half.', 'Set both match and rewrite.'),
  MSH2150: error('A TLS route has no match.', 'Add a match with the names it is for in sniHosts.'),
  MSH2151: error('A match of TLS names no host.', 'List the names clients ask for in sniHosts.'),
  MSH2152: warning(
    'A match of TLS asks for an IP address as the name.',
    'Match by destinationSubnets in a tcp route; clients send no addresses as names.',
  ),
  MSH2153: error(
    'A match of TLS asks for a name outside of the hosts.',
    'Add the host to the VirtualService, or remove it from sniHosts.',
  ),
  MSH2154: error('A TLS or TCP route has no destination.', 'Add a route with the host that is to get the connections.'),
} as const;
