import { error, info, warning } from './levels.ts';

/** Rules that several kinds share: names, numbers, addresses, selectors, headers, exports; and those for metadata and for Kubernetes' own kinds. */
export const SHARED_CODES = {
  MSH2001: error(
    'The number of a port is not in the range 1..65535.',
    'Write a number from 1 to 65535, or leave the field out where it may be.',
  ),
  MSH2002: error(
    'A duration is shorter than a millisecond.',
    'Write at least 1ms; leave the field out where you mean no limit.',
  ),
  MSH2003: error('A duration is finer than a millisecond.', 'Round it to whole milliseconds.'),
  MSH2004: error('A percentage is not between 0 and 100.', 'Write a whole number from 0 to 100.'),
  MSH2005: error(
    'A domain name is empty.',
    'Write the name of a host, such as reviews or reviews.bookinfo.svc.cluster.local.',
  ),
  MSH2006: error('A domain name has more than 255 characters.', 'Shorten the name; DNS knows none that is longer.'),
  MSH2007: error(
    'The last part of a domain name is only digits.',
    'Write a name, or a whole IP address where one is accepted.',
  ),
  MSH2008: error(
    'A part of a domain name is not a DNS label.',
    'Use letters, digits and inner dashes, at most 63 of them between two dots; a wildcard is the whole first part.',
  ),
  MSH2009: error('A wildcard of a host is not a whole part.', 'Write * alone, or *. before a domain.'),
  MSH2010: error('A text is not an IP address.', 'Write four numbers without leading zeros, or an IPv6 address.'),
  MSH2011: error(
    'A text is not a block of IP addresses.',
    'Write an address and the length of its prefix, such as 10.0.0.0/8.',
  ),
  MSH2012: error(
    'The key of a label is not one Kubernetes accepts.',
    'Use letters, digits, dashes, dots and underscores, at most 63; before a slash there may be a domain.',
  ),
  MSH2013: error(
    'The value of a label is not one Kubernetes accepts.',
    'Use letters, digits, dashes, dots and underscores, at most 63, letters or digits at both ends; or leave it empty.',
  ),
  MSH2014: error(
    'A port has a protocol the mesh does not know.',
    'Write one of TCP, UDP, HTTP, HTTP2, HTTP_PROXY, HTTPS, GRPC, GRPC-WEB, TLS, MONGO, REDIS and MYSQL.',
  ),
  MSH2015: error('The name of a port is not a DNS label.', 'Use letters, digits and inner dashes, at most 63.'),
  MSH2016: error(
    'The address of a Unix socket is empty.',
    'Write the absolute path of the socket behind unix://, or @ and an abstract name.',
  ),
  MSH2017: error(
    'The path of a Unix socket is not absolute, or is a folder.',
    'Begin the path with a slash and end it in the name of the socket.',
  ),
  MSH2018: error('A regular expression is too long.', 'Shorten it to 1024 characters, or match by several conditions.'),
  MSH2019: error(
    'A regular expression is not in the language of RE2.',
    'Look-ahead, look-behind and back references are not part of RE2; see https://github.com/google/re2/wiki/Syntax.',
  ),
  MSH2020: error(
    'A match by prefix has an empty prefix.',
    'Write the prefix; to ask only that the value is there, leave the match empty.',
  ),
  MSH2021: error('A match by regular expression is empty.', 'Write the expression; .* matches anything.'),
  MSH2022: error('A selector has an empty key.', 'Write the key of a label of the pods.'),
  MSH2023: error(
    'A selector has a wildcard.',
    'Selectors compare labels exactly; list what you mean, or give the pods a label of their own.',
  ),
  MSH2024: warning(
    'A selector has no labels.',
    'Leave the selector out if the whole namespace is meant, or name labels.',
  ),
  MSH2025: error(
    'A policy has more than one of selector, targetRef and targetRefs.',
    'Keep one of them; waypoints and gateways are chosen by targetRefs, sidecars by selector.',
  ),
  MSH2026: error('A target reference has no name.', 'Name the object the policy is for.'),
  MSH2027: error(
    'A target reference names a namespace.',
    'Leave the namespace out: policies are only for objects of their own namespace.',
  ),
  MSH2028: error(
    'A target reference is to a kind that takes no policies.',
    'Refer to a Service, ServiceEntry, Gateway or GatewayClass, with its group.',
  ),
  MSH2029: error('exportTo has an entry twice.', 'Remove one of them; "." is the namespace of the object.'),
  MSH2030: error(
    'exportTo hides an object that cannot be hidden.',
    'Use "." for the own namespace only; "~" is for ServiceEntries.',
  ),
  MSH2031: error('exportTo hides an object and shows it.', 'Keep "~" alone, or remove it.'),
  MSH2032: error('exportTo shows an object to everybody and to some.', 'Keep "*" alone, or remove it.'),
  MSH2033: error(
    'exportTo has an entry that is no namespace.',
    'Write ".", "*" or the name of a namespace; wildcards within names are not supported.',
  ),
  MSH2034: warning('A gateway is named as if it were a domain.', 'Write namespace/name.'),
  MSH2035: error(
    'The name of a gateway lacks a part.',
    'Write namespace/name, or the name alone for a gateway of the own namespace.',
  ),
  MSH2036: error('The namespace in the name of a gateway is not one.', 'Use letters, digits and inner dashes.'),
  MSH2037: error('The name of a gateway is not a DNS label.', 'Use letters, digits and inner dashes.'),
  MSH2038: error('A destination is the host "*".', 'Name the service that is to get the traffic.'),
  MSH2039: error(
    'The name of a subset is not a DNS label.',
    'Use letters, digits and inner dashes, as in the DestinationRule.',
  ),
  MSH2040: error('The name of a header is empty.', 'Write the name of the header.'),
  MSH2041: error('A text is not the name of a header.', 'Use letters, digits and dashes, without spaces or colons.'),
  MSH2042: error(
    'A pseudo header is changed.',
    'Use uri and authority of rewrite instead; of the pseudo headers only :authority of a request can be set.',
  ),
  MSH2043: error(
    'The Host header is removed, or changed in a response.',
    'Set the authority of a request with rewrite.authority.',
  ),
  MSH2044: error('The value of a header has a control character.', 'Remove line breaks and other control characters.'),
  MSH2045: error(
    'The value of a header has a variable that cannot be read.',
    'Close each variable with a percent sign, and write a percent sign that is meant as such twice.',
  ),
  MSH2046: error('An entry of a route has no destination.', 'Name the host that is to get the traffic.'),
  MSH2047: error('The weights of a route add up to zero.', 'Give each destination its share as weight.'),
  MSH2048: error('A weight is negative.', 'Write the share of the destination, 0 for none.'),
  MSH2049: error(
    'A host lacks the namespace it is looked for in.',
    'Write namespace/host; ./host is of the own namespace, */host of any.',
  ),
  MSH2050: error(
    'A host lacks the namespace or the host.',
    'Write namespace/host, or leave out the slash where the host alone is accepted.',
  ),
  MSH2051: error(
    'A host is a short name where only full ones have a meaning.',
    'Write the whole domain name, such as reviews.bookinfo.svc.cluster.local.',
  ),
  MSH2052: error('The namespace of a host is not one.', 'Write ".", "*" or the name of a namespace.'),
  MSH2060: error(
    'A Service has no spec.',
    'Add the spec with its ports; the API server refuses the object as it stands.',
  ),
  MSH2061: error('The ports of a Service are not a list of mappings.', 'Write each port as an entry of the list.'),
  MSH2062: error(
    'A label of a pod template is not text.',
    'Put the value in quotes: y, n, on, off, yes, no and numbers are not text in YAML.',
  ),
  MSH2063: info(
    'The pods of a Deployment have no label that telemetry calls them by.',
    'Add the labels app and version, or app.kubernetes.io/name and app.kubernetes.io/version, to the pod template.',
  ),
  MSH2070: error(
    'The annotation istio.io/dry-run stands on a kind that cannot be tried out.',
    'Remove the annotation; only AuthorizationPolicies have a dry run.',
  ),
  MSH2071: error(
    'The annotation istio.io/dry-run stands on a policy whose action cannot be tried out.',
    'Only ALLOW and DENY have a dry run.',
  ),
  MSH2072: error('The annotation istio.io/dry-run is neither true nor false.', 'Write "true" or "false".'),
  MSH2073: error(
    'An object has the annotation that has the control plane refuse it.',
    'Remove the annotation; it is there for tests of the control plane.',
  ),
  MSH2074: error(
    'An object has an annotation that only the control plane sets.',
    'Remove the annotation; it marks objects that the control plane makes from Gateway API objects.',
  ),
  MSH2080: error(
    'An IstioOperator has a field that does not exist.',
    'Correct the name; see https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/.',
  ),
  MSH2081: error('A field of an IstioOperator has a value of the wrong type.', 'Write the value as the type named.'),
} as const;
