import type { ProfileFlag } from '../profile.ts';
import { PROBE_SOURCE } from './config.ts';

/** What decides the rules of one pod. The keys of a configuration file are the same in camel case. */
export const AMBIENT_FLAGS: readonly ProfileFlag[] = [
  {
    long: 'redirect-dns',
    kind: 'boolean',
    env: ['AMBIENT_DNS_CAPTURE'],
    default: 'true',
    help: 'send DNS queries to ztunnel',
  },
  {
    long: 'pod-dns-override',
    kind: 'text',
    value: 'WORD',
    default: 'unset',
    help: "the pod's own wish about DNS, which wins: unset, enabled or disabled",
  },
  {
    long: 'ingress-mode',
    kind: 'boolean',
    default: 'false',
    help: 'the pod takes connections from outside itself: capture nothing inbound',
  },
  {
    long: 'virtual-interfaces',
    kind: 'list',
    value: 'INTERFACES',
    help: 'interfaces behind which a virtual machine sits: what comes in there is outbound traffic',
  },
  {
    long: 'host-probe-snat-v4',
    kind: 'text',
    value: 'ADDRESS',
    env: ['HOST_PROBE_SNAT_IP'],
    default: PROBE_SOURCE.ipv4,
    help: "source address kubelet's probes have inside the pod",
  },
  {
    long: 'host-probe-snat-v6',
    kind: 'text',
    value: 'ADDRESS',
    env: ['HOST_PROBE_SNAT_IPV6'],
    default: PROBE_SOURCE.ipv6,
    help: 'the same for IPv6',
  },
  {
    long: 'kubelet-uid',
    kind: 'text',
    value: 'UID',
    default: '0',
    help: "user of the kubelet, by whom nft's host rules know its probes",
  },
];

/** Only in configuration files: on the command line the families are everybody's flags. */
const IPV6: ProfileFlag = { long: 'ipv6', kind: 'boolean', help: 'also the rules of IPv6' };

const camelCase = (long: string): string => long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The keys of a configuration file and the flags they stand for. */
export const AMBIENT_KEYS: ReadonlyMap<string, ProfileFlag> = new Map(
  [IPV6, ...AMBIENT_FLAGS].map((flag) => [camelCase(flag.long), flag]),
);
