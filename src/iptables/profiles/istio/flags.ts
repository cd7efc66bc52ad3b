/** The flags of `pilot-agent istio-iptables`, as data. */
import type { ProfileFlag } from '../profile.ts';

/** Every flag but the first also reads the variable of its name. */
const variable = (long: string): string => long.toUpperCase().replaceAll('-', '_');

type Kind = Omit<ProfileFlag, 'long' | 'help'>;

const flag = (long: string, help: string, { env = [], ...rest }: Kind): ProfileFlag => ({
  long,
  help,
  ...rest,
  env: [variable(long), ...env],
});

/** What traffic is taken. */
const CAPTURE: readonly ProfileFlag[] = [
  {
    long: 'envoy-port',
    short: 'p',
    kind: 'text',
    value: 'PORT',
    default: '15001',
    help: 'where the proxy listens for outbound traffic',
  },
  flag('inbound-capture-port', 'where the proxy listens for inbound traffic', {
    short: 'z',
    kind: 'text',
    value: 'PORT',
    default: '15006',
  }),
  flag('inbound-tunnel-port', "the mesh's own tunnel (HBONE), never redirected", {
    short: 'e',
    kind: 'text',
    value: 'PORT',
    default: '15008',
  }),
  flag('proxy-uid', "users whose traffic is the proxy's own", {
    short: 'u',
    kind: 'text',
    value: 'USERS',
    default: 'the user istio-proxy, else 1337',
  }),
  flag('proxy-gid', "groups whose traffic is the proxy's own", {
    short: 'g',
    kind: 'text',
    value: 'GROUPS',
    default: 'the value of --proxy-uid',
  }),
  flag('istio-inbound-interception-mode', 'how inbound traffic is taken: REDIRECT or TPROXY', {
    short: 'm',
    kind: 'text',
    value: 'MODE',
    default: 'REDIRECT',
  }),
  flag('istio-inbound-ports', 'inbound ports to take, or *; nothing is taken without it', {
    short: 'b',
    kind: 'text',
    value: 'PORTS',
  }),
  flag('istio-local-exclude-ports', 'inbound ports to leave alone, with --istio-inbound-ports *', {
    short: 'd',
    kind: 'text',
    value: 'PORTS',
  }),
  flag('istio-service-cidr', 'outbound addresses to take, or *; nothing is taken by address without it', {
    short: 'i',
    kind: 'text',
    value: 'CIDRS',
  }),
  flag('istio-service-exclude-cidr', 'outbound addresses never to take', { short: 'x', kind: 'text', value: 'CIDRS' }),
  flag('istio-outbound-ports', 'outbound ports to take whatever the address', {
    short: 'q',
    kind: 'text',
    value: 'PORTS',
  }),
  flag('istio-local-outbound-ports-exclude', 'outbound ports never to take, TCP and UDP', {
    short: 'o',
    kind: 'text',
    value: 'PORTS',
  }),
  flag('kube-virt-interfaces', 'interfaces with a virtual machine behind; what comes in there counts as outbound', {
    short: 'k',
    kind: 'text',
    value: 'NAMES',
  }),
  flag('istio-exclude-interfaces', 'interfaces never to take anything of', {
    short: 'c',
    kind: 'text',
    value: 'NAMES',
  }),
  flag('istio-inbound-tproxy-mark', 'mark of TPROXY packets', {
    short: 't',
    kind: 'text',
    value: 'MARK',
    default: '1337',
  }),
  flag('istio-inbound-tproxy-route-table', 'routing table of TPROXY packets', {
    short: 'r',
    kind: 'text',
    value: 'TABLE',
    default: '133',
  }),
  flag('redirect-dns', 'take DNS queries to the nameservers of resolv.conf', {
    kind: 'boolean',
    env: ['ISTIO_META_DNS_CAPTURE'],
  }),
  {
    long: 'vip-range',
    kind: 'text',
    value: 'CIDR',
    help: 'take only calls to a range of virtual addresses, which DNS capture hands out',
  },
  flag('capture-all-dns', 'with --redirect-dns: take every DNS query', { kind: 'boolean' }),
  flag('drop-invalid', 'drop packets that belong to no connection conntrack knows', {
    kind: 'boolean',
    env: ['INVALID_DROP'],
  }),
  flag('dual-stack', 'IPv6 rules for any IPv6 address, not only for a first one', {
    kind: 'boolean',
    env: ['ISTIO_DUAL_STACK'],
  }),
];

/** What the peer reads from the environment alone; meshctl has flags for it too. */
const OWNERS: readonly ProfileFlag[] = [
  flag('istio-outbound-owner-groups', 'groups whose outbound traffic is taken, or *', {
    kind: 'text',
    value: 'GROUPS',
    default: '*',
    emptyCounts: true,
  }),
  flag('istio-outbound-owner-groups-exclude', 'groups whose outbound traffic is left alone', {
    kind: 'text',
    value: 'GROUPS',
    emptyCounts: true,
  }),
  flag('istio-outbound-ipv4-loopback-cidr', 'what counts as localhost, inside 127.0.0.0/8', {
    kind: 'text',
    value: 'CIDR',
    default: '127.0.0.1/32',
    emptyCounts: true,
  }),
  flag('envoy-user', 'the user whose id --proxy-uid has by default', {
    kind: 'text',
    value: 'NAME',
    default: 'istio-proxy',
  }),
];

/** How the rules are put in place; they change nothing about the rules themselves. */
const OPERATION: readonly ProfileFlag[] = [
  flag('dry-run', 'print, change nothing', { short: 'n', kind: 'boolean', operation: true }),
  flag('iptables-probe-port', 'port of the validation probe', {
    kind: 'text',
    operation: true,
    value: 'PORT',
    default: '15002',
  }),
  flag('probe-timeout', 'how long the validation probe waits', {
    kind: 'text',
    operation: true,
    value: 'DURATION',
    default: '5s',
  }),
  flag('skip-rule-apply', 'leave the rules as they are', { kind: 'boolean', operation: true }),
  flag('run-validation', 'probe whether traffic is taken', { kind: 'boolean', operation: true }),
  flag('network-namespace', 'the network namespace to work in', { kind: 'text', operation: true, value: 'PATH' }),
  flag('cni-mode', 'behave as called by the CNI plugin', { kind: 'boolean', operation: true }),
  flag('reconcile', 'replace rules that are there and different', { kind: 'boolean', operation: true }),
  flag('cleanup-only', 'only remove', { kind: 'boolean', operation: true }),
  flag('force-apply', 'apply even where nothing would change', { kind: 'boolean', operation: true }),
  flag('native-nftables', 'use nftables instead of iptables', { kind: 'boolean' }),
  flag('force-iptables-binary', 'legacy or nft: which iptables to use', { kind: 'text', value: 'WORD' }),
];

/** Every flag of the profile, in the order help shows them. */
export const ISTIO_FLAGS: readonly ProfileFlag[] = [...CAPTURE, ...OWNERS, ...OPERATION];

/** The flags that say what is taken: they, and the environment behind them, are also those of the CNI profile. */
export const CAPTURE_FLAGS: readonly ProfileFlag[] = [...CAPTURE, ...OWNERS];
