import { error, warning } from './levels.ts';

/** Rules for DestinationRule, and for connection pools wherever they stand. */
export const DESTINATION_RULE_CODES = {
  MSH2200: error('A traffic policy sets nothing.', 'Set something in it, or remove it.'),
  MSH2201: error('A traffic policy has both tunnel and proxyProtocol.', 'Keep one of them.'),
  MSH2202: error('The policy of a port sets nothing.', 'Set something for the port, or remove the entry.'),
  MSH2203: error('The policy of a port names no port.', 'Add port with the number of the port.'),
  MSH2204: error('A tunnel has a protocol that makes none.', 'Write CONNECT or POST.'),
  MSH2205: error('The target of a tunnel is no host.', 'Write a whole domain name or an IP address.'),
  MSH2206: error('A connection pool sets nothing.', 'Set something for http or tcp, or remove it.'),
  MSH2207: error('A limit of a connection pool is negative.', 'Write 0 for the default, or a number.'),
  MSH2208: error(
    "A connection pool keeps the client's protocol and upgrades it.",
    'Remove useClientProtocol, or set h2UpgradePolicy to DO_NOT_UPGRADE.',
  ),
  MSH2209: error('The keep-alive of HTTP/2 lacks interval or timeout.', 'Set both.'),
  MSH2210: warning('consecutiveErrors is deprecated.', 'Write consecutive5xxErrors or consecutiveGatewayErrors.'),
  MSH2211: error(
    'Failures of local origin are counted, but not told apart.',
    'Set splitExternalLocalOriginErrors to true, or remove consecutiveLocalOriginFailures.',
  ),
  MSH2220: error('The cookie of a consistent hash has no name.', 'Name the cookie.'),
  MSH2221: error('An attribute of a cookie has no name.', 'Name the attribute, such as SameSite.'),
  MSH2222: error('A cookie has an attribute twice.', 'Remove one of them.'),
  MSH2223: warning('minimumRingSize of consistentHash is deprecated.', 'Write ringHash: {minimumRingSize: 1024}.'),
  MSH2224: error(
    'A consistent hash sets the size of the ring in two places.',
    'Keep ringHash or maglev, and remove minimumRingSize.',
  ),
  MSH2225: error('A Maglev table has no size.', 'Set tableSize to a prime number, such as 65537.'),
  MSH2226: error("A Maglev table is larger than Envoy's limit.", 'Choose a prime number below 5000011.'),
  MSH2227: error('The size of a Maglev table is not a prime number.', 'Choose one, such as 65537.'),
  MSH2230: error(
    'A load balancer is both locality-aware and zone-aware by setting.',
    'Keep one of localityLbSetting and zoneAwareLbSetting.',
  ),
  MSH2231: error('Locality load balancing both distributes and fails over.', 'Keep one of distribute and failover.'),
  MSH2232: error(
    'Failover between regions contradicts its priorities.',
    'Remove failover, or take the labels of the topology out of failoverPriority.',
  ),
  MSH2234: error('The weight of a locality is not between 1 and 100.', 'Leave out localities that are to get nothing.'),
  MSH2235: error('The weights of localities do not add up to 100.', 'Make them shares of 100.'),
  MSH2236: error('The wildcard of a locality is not its end.', 'Write region/*, or leave the rest out.'),
  MSH2237: error('A locality has an empty part.', 'Write region, region/zone or region/zone/subzone.'),
  MSH2238: error('Two localities overlap.', 'Remove one of them, or make both more exact.'),
  MSH2240: error('A failover leads to the region it is from.', 'Name another region.'),
  MSH2241: error('A failover is not between regions.', 'Name the regions alone, without zones.'),
  MSH2242: error('A failover has a wildcard.', 'Name the regions.'),
  MSH2243: warning(
    'A failover has no effect without outlier detection.',
    'Add outlierDetection; it is what finds that endpoints fail.',
  ),
  MSH2244: error(
    'Zone-aware routing gets a label of the topology as priority.',
    'Remove the label; regions and zones are seen to by themselves.',
  ),
  MSH2245: error('A warm-up has no duration.', 'Set duration, such as 30s.'),
  MSH2246: error('The least share of a warm-up is more than 100 percent.', 'Write at most 100.'),
  MSH2247: error('The aggression of a warm-up is not more than 0.', 'Write a number above 0; 1 is linear.'),
  MSH2250: error('The name of a credential in a ConfigMap cannot be read.', 'Write configmap://NAMESPACE/NAME.'),
  MSH2251: error(
    'A credential is in the ConfigMap of another namespace.',
    'Copy the ConfigMap to the namespace of the DestinationRule.',
  ),
  MSH2252: error(
    'Something says whom to trust, but nothing is verified.',
    'Remove insecureSkipVerify, or what it makes idle.',
  ),
  MSH2253: error('A credential is named beside certificates in files.', 'Keep credentialName or the files.'),
  MSH2254: error(
    'Mutual TLS has no client certificate.',
    'Set clientCertificate, or credentialName; ISTIO_MUTUAL uses the certificates of the mesh.',
  ),
  MSH2255: error(
    'Mutual TLS has no private key.',
    'Set privateKey, or credentialName; ISTIO_MUTUAL uses the certificates of the mesh.',
  ),
  MSH2260: error('Two subsets have one name.', 'Rename or remove one of them.'),
  MSH2261: error('A subset has no name.', 'Name the subset; routes refer to it by its name.'),
  MSH2262: error('A DestinationRule for some workloads is exported to several namespaces.', 'Keep "." alone.'),
  MSH2263: error(
    'A DestinationRule for some workloads is exported to another namespace.',
    'Write "."; workloadSelector chooses among the workloads of the own namespace.',
  ),
} as const;
