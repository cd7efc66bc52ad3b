/** What is odd about a configuration that can be used all the same. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { parseAddressOrPrefix, parsePrefix, prefixesOverlap } from '../../model/ip.ts';
import { OWNER_GROUPS_MAX } from '../constants.ts';
import type { ProfileInput } from '../profiles/profile.ts';
import type { CaptureConfig } from './capture.ts';
import { familiesByAddress } from './families.ts';
import { operationConfig } from './operation.ts';
import type { PortItem } from './parsers.ts';
import { finding, isOn, shown, sourceName, type Values } from './values.ts';

type Check = (config: CaptureConfig, input: ProfileInput) => readonly Diagnostic[];

/** A flag that does nothing, and what it would need. */
interface Swallowed {
  readonly long: string;
  readonly when: (config: CaptureConfig, values: Values) => boolean;
  readonly needs: string;
}

const takesNothingOut = ({ outboundCidrs, outboundPorts }: CaptureConfig): boolean =>
  outboundCidrs !== '*' && outboundCidrs.length === 0 && outboundPorts.length === 0;

const SWALLOWED: readonly Swallowed[] = [
  {
    long: 'istio-local-exclude-ports',
    when: ({ inboundPorts }) => inboundPorts !== '*',
    needs: "inbound ports are excluded from all of them (--istio-inbound-ports '*') only",
  },
  {
    long: 'capture-all-dns',
    when: (_, values) => !isOn(values, 'redirect-dns'),
    needs: 'it only widens --redirect-dns',
  },
  {
    long: 'istio-outbound-owner-groups-exclude',
    when: ({ ownerGroups }) => ownerGroups.kind === 'include',
    needs: "groups are excluded from all of them (--istio-outbound-owner-groups '*') only",
  },
  {
    long: 'istio-service-exclude-cidr',
    when: takesNothingOut,
    needs: 'no outbound traffic is taken (--istio-service-cidr, --istio-outbound-ports)',
  },
  {
    long: 'istio-inbound-tproxy-mark',
    when: ({ mode }) => mode === 'redirect',
    needs: 'there are marks in the mode TPROXY only',
  },
  {
    long: 'istio-inbound-tproxy-route-table',
    when: ({ mode }) => mode === 'redirect',
    needs: 'there is a route in the mode TPROXY only',
  },
];

const swallowed: Check = (config, { values }) =>
  SWALLOWED.flatMap(({ long, when, needs }) => {
    const given = values.get(long);
    if (given === undefined || given.source.kind === 'default') return [];
    if (given.text === '' || given.text === 'false' || !when(config, values)) return [];
    const name = sourceName(given.source);
    return [finding('MSH4002', `${name} has no effect: ${needs}`, given.source)];
  });

const ipv6Left: Check = (_, { families, around, values }) => {
  if (families || !familiesByAddress(around.addresses, isOn(values, 'dual-stack')).ipv6Left) return [];
  const addresses = around.addresses.filter(({ address }) => parseAddressOrPrefix(address)?.family === 'ipv6');
  const list = addresses.map(({ address }) => shown(address)).join(', ');
  return [finding('MSH4003', `there are no IPv6 rules although the pod has the address ${list}`)];
};

const noNameserver: Check = ({ dns }, { values }) =>
  isOn(values, 'redirect-dns') && !dns
    ? [finding('MSH4004', 'there is --redirect-dns, but no nameserver: DNS is left alone')]
    : [];

const covers = (items: readonly PortItem[], port: number): boolean =>
  items.some(({ first, last, service }) => service === undefined && first <= port && port <= last);

const probePort: Check = ({ outboundPortsExcluded }, { values }) => {
  const { runValidation, probePort: port } = operationConfig(values);
  return runValidation && covers(outboundPortsExcluded, port)
    ? [finding('MSH4006', `the validation probe goes to port "${port}", which is excluded`)]
    : [];
};

const manyGroups: Check = ({ ownerGroups: { kind, groups } }) =>
  kind === 'include' && groups.length > OWNER_GROUPS_MAX
    ? [finding('MSH4007', `a rule names "${groups.length}" groups; iptables-restore takes ${OWNER_GROUPS_MAX}`)]
    : [];

const severalUsers: Check = ({ uids }) => {
  const [first, ...others] = uids.map((item) => item.name ?? String(item.first));
  if (others.length === 0) return [];
  const message = `of the users "${[first, ...others].join(',')}", only "${first}" is intercepted when it calls its own pod`;
  return [finding('MSH4008', message)];
};

const globs: Check = ({ virtualInterfaces, excludedInterfaces }, { backend }) => {
  const foreign = backend === 'nft' ? '+' : '*';
  return [...virtualInterfaces, ...excludedInterfaces]
    .filter((name) => name.endsWith(foreign))
    .map((name) => finding('MSH4009', `the interface ${shown(name)} is a pattern ${backend} does not know`));
};

const bothWays: Check = ({ outboundPorts, outboundPortsExcluded }) =>
  outboundPorts
    .filter(({ first, service }) => service === undefined && covers(outboundPortsExcluded, first))
    .map(({ first }) =>
      finding('MSH4013', `the outbound port "${first}" is listed as taken and as excluded; it is not taken`),
    );

const samePort: Check = ({ outboundPort, inboundPort }) =>
  outboundPort === inboundPort
    ? [finding('MSH4014', `the outbound and the inbound listener both have the port "${outboundPort}"`)]
    : [];

/** Whether addresses in use lie in a range that is to be virtual. */
const vipRange: Check = (_, { values, around }) => {
  const given = values.get('vip-range');
  const range = given && parsePrefix(given.text);
  if (!range) return [];
  const used = [...around.addresses.map(({ address }) => address), ...around.nameservers].filter((address) => {
    const prefix = parseAddressOrPrefix(address);
    return prefix !== undefined && prefixesOverlap(range, prefix);
  });
  return [
    finding('MSH4010', `only calls to ${shown(given.text)} are taken`, given.source),
    ...used.map((address) =>
      finding(
        'MSH4011',
        `the virtual range ${shown(given.text)} holds ${shown(address)}, which is in use`,
        given.source,
      ),
    ),
  ];
};

const CHECKS: readonly Check[] = [
  swallowed,
  ipv6Left,
  noNameserver,
  probePort,
  manyGroups,
  severalUsers,
  globs,
  bothWays,
  samePort,
  vipRange,
];

/** Everything odd about a sidecar's configuration, in no order. */
export function captureFindings(config: CaptureConfig, input: ProfileInput): readonly Diagnostic[] {
  return CHECKS.flatMap((check) => check(config, input));
}
