/** What leaves the pod: spec §4 steps 8 to 18. */
import { isLoopback, parsePrefix } from '../../../model/ip.ts';
import type { CaptureConfig } from '../../config/capture.ts';
import { DNS_PORT, PASSTHROUGH_SOURCE } from '../../constants.ts';
import {
  destination,
  destinationPort,
  destinationPorts,
  inInterface,
  jump,
  not,
  outInterface,
  protocol,
  RETURN,
  source,
} from '../../model/build.ts';
import type { Match } from '../../model/match.ts';
import type { Family, RuleStep } from '../../model/rule.ts';
import { append, BOTH_FAMILIES, insert, type StepRule } from '../steps.ts';
import { CHAIN } from './chains.ts';
import { because, ownedBy, ownerText, type Part, portText, proxyOwners, toPort, twins } from './context.ts';

const TCP = protocol('tcp');
const UDP = protocol('udp');

/** A rule of the chain of everything that leaves. */
const out = (rule: StepRule): RuleStep => append('nat', CHAIN.output, rule);

/** All protocols: what becomes of DNS over UDP is decided inside. */
export const outputJump: Part = () => [
  append('nat', 'OUTPUT', { target: jump(CHAIN.output), reason: because('outbound') }),
];

/** Before the rules about self-calls, so that an application may call itself on such a port. */
export const excludedPorts: Part = ({ outboundPortsExcluded }) =>
  outboundPortsExcluded.flatMap((item) => {
    const reason = because('excluded-outbound-port', 'istio-local-outbound-ports-exclude', portText(item));
    return [TCP, UDP].map((proto) =>
      out({ matches: [proto, toPort(item)], nft: [implied(proto.protocol, toPort(item))], target: RETURN, reason }),
    );
  });

/** nft's `tcp dport` says the protocol itself. */
function implied(name: string, port: ReturnType<typeof toPort>): Match {
  return { ...port, protocol: name };
}

/** The proxy calls the application from this address. */
export const passthrough: Part = () =>
  twins((family) =>
    out({
      matches: [outInterface('lo'), source(PASSTHROUGH_SOURCE[family])],
      target: RETURN,
      reason: because('passthrough-out'),
      families: [family],
    }),
  );

/** Whether a range that is taken is loopback: then the application's calls on lo are wanted. */
function takesLoopback({ outboundCidrs }: CaptureConfig): boolean {
  if (outboundCidrs === '*') return false;
  return outboundCidrs.some(({ text }) => {
    const prefix = parsePrefix(text);
    return prefix !== undefined && isLoopback(prefix);
  });
}

/** The three rules about each user and each group of the proxy. */
export const proxyTraffic: Part = (config) => {
  const { dns, tunnelPort, loopback } = config;
  const lo = outInterface('lo');
  // Only with users: what a process that shares nothing but the group asks on port 53 is not the agent's own.
  const selfPorts = (kind: 'uid' | 'gid') =>
    dns && kind === 'uid' ? not(destinationPorts([DNS_PORT, tunnelPort])) : not(destinationPort(tunnelPort));
  const appPorts = dns ? [TCP, not(destinationPort(DNS_PORT))] : [];
  return proxyOwners(config).flatMap(({ kind, flag, item }) => {
    const owner = ownedBy(kind, item);
    const value = ownerText(item);
    return [
      ...twins((family) =>
        out({
          matches: [lo, not(destination(loopback[family])), TCP, selfPorts(kind), owner],
          target: jump(CHAIN.inRedirect),
          reason: because('self-call', flag, value),
          families: [family],
        }),
      ),
      ...(takesLoopback(config)
        ? []
        : [out({ matches: [lo, ...appPorts, not(owner)], target: RETURN, reason: because('app-on-lo', flag, value) })]),
      out({ matches: [owner], target: RETURN, reason: because('proxy-out', flag, value) }),
    ];
  });
};

/** Groups that are left alone, or all but some groups. */
export const ownerGroups: Part = ({ ownerGroups: { kind, groups } }) => {
  if (kind === 'exclude') {
    return groups.map((item) =>
      out({
        matches: [ownedBy('gid', item)],
        target: RETURN,
        reason: because('excluded-group', 'istio-outbound-owner-groups-exclude', ownerText(item)),
      }),
    );
  }
  const flag = groups.map(ownerText).join(',');
  return [
    out({
      matches: groups.map((item) => not(ownedBy('gid', item))),
      target: RETURN,
      reason: because('included-groups', 'istio-outbound-owner-groups', flag),
    }),
  ];
};

/** Localhost stays local, also for calls to the proxy's own admin port. */
export const localhost: Part = ({ loopback }) =>
  twins((family) =>
    out({
      matches: [destination(loopback[family])],
      target: RETURN,
      reason: because('localhost'),
      families: [family],
    }),
  );

const ofFamily = (cidrs: CaptureConfig['outboundCidrsExcluded'], family: Family): readonly string[] =>
  cidrs.filter((item) => item.family === family).map(({ text }) => text);

/** Addresses that are never taken. */
export const excludedCidrs: Part = ({ outboundCidrsExcluded }) =>
  BOTH_FAMILIES.flatMap((family) =>
    ofFamily(outboundCidrsExcluded, family).map((cidr) =>
      out({
        matches: [destination(cidr)],
        target: RETURN,
        reason: because('excluded-cidr', 'istio-service-exclude-cidr', cidr),
        families: [family],
      }),
    ),
  );

/** Ports that are taken whatever the address. */
export const includedPorts: Part = ({ outboundPorts }) =>
  outboundPorts.map((item) =>
    out({
      matches: [TCP, toPort(item)],
      nft: [implied('tcp', toPort(item))],
      target: jump(CHAIN.redirect),
      reason: because('outbound-port', 'istio-outbound-ports', portText(item)),
    }),
  );

/** What virtual machines send counts as outbound. */
function virtualRedirects(names: readonly string[], rule: Pick<StepRule, 'matches' | 'families'>): readonly RuleStep[] {
  return names.map((name) =>
    insert('nat', 'PREROUTING', {
      position: 1,
      matches: [inInterface(name), ...(rule.matches ?? [])],
      target: jump(CHAIN.redirect),
      reason: because('virtual-redirect', 'kube-virt-interfaces', name),
      ...(rule.families ? { families: rule.families } : {}),
    }),
  );
}

/** Addresses that are taken. Falling off the end of the chain is as good as a last RETURN. */
export const includedCidrs: Part = ({ outboundCidrs, virtualInterfaces }) => {
  if (outboundCidrs === '*') {
    const reason = because('outbound-all', 'istio-service-cidr', '*');
    return [out({ target: jump(CHAIN.redirect), reason }), ...virtualRedirects(virtualInterfaces, {})];
  }
  return BOTH_FAMILIES.flatMap((family) =>
    ofFamily(outboundCidrs, family).flatMap((cidr) => {
      const rule = { matches: [destination(cidr)], families: [family] };
      const reason = because('outbound-cidr', 'istio-service-cidr', cidr);
      return [...virtualRedirects(virtualInterfaces, rule), out({ ...rule, target: jump(CHAIN.redirect), reason })];
    }),
  );
};
