import { MULTIPORT_SLOTS } from '../../constants.ts';
import {
  destinationPort,
  destinationPorts,
  jump,
  outInterface,
  ownerGid,
  ownerUid,
  protocol,
  RETURN,
  redirect,
  source,
} from '../../model/build.ts';
import type { Match, PortRange } from '../../model/match.ts';
import type { Family, HostStep, Program, RuleStep } from '../../model/rule.ts';
import { portsText } from '../../print/rule-text.ts';
import { append, type StepRule } from '../steps.ts';
import type { LinkerdConfig } from './config.ts';
import type { LinkerdReason } from './reasons.ts';

/** The chains of the profile, for what comes in and for what goes out. */
export const REDIRECT_CHAIN = 'PROXY_INIT_REDIRECT';
export const OUTPUT_CHAIN = 'PROXY_INIT_OUTPUT';

const TCP = protocol('tcp');

interface Spec extends Omit<StepRule, 'comment'> {
  readonly reason: { readonly id: LinkerdReason; readonly flag?: string };
  /** What follows `proxy-init/`. */
  readonly comment: string;
}

function step(chain: string, spec: Spec): RuleStep {
  return append('nat', chain, { ...spec, comment: `proxy-init/${spec.comment}` });
}

/** The ports in groups that fit into one multiport match each; one empty group for an empty list. */
function portGroups(ports: readonly PortRange[]): readonly (readonly PortRange[])[] {
  const groups: PortRange[][] = [[]];
  let used = 0;
  for (const port of ports) {
    const slots = port.first === port.last ? 1 : 2;
    if (used + slots > MULTIPORT_SLOTS) {
      groups.push([]);
      used = 0;
    }
    groups.at(-1)?.push(port);
    used += slots;
  }
  return groups;
}

function ignoredPorts(chain: string, ports: readonly PortRange[] | undefined, flag: string): readonly RuleStep[] {
  if (ports === undefined) return [];
  return portGroups(ports).map((group) => {
    const list = portsText(group);
    return step(chain, {
      matches: [TCP, destinationPorts(group)],
      target: RETURN,
      comment: `ignore-port-${list}`,
      reason: { id: 'ignore-port', flag: `${flag} ${list}` },
    });
  });
}

function ignoredSubnets(subnets: LinkerdConfig['subnets'], families: readonly Family[]): readonly RuleStep[] {
  return families.flatMap((family) =>
    subnets[family].map((subnet) =>
      step(REDIRECT_CHAIN, {
        matches: [protocol('all'), source(subnet)],
        target: RETURN,
        families: [family],
        comment: `ignore-subnet-${subnet}`,
        reason: { id: 'ignore-subnet', flag: `--subnets-to-ignore ${subnet}` },
      }),
    ),
  );
}

function redirectIncoming({ redirected, incomingPort }: LinkerdConfig): readonly RuleStep[] {
  const target = redirect(incomingPort);
  if (redirected.length > 0) {
    return redirected.map((port) =>
      step(REDIRECT_CHAIN, {
        matches: [TCP, destinationPort(port)],
        target,
        comment: `redirect-port-${port}-to-proxy-port`,
        reason: { id: 'redirect-port', flag: `--ports-to-redirect ${port}` },
      }),
    );
  }
  return [
    step(REDIRECT_CHAIN, {
      matches: [TCP],
      target,
      comment: 'redirect-all-incoming-to-proxy-port',
      reason: { id: 'redirect-all-incoming', flag: `--incoming-proxy-port ${incomingPort}` },
    }),
  ];
}

function proxyOwner({ uid, gid }: LinkerdConfig): readonly RuleStep[] {
  const rule = (match: Match, comment: string, reason: Spec['reason']) =>
    step(OUTPUT_CHAIN, { matches: [match], target: RETURN, comment, reason });
  return [
    ...(uid === undefined
      ? []
      : [rule(ownerUid(uid), 'ignore-proxy-user-id', { id: 'proxy-user', flag: `--proxy-uid ${uid}` })]),
    ...(gid === undefined
      ? []
      : [rule(ownerGid(gid), 'ignore-proxy-group-id', { id: 'proxy-group', flag: `--proxy-gid ${gid}` })]),
  ];
}

function incoming(config: LinkerdConfig): readonly RuleStep[] {
  return [
    ...ignoredPorts(REDIRECT_CHAIN, config.inboundIgnored, '--inbound-ports-to-ignore'),
    ...ignoredSubnets(config.subnets, config.families),
    ...redirectIncoming(config),
    step('PREROUTING', {
      target: jump(REDIRECT_CHAIN),
      comment: 'install-proxy-init-prerouting',
      reason: { id: 'enter-incoming' },
    }),
  ];
}

function outgoing(config: LinkerdConfig): readonly RuleStep[] {
  return [
    ...proxyOwner(config),
    step(OUTPUT_CHAIN, {
      matches: [outInterface('lo')],
      target: RETURN,
      comment: 'ignore-loopback',
      reason: { id: 'loopback' },
    }),
    ...ignoredPorts(OUTPUT_CHAIN, config.outboundIgnored, '--outbound-ports-to-ignore'),
    step(OUTPUT_CHAIN, {
      matches: [TCP],
      target: redirect(config.outgoingPort),
      comment: 'redirect-all-outgoing-to-proxy-port',
      reason: { id: 'redirect-all-outgoing', flag: `--outgoing-proxy-port ${config.outgoingPort}` },
    }),
    step('OUTPUT', {
      target: jump(OUTPUT_CHAIN),
      comment: 'install-proxy-init-output',
      reason: { id: 'enter-outgoing' },
    }),
  ];
}

function host({ closeWaitSeconds }: LinkerdConfig): readonly HostStep[] {
  if (closeWaitSeconds === undefined) return [];
  const reason = { id: 'close-wait', flag: `--timeout-close-wait-secs ${closeWaitSeconds}` };
  const setting = `net.netfilter.nf_conntrack_tcp_timeout_close_wait=${closeWaitSeconds}`;
  return [{ kind: 'sysctl', family: 'ipv4', args: ['-w', setting], reason }];
}

/** Linkerd's rules: nat only, in the order proxy-init issues them. @see linkerd2-proxy-init, spec section 14. */
export function linkerdProgram(config: LinkerdConfig): Program {
  return {
    profile: 'linkerd',
    families: config.families,
    steps: [...incoming(config), ...outgoing(config)],
    host: host(config),
  };
}
