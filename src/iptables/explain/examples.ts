/** Configurations that together make every rule a profile can make: what rules that were read are compared with. */
import type { Family } from '../model/rule.ts';
import type { ProfileInput, ProfileName } from '../profiles/profile.ts';

/** Values by long flag name, and what is not a flag. */
export interface Example {
  readonly values: Readonly<Record<string, string>>;
  /** The rules of the node. */
  readonly host?: boolean;
}

/** Inbound all and outbound all, as injection asks for. */
const ALL = { 'istio-service-cidr': '*', 'istio-inbound-ports': '*' } as const;

const SIDECAR: readonly Example[] = [
  {
    values: {
      ...ALL,
      'istio-local-exclude-ports': '9',
      'istio-local-outbound-ports-exclude': '9',
      'istio-service-exclude-cidr': '192.0.2.0/24,2001:db8::/32',
      'istio-outbound-ports': '9',
      'kube-virt-interfaces': 'virt0',
      'istio-exclude-interfaces': 'net0',
      'drop-invalid': 'true',
      'redirect-dns': 'true',
      'capture-all-dns': 'true',
      'istio-outbound-owner-groups-exclude': '9',
    },
  },
  {
    values: {
      'istio-service-cidr': '192.0.2.0/24,2001:db8::/32',
      'istio-inbound-ports': '9',
      'kube-virt-interfaces': 'virt0',
      'redirect-dns': 'true',
      'istio-outbound-owner-groups': '9',
    },
  },
  { values: { 'istio-service-cidr': '127.1.2.3/32,::1/128', 'istio-inbound-ports': '' } },
  { values: { ...ALL, 'istio-inbound-interception-mode': 'TPROXY', 'istio-local-exclude-ports': '9' } },
  {
    values: {
      ...ALL,
      'istio-inbound-ports': '9',
      'istio-inbound-interception-mode': 'TPROXY',
      'istio-exclude-interfaces': 'net0',
    },
  },
];

/** By profile; the CNI plugin's rules are the sidecar's. */
export const EXAMPLES: Readonly<Partial<Record<ProfileName, readonly Example[]>>> = {
  istio: SIDECAR,
  'istio-2018': [
    {
      values: {
        ...ALL,
        'istio-local-exclude-ports': '9',
        'istio-service-exclude-cidr': '192.0.2.0/24',
        'proxy-uid': '1337',
      },
    },
    { values: { 'istio-service-cidr': '192.0.2.0/24', 'istio-inbound-ports': '9' } },
    { values: { ...ALL, 'istio-inbound-interception-mode': 'TPROXY', 'istio-local-exclude-ports': '9' } },
    { values: { ...ALL, 'istio-inbound-ports': '9', 'istio-inbound-interception-mode': 'TPROXY' } },
  ],
  'istio-ambient': [
    { values: { 'redirect-dns': 'true', 'virtual-interfaces': 'virt0' } },
    { values: { 'redirect-dns': 'true', 'ingress-mode': 'true' } },
    { values: {}, host: true },
  ],
  linkerd: [
    {
      values: {
        'incoming-proxy-port': '4143',
        'outgoing-proxy-port': '4140',
        'proxy-uid': '2102',
        'proxy-gid': '2102',
        'inbound-ports-to-ignore': '9',
        'outbound-ports-to-ignore': '9',
        'subnets-to-ignore': '192.0.2.0/24',
      },
    },
    {
      values: {
        'incoming-proxy-port': '4143',
        'outgoing-proxy-port': '4140',
        'inbound-ports-to-ignore': '7,9',
        'ports-to-redirect': '9',
      },
    },
  ],
  kuma: [
    {
      values: {
        'kuma-dp-user': '5678',
        'exclude-inbound-ports': '9',
        'exclude-outbound-ports': '9',
        'exclude-outbound-ports-for-uids': 'tcp:9:9',
        'exclude-inbound-ips': '192.0.2.0/24',
        'exclude-outbound-ips': '192.0.2.0/24',
        'redirect-dns': 'true',
        vnet: 'virt0:192.0.2.0/24',
        'drop-invalid-packets': 'true',
        'iptables-logs': 'true',
      },
    },
    {
      values: {
        'kuma-dp-user': '5678',
        'redirect-dns': 'true',
        'redirect-all-dns-traffic': 'true',
        'docker-resolver': 'true',
        'include-inbound-ports': '9',
        'include-outbound-ports': '9',
      },
    },
    { values: { 'kuma-dp-user': '5678', 'redirect-inbound': 'false', 'redirect-outbound': 'false' } },
  ],
};

/** An example as a profile's input: rules of some families for a pod with both, a nameserver of each, no names. */
export function exampleInput(
  { values, host = false }: Example,
  families: readonly Family[] = ['ipv4', 'ipv6'],
): ProfileInput {
  const source = { kind: 'flag', name: 'example' } as const;
  return {
    values: new Map(Object.entries(values).map(([long, text]) => [long, { text, source }])),
    around: {
      addresses: [
        { iface: 'eth0', address: '192.0.2.1/24' },
        { iface: 'eth0', address: '2001:db8::1/64' },
      ],
      nameservers: ['192.0.2.53', '2001:db8::53', '127.0.0.53'],
      users: new Map([['kuma-dp', 5678]]),
      groups: new Map(),
    },
    families,
    backend: 'iptables',
    compat: false,
    allowServiceNames: false,
    host,
  };
}
