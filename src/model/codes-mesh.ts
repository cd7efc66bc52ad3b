import type { CodeInfo } from './codes.ts';

/** Findings on the way from resources of the mesh to what a proxy is told. */
export const MESH_CODES = {
  MSH5001: {
    level: 'warning',
    title: 'A resource of the mesh has a kind or version that meshctl does not know.',
    remediation: 'Correct kind and apiVersion; the object has no effect as it stands.',
  },
  MSH5002: {
    level: 'warning',
    title: 'Two objects have the same kind, namespace and name; the last one counts.',
    remediation: 'Remove or rename one of them, or read the folders of several clusters one at a time.',
  },
  MSH5003: {
    level: 'warning',
    title: 'A patch of an EnvoyFilter is none that meshctl carries over.',
    remediation:
      'Local rate limits and response headers are carried over; for everything else run the configuration in a cluster.',
  },
  MSH5004: {
    level: 'warning',
    title: 'A field of a resource has no effect on the local proxy.',
    remediation: 'Expect the proxies of the cluster to differ from the local one in this.',
  },
  MSH5005: {
    level: 'warning',
    title: 'A route hands over to a VirtualService that does not exist or cannot be handed over to.',
    remediation: 'Correct the name and namespace of the delegate; a delegate has no hosts and no delegates of its own.',
  },
  MSH5006: {
    level: 'warning',
    title: 'The certificate of a server cannot be found.',
    remediation: 'Add the Secret that credentialName names to the input, or name files that exist.',
  },
  MSH5007: {
    level: 'warning',
    title: 'Two servers of gateways want the same port in ways that exclude each other; the older one has it.',
    remediation: 'Give one of them another port, or make their protocols and hosts fit together.',
  },
  MSH5008: {
    level: 'warning',
    title: 'An annotation of meshctl has a value it does not understand.',
    remediation: 'Correct the value; docs/proxy.md shows the form of each.',
  },
  MSH5009: {
    level: 'error',
    title: 'A condition of an AuthorizationPolicy has a value that cannot be matched.',
    remediation: 'Correct the value; until then the rule is taken as one that allows nothing.',
  },
  MSH5010: {
    level: 'error',
    title: 'A regular expression is not one of RE2.',
    remediation: 'Correct the expression; look-around and back references do not exist in RE2.',
  },
  MSH5013: {
    level: 'error',
    title: 'A listener is asked for that serves a service or port nobody declares.',
    remediation:
      'Write the service as in reviews:9080, by its short name or whole host, or add its manifest to the input.',
  },
  MSH5014: {
    level: 'warning',
    title: 'A service is mapped to other addresses, and no service the workload sees is called that.',
    remediation:
      'Write the name as routes do, whole or short in the namespace of the workload, and check the port and subset.',
  },
  MSH5015: {
    level: 'warning',
    title: 'A policy with the action CUSTOM names a provider that cannot be asked; it denies what it would ask about.',
    remediation:
      'Add the provider to extensionProviders of the mesh configuration (--mesh-config), and declare its service with that port.',
  },
  MSH5016: {
    level: 'info',
    title: 'A service that speaks no HTTP is not reached through a proxy without a listener of its own.',
    remediation: 'Where it is wanted, give it one: --listen db:5432=127.0.0.1:5432.',
  },
} as const satisfies Record<string, CodeInfo>;
