import type { ProfileFlag } from '../profile.ts';

/** A setting of Kuma's: a flag, a key of its configuration file, a variable made of the key. */
export interface KumaSetting extends ProfileFlag {
  /** The key, nested mappings joined by dots; absent where there is only the flag. */
  readonly key?: string;
}

const BEFORE_CAPITAL = /([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g;

/** `redirect.inbound.excludePortsForIPs` → `KUMA_TRANSPARENT_PROXY_REDIRECT_INBOUND_EXCLUDE_PORTS_FOR_IPS` */
function variable(key: string): string {
  const words = key.replaceAll('.', '_').replace(/(IP|UID)s$/, (plural) => plural.toUpperCase());
  return `KUMA_TRANSPARENT_PROXY_${words.replace(BEFORE_CAPITAL, '$&_').toUpperCase()}`;
}

function setting(long: string, key: string, rest: Omit<KumaSetting, 'long' | 'key' | 'env'>): KumaSetting {
  return { long, key, env: [variable(key)], ...rest };
}

const REDIRECT: readonly KumaSetting[] = [
  setting('kuma-dp-user', 'kumaDPUser', {
    kind: 'text',
    value: 'USER',
    default: '5678',
    help: 'name or id of the user of kuma-dp; its traffic is left alone',
  }),
  setting('redirect-inbound', 'redirect.inbound.enabled', {
    kind: 'boolean',
    default: 'true',
    help: 'capture inbound connections; off for gateways',
  }),
  setting('redirect-inbound-port', 'redirect.inbound.port', {
    kind: 'text',
    value: 'PORT',
    default: '15006',
    help: 'inbound listener of the proxy',
  }),
  setting('redirect-outbound', 'redirect.outbound.enabled', {
    kind: 'boolean',
    default: 'true',
    help: 'capture outbound connections (the peer has only the key of the file)',
  }),
  setting('redirect-outbound-port', 'redirect.outbound.port', {
    kind: 'text',
    value: 'PORT',
    default: '15001',
    help: 'outbound listener of the proxy',
  }),
  setting('include-inbound-ports', 'redirect.inbound.includePorts', {
    kind: 'list',
    value: 'PORTS',
    help: 'capture only these inbound ports (the peer has only the key of the file)',
  }),
  setting('include-outbound-ports', 'redirect.outbound.includePorts', {
    kind: 'list',
    value: 'PORTS',
    help: 'capture only these outbound ports (the peer has only the key of the file)',
  }),
  setting('exclude-inbound-ports', 'redirect.inbound.excludePorts', {
    kind: 'list',
    value: 'PORTS',
    help: 'inbound ports to leave alone',
  }),
  setting('exclude-outbound-ports', 'redirect.outbound.excludePorts', {
    kind: 'list',
    value: 'PORTS',
    help: 'outbound ports to leave alone',
  }),
  setting('exclude-outbound-ports-for-uids', 'redirect.outbound.excludePortsForUIDs', {
    kind: 'list',
    separator: ';',
    value: 'RULE',
    help: 'leave alone what some users send: [PROTOCOL:][PORTS:]UIDS, e.g. tcp:80,443:1000-1010',
  }),
  setting('exclude-inbound-ips', 'redirect.inbound.excludePortsForIPs', {
    kind: 'list',
    value: 'ADDRESSES',
    help: 'sources whose connections are left alone',
  }),
  setting('exclude-outbound-ips', 'redirect.outbound.excludePortsForIPs', {
    kind: 'list',
    value: 'ADDRESSES',
    help: 'destinations that are left alone',
  }),
  setting('redirect-inbound-insert-instead-of-append', 'redirect.inbound.insertRedirectInsteadOfAppend', {
    kind: 'boolean',
    default: 'false',
    help: 'put the jump of inbound traffic before the rules of others',
  }),
  setting('redirect-outbound-insert-instead-of-append', 'redirect.outbound.insertRedirectInsteadOfAppend', {
    kind: 'boolean',
    default: 'false',
    help: 'put the jump of outbound traffic before the rules of others',
  }),
  setting('vnet', 'redirect.vnet.networks', {
    kind: 'list',
    value: 'INTERFACE:CIDR',
    help: 'virtual networks whose machines call through the proxy',
  }),
];

const DNS: readonly KumaSetting[] = [
  setting('redirect-dns', 'redirect.dns.enabled', {
    kind: 'boolean',
    default: 'false',
    help: 'capture DNS queries to the nameservers of resolv.conf',
  }),
  setting('redirect-all-dns-traffic', 'redirect.dns.captureAll', {
    kind: 'boolean',
    default: 'false',
    help: 'capture all DNS queries',
  }),
  setting('redirect-dns-port', 'redirect.dns.port', {
    kind: 'text',
    value: 'PORT',
    default: '15053',
    help: 'where the DNS proxy listens',
  }),
  setting('skip-dns-conntrack-zone-split', 'redirect.dns.skipConntrackZoneSplit', {
    kind: 'boolean',
    default: 'false',
    help: 'no conntrack zones for DNS',
  }),
  {
    long: 'docker-resolver',
    kind: 'boolean',
    default: 'false',
    help: "Docker's chain DOCKER_OUTPUT exists: the proxy's own queries go through it",
  },
];

const OTHER: readonly KumaSetting[] = [
  setting('drop-invalid-packets', 'dropInvalidPackets', {
    kind: 'boolean',
    default: 'false',
    help: 'drop packets conntrack calls INVALID',
  }),
  setting('ip-family-mode', 'ipFamilyMode', {
    kind: 'text',
    value: 'MODE',
    default: 'dualstack',
    help: 'dualstack or ipv4',
  }),
  setting('iptables-logs', 'log.enabled', {
    kind: 'boolean',
    default: 'false',
    help: "log the packets that reach nat in the kernel's log",
  }),
  setting('disable-comments', 'comments.disabled', {
    kind: 'boolean',
    default: 'false',
    help: 'no comments in the rules',
  }),
  setting('verbose', 'verbose', {
    kind: 'boolean',
    default: 'false',
    help: 'long options and blank lines in the text',
  }),
  setting('wait', 'wait', {
    kind: 'text',
    value: 'SECONDS',
    default: '5',
    help: 'how long to wait for the xtables lock',
  }),
  setting('wait-interval', 'waitInterval', {
    kind: 'text',
    value: 'MICROSECONDS',
    default: '0',
    help: 'how often to look for the lock',
  }),
  setting('max-retries', 'retry.maxRetries', {
    kind: 'text',
    value: 'N',
    default: '4',
    help: 'how often to try again when the rules cannot be applied',
  }),
  setting('sleep-between-retries', 'retry.sleepBetweenRetries', {
    kind: 'text',
    value: 'DURATION',
    default: '2s',
    help: 'how long to wait in between',
  }),
  setting('store-firewalld', 'storeFirewalld', {
    kind: 'boolean',
    default: 'false',
    help: 'accepted; the rules are not stored in firewalld',
  }),
  setting('dry-run', 'dryRun', { kind: 'boolean', default: 'false', help: 'print, change nothing' }),
];

/** The flags of `kumactl install transparent-proxy`, and the keys only its file has. @see kuma, spec section 14 */
export const KUMA_FLAGS: readonly KumaSetting[] = [...REDIRECT, ...DNS, ...OTHER];

/** Keys of the file that set a value without a flag. */
const LOG_LEVEL: ProfileFlag = { long: 'log-level', kind: 'text', help: "level of the messages in the kernel's log" };

/** The keys of the configuration file and the flags they stand for. */
export const KUMA_KEYS: ReadonlyMap<string, ProfileFlag> = new Map([
  ...KUMA_FLAGS.flatMap((flag): [string, ProfileFlag][] => (flag.key === undefined ? [] : [[flag.key, flag]])),
  ['log.level', LOG_LEVEL],
]);
