import type { ProfileFlag } from '../profile.ts';

/** The flags of proxy-init. @see linkerd2-proxy-init, spec section 14 */
export const LINKERD_FLAGS: readonly ProfileFlag[] = [
  {
    long: 'incoming-proxy-port',
    short: 'p',
    kind: 'text',
    value: 'PORT',
    help: 'inbound listener of the proxy (usually 4143); required',
  },
  {
    long: 'outgoing-proxy-port',
    short: 'o',
    kind: 'text',
    value: 'PORT',
    help: 'outbound listener of the proxy (usually 4140); required',
  },
  {
    long: 'proxy-uid',
    short: 'u',
    kind: 'text',
    value: 'UID',
    help: 'user of the proxy (usually 2102); its traffic is left alone',
  },
  {
    long: 'proxy-gid',
    short: 'g',
    kind: 'text',
    value: 'GID',
    help: 'group of the proxy; its traffic is left alone',
  },
  {
    long: 'ports-to-redirect',
    short: 'r',
    kind: 'list',
    value: 'PORTS',
    default: 'all',
    help: 'inbound ports to capture',
  },
  { long: 'inbound-ports-to-ignore', kind: 'list', value: 'PORTS', help: 'inbound ports and ranges to leave alone' },
  { long: 'outbound-ports-to-ignore', kind: 'list', value: 'PORTS', help: 'outbound ports and ranges to leave alone' },
  { long: 'subnets-to-ignore', kind: 'list', value: 'CIDRS', help: 'sources whose connections are left alone' },
  { long: 'ipv6', kind: 'boolean', default: 'true', help: 'also the rules of IPv6' },
  {
    long: 'iptables-mode',
    kind: 'text',
    value: 'MODE',
    default: 'nft',
    help: 'which binaries the commands name: nft, legacy or plain',
  },
  { long: 'use-wait-flag', short: 'w', kind: 'boolean', default: 'false', help: 'end every writing command in -w' },
  {
    long: 'timeout-close-wait-secs',
    kind: 'text',
    value: 'SECONDS',
    help: 'how long conntrack keeps half closed connections',
  },
  { long: 'simulate', kind: 'boolean', operation: true, default: 'false', help: 'print, change nothing' },
  { long: 'netns', kind: 'text', value: 'PATH', help: 'network namespace to work in' },
];
