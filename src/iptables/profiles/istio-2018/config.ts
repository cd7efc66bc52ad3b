/** The configuration of Istio's shell script of 2018. */
import type { CaptureConfig, Selection } from '../../config/capture.ts';
import { cidrItem, listenPort, type OwnerItem, ownerItem, portItem, uint32, word } from '../../config/parsers.ts';
import { listOf, oneOf } from '../../config/values.ts';
import { OUTBOUND_PORT, PROXY_UID, TPROXY_MARK, TPROXY_ROUTE_TABLE } from '../../constants.ts';
import type { ProfileFlag, ProfileInput } from '../profile.ts';

/** What the script shares with its successors. */
type Shared =
  | 'inboundPort'
  | 'uids'
  | 'gids'
  | 'mode'
  | 'tproxyMark'
  | 'tproxyTable'
  | 'inboundPorts'
  | 'inboundExcluded'
  | 'outboundCidrs'
  | 'outboundCidrsExcluded';

/** What the script is told. Its inbound port is `port` unless a variable says otherwise. */
export interface Config2018 extends Pick<CaptureConfig, Shared> {
  readonly port: number;
  /** Whether IPv6 is left alone; otherwise all that arrives over it is rejected. */
  readonly inboundIpv6: boolean;
}

const text = (long: string, help: string, rest: Partial<ProfileFlag>): ProfileFlag => ({
  long,
  help,
  kind: 'text',
  ...rest,
});

/** The letters are the script's; the long names are those of the program that followed it. */
export const FLAGS_2018: readonly ProfileFlag[] = [
  text('envoy-port', 'where the proxy listens', { short: 'p', value: 'PORT', env: ['ENVOY_PORT'], default: '15001' }),
  text('inbound-capture-port', 'where the proxy listens for inbound traffic', {
    value: 'PORT',
    env: ['INBOUND_CAPTURE_PORT'],
    default: 'the value of --envoy-port',
  }),
  text('proxy-uid', "users whose traffic is the proxy's own", {
    short: 'u',
    value: 'USERS',
    default: 'the user istio-proxy, else 1337, and root',
  }),
  text('proxy-gid', "groups whose traffic is the proxy's own", {
    short: 'g',
    value: 'GROUPS',
    default: 'the value of --proxy-uid',
  }),
  text('istio-inbound-interception-mode', 'how inbound traffic is taken: REDIRECT or TPROXY', {
    short: 'm',
    value: 'MODE',
    env: ['ISTIO_INBOUND_INTERCEPTION_MODE'],
    default: 'REDIRECT',
  }),
  text('istio-inbound-ports', 'inbound ports to take, or *', {
    short: 'b',
    value: 'PORTS',
    env: ['ISTIO_INBOUND_PORTS'],
  }),
  text('istio-local-exclude-ports', 'inbound ports to leave alone, with --istio-inbound-ports *', {
    short: 'd',
    value: 'PORTS',
    env: ['ISTIO_LOCAL_EXCLUDE_PORTS'],
  }),
  text('istio-service-cidr', 'outbound addresses to take, or *', {
    short: 'i',
    value: 'CIDRS',
    env: ['ISTIO_SERVICE_CIDR'],
  }),
  text('istio-service-exclude-cidr', 'outbound addresses never to take, with --istio-service-cidr *', {
    short: 'x',
    value: 'CIDRS',
    env: ['ISTIO_SERVICE_EXCLUDE_CIDR'],
  }),
  text('istio-inbound-tproxy-mark', 'mark of TPROXY packets', {
    value: 'MARK',
    env: ['ISTIO_INBOUND_TPROXY_MARK'],
    default: '1337',
  }),
  text('istio-inbound-tproxy-route-table', 'routing table of TPROXY packets', {
    value: 'TABLE',
    env: ['ISTIO_INBOUND_TPROXY_ROUTE_TABLE'],
    default: '133',
  }),
  text('envoy-user', 'the user whose id --proxy-uid has by default', {
    value: 'NAME',
    env: ['ENVOY_USER'],
    default: 'istio-proxy',
  }),
  text('enable-inbound-ipv6', 'leave IPv6 alone instead of rejecting it', {
    value: 'ANYTHING',
    env: ['ENABLE_INBOUND_IPV6'],
  }),
];

/** Root runs what the proxy was started by. */
const ROOT: OwnerItem = { first: 0, last: 0 };

/** The checked configuration. Throws UsageError or InputError for the first value that cannot be used. */
export function config2018({ values, around, compat, allowServiceNames }: ProfileInput): Config2018 {
  const leniency = { compat, allowServiceNames };
  const ports = (long: string) => listOf(values, long, portItem(leniency));
  const cidrs = (long: string) => listOf(values, long, cidrItem(leniency));
  const all = <T>(long: string, list: () => readonly T[]): Selection<T> =>
    values.get(long)?.text === '*' ? '*' : list();
  const port = oneOf(values, 'envoy-port', listenPort, OUTBOUND_PORT);
  const user = around.users.get(values.get('envoy-user')?.text || 'istio-proxy') ?? PROXY_UID;
  const given = listOf(values, 'proxy-uid', ownerItem('user', around.users, leniency));
  const uids = given.length > 0 ? given : [{ first: user, last: user }, ROOT];
  const gids = listOf(values, 'proxy-gid', ownerItem('group', around.groups, leniency));
  return {
    port,
    inboundPort: oneOf(values, 'inbound-capture-port', listenPort, port),
    uids,
    gids: gids.length > 0 ? gids : uids,
    mode:
      oneOf(values, 'istio-inbound-interception-mode', word(['REDIRECT', 'TPROXY']), 'REDIRECT') === 'TPROXY'
        ? 'tproxy'
        : 'redirect',
    tproxyMark: oneOf(values, 'istio-inbound-tproxy-mark', uint32, TPROXY_MARK),
    tproxyTable: oneOf(values, 'istio-inbound-tproxy-route-table', uint32, TPROXY_ROUTE_TABLE),
    inboundPorts: all('istio-inbound-ports', () => ports('istio-inbound-ports')),
    inboundExcluded: ports('istio-local-exclude-ports'),
    outboundCidrs: all('istio-service-cidr', () => cidrs('istio-service-cidr')),
    outboundCidrsExcluded: cidrs('istio-service-exclude-cidr'),
    inboundIpv6: (values.get('enable-inbound-ipv6')?.text ?? '') !== '',
  };
}
