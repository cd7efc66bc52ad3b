import { error, info, warning } from './rule-codes/levels.ts';

/** Findings over several objects that only meshctl has. */
export const MESH_CHECK_CODES = {
  MSH3001: warning(
    'The timeout of a route does not leave time for all of its tries.',
    'Raise timeout, or lower attempts or perTryTimeout.',
  ),
  MSH3002: warning(
    'The weights of a route do not add up to 100.',
    'Let them add up to 100; the proxy takes each as its share of the sum.',
  ),
  MSH3003: warning('A route fails every request.', 'Limit it by a match or a lower percentage, or remove the fault.'),
  MSH3004: warning(
    'The name of a header is not in lower case.',
    'Write it in lower case, as HTTP/2 has it on the wire.',
  ),
  MSH3005: warning(
    'A rewrite of a prefix doubles a slash.',
    'End the prefix with a slash too, and match the path without it by exact.',
  ),
  MSH3006: info('A route takes longer than its caller may.', 'Lower the timeout: the caller has gone by then.'),
  MSH3007: warning(
    'Two VirtualServices of a gateway have a rule for the same requests.',
    'Put the rules into one VirtualService: only the older one is asked.',
  ),
  MSH3008: warning(
    'Retries multiply along a chain of calls.',
    'Try again in one place, best at the first caller, and set attempts to 0 elsewhere.',
  ),
  MSH3009: error(
    'A route hands requests over to a VirtualService that does not take them.',
    'Correct delegate.name and delegate.namespace; a delegate has no hosts.',
  ),
  MSH3010: warning(
    'Services have different protocols for one port of a workload.',
    'Let the names of the ports or appProtocol agree.',
  ),
  MSH3011: error(
    'A target port is the name of no port of the pods.',
    'Correct the name, or name the port in the container.',
  ),
  MSH3012: error(
    'An application listens on a port of its sidecar.',
    'Use another port; docs/analyze.md lists those of the sidecar.',
  ),
  MSH3013: warning(
    'A pod on the network of its node asks for a sidecar.',
    'Remove hostNetwork, or the label that asks for injection.',
  ),
  MSH3014: warning('The sidecar of a Job never ends.', 'Use native sidecars: remove the annotation.'),
  MSH3015: warning(
    'A rule of a delegate gets no requests.',
    'Ask for what the route that hands over lets through: a path below its prefix, other headers than its own.',
  ),
  MSH3016: warning(
    'A workload without sidecar calls one that takes mutual TLS only.',
    'Let the workload have a sidecar, or the PeerAuthentication of the other be PERMISSIVE.',
  ),
  MSH3017: warning(
    'A Sidecar lets its workloads reach a host that nobody offers.',
    'Correct the host and its namespace: as it stands the entry has no effect.',
  ),
  MSH3018: warning(
    'A NetworkPolicy closes a port that a Service leads to.',
    'Allow ingress to the port of the pods: policies know nothing of the ports of Services.',
  ),
  MSH3019: warning(
    'What is for workloads with certain labels is for none.',
    'Correct the labels, or remove it: as it stands it has no effect.',
  ),
  MSH3020: error(
    'Clients are told to use other TLS than the servers take.',
    'Use ISTIO_MUTUAL or remove tls, or let the PeerAuthentication be PERMISSIVE.',
  ),
  MSH3021: warning('A service account is named that does not exist.', 'Correct the name: nobody has that identity.'),
  MSH3022: error(
    'A rule asks for attributes of HTTP where there is none.',
    'Allow the port without methods, paths and hosts.',
  ),
  MSH3023: warning('A Sidecar hides a host that a workload names in its settings.', 'Add the host to egress[].hosts.'),
  MSH3024: warning('Outlier detection may eject every endpoint.', 'Lower maxEjectionPercent, or set minHealthPercent.'),
  MSH3025: warning(
    'A NetworkPolicy keeps sidecars from their control plane.',
    'Allow egress to port 15012 of the namespace of the control plane.',
  ),
  MSH3026: warning(
    'A policy names a port of a Service where that of its workloads is meant.',
    'Name the target port: the proxy of a workload sees no other.',
  ),
  MSH3027: warning(
    'A rule asks for the identity of callers where mutual TLS is off.',
    'Let the PeerAuthentication be STRICT, or ask for addresses.',
  ),
  MSH3028: warning(
    'A NetworkPolicy keeps the traffic of the mesh from a workload.',
    'Allow ingress to the ports the message names.',
  ),
  MSH3029: error(
    'A policy is for something that does not exist.',
    'Correct the name in targetRefs: as it stands the policy has no effect.',
  ),
  MSH3030: error(
    'A route of the Gateway API names a Gateway that does not exist.',
    'Correct name and namespace in parentRefs.',
  ),
  MSH3031: error(
    'A route of the Gateway API leads to a Service or port that does not exist.',
    'Correct the backendRef: its requests fail with status 500.',
  ),
  MSH3032: error('A Gateway does not take a route.', 'Correct sectionName, or allowedRoutes of the listener.'),
  MSH3033: warning(
    'A Gateway serves none of the hosts of a route.',
    'Correct hostnames, or the hostname of a listener.',
  ),
  MSH3034: error('A route leads into a namespace that does not let it.', 'Add a ReferenceGrant there.'),
  MSH3035: error(
    'A route of the Gateway API names a Service as parent that does not exist, or has no such port.',
    'Correct name, namespace and port in parentRefs.',
  ),
  MSH3036: error('Two listeners of a Gateway exclude each other.', 'Give one of them another port or hostname.'),
  MSH3037: error(
    'A listener names a Secret that does not exist.',
    'Correct the name in certificateRefs, or add the Secret to the input.',
  ),
  MSH3038: error('A Gateway uses a Secret of a namespace that does not let it.', 'Add a ReferenceGrant there.'),
  MSH3039: warning(
    'Two HTTPRoutes of a parent match the same requests.',
    'Put the rules into one HTTPRoute: the older one gets the requests.',
  ),
  MSH3041: warning(
    'A provider is named that the mesh config does not have.',
    'Correct the name, or add the provider to extensionProviders.',
  ),
  MSH3042: error(
    'The ConfigMap of the control plane holds no mesh config that can be read.',
    'Mend the YAML below the key; until then the defaults are in force.',
  ),
  MSH3043: error(
    'A provider of the mesh config is at a host or port that nobody offers.',
    'Correct service and port of the provider, or add the Service to the input.',
  ),
  MSH3060: error(
    'Without sidecars, a policy by selector asks for attributes of HTTP.',
    'Give the policy to a waypoint: name the Service or the Gateway in targetRefs.',
  ),
  MSH3061: warning(
    'Without sidecars and without a waypoint, nobody handles the requests to a Service.',
    'Label the Service or its namespace with istio.io/use-waypoint.',
  ),
  MSH3062: error(
    'A label names a waypoint that does not exist.',
    'Correct the label, or add a Gateway of the class istio-waypoint.',
  ),
  MSH3063: info('Something is left that only sidecars read.', 'Remove it.'),
  MSH3064: warning(
    'Without sidecars, a policy asks for what the proxies of nodes cannot do.',
    'Give it to a waypoint by targetRefs, or remove it.',
  ),
  MSH3901: info(
    'A comment suppresses a finding that is not there.',
    'Remove the code from the comment, or the comment.',
  ),
  MSH3902: info(
    'An annotation suppresses a finding that is not there.',
    'Remove the code from the annotation, or the annotation.',
  ),
  MSH3903: info(
    'A suppression of the command line or the configuration file suppresses nothing.',
    'Remove it, or correct the code or the name of the object.',
  ),
  MSH3904: warning('A suppression is past its day.', 'Mend what it was for and remove it, or give it a later day.'),
  MSH3905: warning(
    'A suppression is not written as one, or lacks the reason or the day that is asked for.',
    'Write it as in: IST0101 until 2027-01-31 -- the gateway is made by another team.',
  ),
  MSH3906: error(
    'A rule of your own cannot be evaluated for an object.',
    'Ask with has() for fields that may be absent, and list the kinds it looks up in "reads".',
  ),
  MSH3040: warning('A machine is selected by no service.', 'Correct its labels, or the selector of the ServiceEntry.'),
} as const;
