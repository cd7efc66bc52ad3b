/** The sidecar's program: every rule in the order in which it is issued. */
import type { CaptureConfig } from '../../config/capture.ts';
import type { HostStep, Program, RuleStep } from '../../model/rule.ts';
import type { ProfileName } from '../profile.ts';
import type { Part } from './context.ts';
import { because } from './context.ts';
import { dnsRedirects, dnsZones } from './dns.ts';
import {
  dropInvalid,
  excludedInterfaces,
  inbound,
  needsTproxyRoute,
  redirects,
  tproxyMarks,
  virtualReturns,
} from './inbound.ts';
import {
  excludedCidrs,
  excludedPorts,
  includedCidrs,
  includedPorts,
  localhost,
  outputJump,
  ownerGroups,
  passthrough,
  proxyTraffic,
} from './outbound.ts';

/** The order is that of spec §4, and every part of it matters: the first rule that matches decides. */
const PARTS: readonly Part[] = [
  excludedInterfaces,
  virtualReturns,
  dropInvalid,
  redirects,
  inbound,
  outputJump,
  excludedPorts,
  passthrough,
  proxyTraffic,
  ownerGroups,
  dnsRedirects,
  dnsZones,
  localhost,
  excludedCidrs,
  includedPorts,
  includedCidrs,
  tproxyMarks,
];

/** What the pod needs besides rules: the route of marked packets, and the IPv6 twin of 127.0.0.6, which `lo` does not have by itself. */
function hostSteps(config: CaptureConfig): readonly HostStep[] {
  const { families, tproxyMark, tproxyTable } = config;
  const routes = needsTproxyRoute(config)
    ? families.flatMap((family) => {
        const flag = family === 'ipv6' ? ['-6'] : [];
        const table = String(tproxyTable);
        return [
          {
            kind: 'policy-rule',
            family,
            args: [...flag, 'rule', 'add', 'fwmark', String(tproxyMark), 'lookup', table],
            reason: because('tproxy-rule', 'istio-inbound-tproxy-mark', tproxyMark),
          },
          {
            kind: 'route',
            family,
            args: [...flag, 'route', 'add', 'local', 'default', 'dev', 'lo', 'table', table],
            reason: because('tproxy-route', 'istio-inbound-tproxy-route-table', table),
          },
        ] as const;
      })
    : [];
  if (!families.includes('ipv6')) return routes;
  const args = ['-6', 'addr', 'add', '::6/128', 'dev', 'lo'];
  return [...routes, { kind: 'address', family: 'ipv6', args, reason: because('passthrough-address') }];
}

/** A step in the families that are programmed; nothing where it is for none of them. */
function within({ families }: CaptureConfig) {
  return (step: RuleStep): readonly RuleStep[] => {
    const left = step.families.filter((family) => families.includes(family));
    return left.length === 0 ? [] : [left.length === step.families.length ? step : { ...step, families: left }];
  };
}

/**
 * The rules of a sidecar with this configuration, in the order the peer issues them, and the routes and addresses they need.
 * @see istio tools/istio-iptables
 */
export function istioProgram(config: CaptureConfig, profile: ProfileName): Program {
  const steps = PARTS.flatMap((part) => part(config)).flatMap(within(config));
  return { profile, families: config.families, steps, host: hostSteps(config) };
}
