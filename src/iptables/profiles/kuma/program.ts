import { deepEqual } from '../../../model/json.ts';
import { LOOPBACK, PASSTHROUGH_SOURCE } from '../../constants.ts';
import {
  DROP,
  destination,
  destinationPort,
  destinationPorts,
  jump,
  not,
  outInterface,
  ownerUid,
  protocol,
  RETURN,
  redirect,
  STATE_INVALID,
  source,
} from '../../model/build.ts';
import type { Family, Program, RuleStep } from '../../model/rule.ts';
import { BOTH_FAMILIES } from '../steps.ts';
import { CHAIN, type Direction, type KumaConfig, type OwnerExclusion } from './config.ts';
import { because, ChainWriter, portText, type Spec, TCP } from './context.ts';
import { dnsZones, redirectDns } from './dns.ts';
import { logged, prerouting } from './prerouting.ts';

const EXCLUDED = 'skip further processing for configured IP addresses, ports and UIDs';

function excludedOwner({ protocol: name, ports, uids }: OwnerExclusion): Spec {
  const value = `${name}:${ports.map(portText).join(',')}:${portText(uids)}`;
  return {
    matches: [protocol(name), destinationPorts(ports), ownerUid(uids.first, uids.last)],
    target: RETURN,
    comment: EXCLUDED,
    reason: because('exclude-owner', 'exclude-outbound-ports-for-uids', value),
  };
}

function output(config: KumaConfig, family: Family): readonly RuleStep[] {
  const { ownerExclusions, logLevel } = config;
  const chain = new ChainWriter('nat', 'OUTPUT', { family, config });
  if (logLevel !== undefined) chain.insert(logged('OUTPUT', logLevel));
  chain.insert(
    ...ownerExclusions.map(excludedOwner),
    ...config.outbound.addresses[family].map((cidr) => ({
      matches: [destination(cidr)],
      target: RETURN,
      comment: EXCLUDED,
      reason: because('exclude-address', 'exclude-outbound-ips', cidr),
    })),
  );
  redirectDns(chain, config, family);
  const enter: Spec = {
    matches: [TCP],
    target: jump(CHAIN.outbound),
    comment: 'redirect outbound TCP traffic to our custom chain for processing',
    reason: because(
      'enter-outbound',
      config.outbound.insert ? 'redirect-outbound-insert-instead-of-append' : undefined,
    ),
  };
  return (config.outbound.insert ? chain.insert(enter) : chain.append(enter)).steps();
}

/** Ports left alone; beside a list of ports to capture they have no meaning. */
function excludedPorts(side: 'inbound' | 'outbound', { included, excluded }: Direction): readonly Spec[] {
  if (included.length > 0) return [];
  return excluded.map((port) => ({
    matches: [TCP, destinationPort(port)],
    target: RETURN,
    comment: `exclude ${side} traffic from port ${portText(port)} from redirection`,
    reason: because('exclude-port', `exclude-${side}-ports`, portText(port)),
  }));
}

function disabled(side: 'inbound' | 'outbound'): Spec {
  const comment = `${side} traffic redirection is disabled`;
  return { matches: [TCP], target: RETURN, comment, reason: because('disabled', `redirect-${side}=false`) };
}

function inbound(config: KumaConfig, family: Family): readonly RuleStep[] {
  const chain = new ChainWriter('nat', CHAIN.inbound, { family, config });
  const { enabled, included, addresses } = config.inbound;
  const target = jump(CHAIN.inboundRedirect);
  if (!enabled) return chain.append(disabled('inbound')).steps();
  chain.append(
    ...addresses[family].map((cidr) => ({
      matches: [source(cidr)],
      target: RETURN,
      comment: EXCLUDED,
      reason: because('exclude-source', 'exclude-inbound-ips', cidr),
    })),
    ...excludedPorts('inbound', config.inbound),
    ...included.map((port) => ({
      matches: [TCP, destinationPort(port)],
      target,
      comment: `redirect inbound traffic from port ${portText(port)} to the custom chain for processing`,
      reason: because('capture-port', 'include-inbound-ports', portText(port)),
    })),
  );
  if (included.length > 0) return chain.steps();
  const comment = 'redirect all inbound traffic to the custom chain for processing';
  return chain.append({ matches: [TCP], target, comment, reason: because('capture-inbound') }).steps();
}

/** What the proxy itself sends, and what stays on this machine. */
function ownTraffic({ uid }: KumaConfig, family: Family): readonly Spec[] {
  const localhost = LOOPBACK[family];
  const passthrough = PASSTHROUGH_SOURCE[family];
  const lo = outInterface('lo');
  const owner = (id: 'self-call' | 'app-loopback' | 'proxy') => because(id, 'kuma-dp-user', uid);
  return [
    {
      matches: [source(passthrough), lo],
      target: RETURN,
      comment: `prevent traffic loops by ensuring traffic from the sidecar proxy (using ${passthrough}) to loopback interface is not redirected again`,
      reason: because('passthrough'),
    },
    {
      matches: [TCP, lo, not(destination(localhost)), ownerUid(uid)],
      target: jump(CHAIN.inboundRedirect),
      comment: `redirect outbound TCP traffic destined for loopback interface, but not targeting address ${localhost}, and owned by UID ${uid} (kuma-dp user) to KUMA_MESH_INBOUND_REDIRECT chain for proper handling`,
      reason: owner('self-call'),
    },
    {
      matches: [TCP, lo, not(ownerUid(uid))],
      target: RETURN,
      comment: `return outbound TCP traffic destined for loopback interface, owned by any UID other than ${uid} (kuma-dp user)`,
      reason: owner('app-loopback'),
    },
    {
      matches: [ownerUid(uid)],
      target: RETURN,
      comment: `return outbound traffic owned by UID ${uid} (kuma-dp user)`,
      reason: owner('proxy'),
    },
    {
      matches: [destination(localhost)],
      target: RETURN,
      comment: `return traffic destined for localhost (${localhost}) to avoid redirection`,
      reason: because('localhost'),
    },
  ];
}

function outbound(config: KumaConfig, family: Family): readonly RuleStep[] {
  const chain = new ChainWriter('nat', CHAIN.outbound, { family, config });
  const { enabled, included } = config.outbound;
  const target = jump(CHAIN.outboundRedirect);
  if (!enabled) return chain.append(disabled('outbound')).steps();
  chain.append(
    ...excludedPorts('outbound', config.outbound),
    ...ownTraffic(config, family),
    ...included.map((port) => ({
      matches: [TCP, destinationPort(port)],
      target,
      comment: `redirect outbound traffic from port ${portText(port)} to our custom chain for further processing`,
      reason: because('capture-port', 'include-outbound-ports', portText(port)),
    })),
  );
  if (included.length > 0) return chain.steps();
  const comment = 'redirect all other outbound traffic to our custom chain for further processing';
  return chain.append({ target, comment, reason: because('capture-outbound') }).steps();
}

function toProxy(config: KumaConfig, family: Family): readonly RuleStep[] {
  return (['inbound', 'outbound'] as const).flatMap((side) => {
    const { port } = config[side];
    const chain = side === 'inbound' ? CHAIN.inboundRedirect : CHAIN.outboundRedirect;
    return new ChainWriter('nat', chain, { family, config })
      .append({
        matches: [TCP],
        target: redirect(port),
        comment: `redirect TCP traffic to envoy (port ${port})`,
        reason: because(`to-proxy-${side}`, `redirect-${side}-port`, port),
      })
      .steps();
  });
}

function dropInvalid(config: KumaConfig, family: Family): readonly RuleStep[] {
  if (!config.dropInvalid) return [];
  return new ChainWriter('mangle', 'PREROUTING', { family, config })
    .append({
      matches: [STATE_INVALID],
      target: DROP,
      comment: 'drop packets in the INVALID state to prevent potential issues with malformed or out-of-order packets',
      reason: because('drop-invalid', 'drop-invalid-packets'),
    })
    .steps();
}

const PARTS = [dnsZones, prerouting, output, inbound, outbound, toProxy, dropInvalid];

/** Both families' steps as one list: what is the same in both is one step, and each family's order is kept. */
export function mergedSteps(ipv4: readonly RuleStep[], ipv6: readonly RuleStep[]): readonly RuleStep[] {
  const out: RuleStep[] = [];
  let next = 0;
  for (const step of ipv4) {
    const shared: RuleStep = { ...step, families: BOTH_FAMILIES };
    const twin = ipv6.findIndex((other, at) => at >= next && deepEqual({ ...other, families: BOTH_FAMILIES }, shared));
    if (twin < 0) {
      out.push(step);
      continue;
    }
    out.push(...ipv6.slice(next, twin), shared);
    next = twin + 1;
  }
  return [...out, ...ipv6.slice(next)];
}

/** Kuma's rules: raw, then nat chain by chain, then mangle. @see kuma, transparent proxy, spec section 14 */
export function kumaProgram(config: KumaConfig): Program {
  const of = (family: Family) =>
    config.families.includes(family) ? PARTS.flatMap((part) => part(config, family)) : [];
  return { profile: 'kuma', families: config.families, steps: mergedSteps(of('ipv4'), of('ipv6')), host: [] };
}
