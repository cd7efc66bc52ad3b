import { error, info, warning } from './rule-codes/levels.ts';

/** Findings over several objects for which istioctl has codes, with their meaning and level. */
export const ANALYSIS_CODES = {
  IST0002: warning(
    'Something depends on a field, kind or provider that is deprecated.',
    'Use what the message names instead.',
  ),
  IST0101: error('Something is named that does not exist.', 'Correct the name, or add what it names to the input.'),
  IST0102: info(
    'A namespace does not say whether its pods are to be injected.',
    'Label it istio-injection=enabled, or istio-injection=disabled to say that it is not meant to be.',
  ),
  IST0103: warning(
    'A pod has no sidecar although its namespace is injected.',
    'Create it again, so that it is injected.',
  ),
  IST0106: error('An object breaks a rule of the control plane.', 'Correct the field the message names.'),
  IST0107: warning('An annotation stands on a kind it has no effect on.', 'Move it to where it works, or remove it.'),
  IST0108: warning('The mesh does not know an annotation.', 'Correct the name, or remove the annotation.'),
  IST0109: error(
    'Several VirtualServices have the same host of the mesh.',
    'Put their rules into one VirtualService: only those of one of them are used.',
  ),
  IST0110: error('Several Sidecars select the same pod.', 'Give them selectors that exclude each other.'),
  IST0111: error(
    'A namespace has several Sidecars without a selector.',
    'Keep one of them, or give the others selectors.',
  ),
  IST0112: error('A route leads to a host with several ports and names none.', 'Add destination.port.number.'),
  IST0116: warning(
    'Services reach one port of a Deployment by different protocols.',
    'Let them agree, or use different ports.',
  ),
  IST0123: warning('A namespace says in several ways how it joins the mesh.', 'Keep one of the labels.'),
  IST0125: warning(
    'An annotation has a value it does not take.',
    'Correct the value; docs/inject.md says what each one takes.',
  ),
  IST0126: error('A network names a registry nobody knows.', 'Name a cluster that has a remote Secret, or Kubernetes.'),
  IST0127: warning(
    'A policy is for no workload of the mesh.',
    'Correct the labels, or bring the workload into the mesh.',
  ),
  IST0128: warning(
    'TLS to a host is begun without saying who may vouch for it.',
    'Set tls.caCertificates; without them any certificate may be taken.',
  ),
  IST0129: warning(
    'TLS to a port is begun without saying who may vouch for the server.',
    'Set tls.caCertificates of the port; without them any certificate may be taken.',
  ),
  IST0132: warning(
    'A gateway serves none of the hosts of a VirtualService.',
    'Add a host to the gateway, or name the right one.',
  ),
  IST0133: warning(
    'An object is accepted, but probably not meant as it stands.',
    'Look at the field the message names.',
  ),
  IST0135: info('An annotation is deprecated.', 'Use what takes its place.'),
  IST0136: info('An annotation belongs to a feature in its alpha phase.', 'Expect it to change or to go.'),
  IST0137: warning(
    'Services reach one target port of a Deployment by different ports.',
    'Let them use the same port number, or different target ports.',
  ),
  IST0138: warning(
    'Gateways of the same pods show the same certificate.',
    'Give each its own, or let one gateway serve all hosts: clients use one connection for all hosts of a certificate.',
  ),
  IST0139: error(
    'A webhook of an injector overlaps with another one, or nobody answers it.',
    'Remove what an earlier installation left.',
  ),
  IST0140: warning(
    'Subsets of one VirtualService have no effect on requests another one takes from a gateway.',
    'Name the subset in the route of the gateway as well.',
  ),
  IST0144: warning('An application runs as the user of the sidecar.', 'Run it as another user than 1337.'),
  IST0145: error(
    'Gateways of the same pods serve the same host at the same port.',
    'Remove the host from all but one of them.',
  ),
  IST0146: warning(
    'A workload asks for the injected image and is not injected.',
    'Label its namespace or its pods for injection.',
  ),
  IST0147: error(
    'A Pod that exists asks for the image of the injector.',
    'Make it by a Deployment; injection happens when pods are created.',
  ),
  IST0148: info(
    'Pods of a namespace are injected because those of all are.',
    'Label it istio-injection=disabled if it is not meant to be.',
  ),
  IST0149: error(
    'A route asks for a claim of a token that nobody reads.',
    "Add a RequestAuthentication for the gateway's pods.",
  ),
  IST0150: warning(
    'A port of an ExternalName Service is named so that other traffic may fail.',
    'Name the port after its protocol, or remove the ports.',
  ),
  IST0151: warning(
    'A patch depends on others, and its filter has no priority.',
    'Set spec.priority, or use INSERT_FIRST.',
  ),
  IST0152: error('A patch replaces what cannot be replaced.', 'Use MERGE.'),
  IST0153: error('A patch adds where nothing can be added.', 'Use MERGE, or add the route by a VirtualService.'),
  IST0154: error('A patch removes what cannot be removed.', 'Leave the patch out.'),
  IST0155: warning(
    'A patch depends on one for another version of the proxy, and its filter has no priority.',
    'Set spec.priority: at an upgrade the other patch goes.',
  ),
  IST0157: warning(
    'Access logs have no provider.',
    'Name a provider, or set defaultProviders.accessLogging in the mesh config.',
  ),
  IST0158: warning("Sidecars run with another image than their injector's.", 'Restart the workloads.'),
  IST0159: error('Several Telemetries select the same pod.', 'Give them selectors that exclude each other.'),
  IST0160: error('A namespace has several Telemetries without a selector.', 'Put them into one.'),
  IST0161: error(
    'The Secret of a gateway holds no certificate that is valid.',
    'Renew it; it needs tls.crt and tls.key in PEM.',
  ),
  IST0162: warning("No Service of a gateway's pods reaches a port of it.", 'Add the port to the Service.'),
  IST0163: warning('A webhook of an external control plane has no address.', 'Set clientConfig.url.'),
  IST0164: info('A webhook reaches its control plane by address.', 'Use a name: addresses change.'),
  IST0165: warning(
    'A VirtualService names a gateway the control plane makes for itself.',
    'Use an HTTPRoute, or a Gateway of your own.',
  ),
  IST0166: warning('A selector has no effect on a Gateway of the Gateway API.', 'Name the Gateway in targetRefs.'),
  IST0167: warning('A policy has no effect on workloads without sidecars.', 'Remove it, or use a waypoint.'),
  IST0170: warning(
    'A Service is not the same in all clusters.',
    'Bring type, ports and clusterIP of the Services into line.',
  ),
  IST0171: warning('A condition of an object says that it is not in effect.', 'Follow what the condition says.'),
  IST0173: error(
    'A subset has no members.',
    'Correct its labels, or remove it: requests sent there fail with status 503.',
  ),
  IST0174: warning(
    'Nobody offers the host of a DestinationRule.',
    'Correct the host, or add the Service or ServiceEntry.',
  ),
  IST0175: warning(
    'The control plane fetches keys of tokens from any address.',
    'Set BLOCKED_CIDRS_IN_JWKS_URIS on istiod to the networks it is to keep away from.',
  ),
  IST0176: warning(
    'Definitions of the Gateway API are older than the mesh reads.',
    'Install a newer release of the Gateway API.',
  ),
  IST0177: warning('ServiceEntries disagree about the protocol of a port.', 'Let them agree, or remove all but one.'),
} as const;
