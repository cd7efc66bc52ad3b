import {
  ANY_ADDRESS,
  DNS_AGENT_PORT,
  DNS_PORT,
  INBOUND_PORT,
  LOOPBACK,
  OUTBOUND_PORT,
  TUNNEL_PORT,
} from '../../constants.ts';
import {
  ACCEPT,
  connmark,
  copyMark,
  destination,
  destinationPort,
  inInterface,
  jump,
  mark,
  module,
  not,
  outInterface,
  protocol,
  RETURN,
  redirect,
  setMark,
  source,
  sourcePort,
  zone,
} from '../../model/build.ts';
import type { Family, HostStep, Program, RuleStep, TableName } from '../../model/rule.ts';
import { append, BOTH_FAMILIES, type StepRule } from '../steps.ts';
import {
  type AmbientConfig,
  CHAIN,
  CONNECTION_MARK,
  MARK_MASK,
  PROXY_MARK,
  ROUTE_TABLE,
  RULE_PRIORITY,
} from './config.ts';
import type { AmbientReason } from './reasons.ts';

const TCP = protocol('tcp');
const UDP = protocol('udp');
const FROM_PROXY = mark(PROXY_MARK, MARK_MASK);
const NOT_FROM_PROXY = not(FROM_PROXY);
const PROXIED = connmark(CONNECTION_MARK, MARK_MASK);

/** The zone that keeps ztunnel's own DNS exchanges apart from those of the application. */
const ZTUNNEL_ZONE = 1;

type Spec = StepRule & { readonly reason: { readonly id: AmbientReason; readonly flag?: string } };

const rule = (table: TableName, chain: string, spec: Spec): RuleStep => append(table, chain, spec);

/** A rule that names addresses: IPv4 first, its IPv6 twin right behind. */
function twins(table: TableName, chain: string, spec: (family: Family) => Spec): readonly RuleStep[] {
  return BOTH_FAMILIES.map((family) => rule(table, chain, { ...spec(family), families: [family] }));
}

const notLocalhost = (family: Family) => not(destination(LOOPBACK[family]));

function jumps({ dns, dnsFlag }: AmbientConfig): readonly RuleStep[] {
  const enter = (table: TableName, hook: 'PREROUTING' | 'OUTPUT', flag?: string) => {
    const [chain, id] =
      hook === 'OUTPUT' ? ([CHAIN.output, 'enter-outgoing'] as const) : ([CHAIN.prerouting, 'enter-incoming'] as const);
    return rule(table, hook, { target: jump(chain), reason: flag === undefined ? { id } : { id, flag } });
  };
  return [
    enter('mangle', 'PREROUTING'),
    enter('mangle', 'OUTPUT'),
    enter('nat', 'OUTPUT'),
    ...(dns ? [enter('raw', 'PREROUTING', dnsFlag), enter('raw', 'OUTPUT', dnsFlag)] : []),
    enter('nat', 'PREROUTING'),
  ];
}

function virtualMachines({ virtualInterfaces }: AmbientConfig): readonly RuleStep[] {
  return virtualInterfaces.flatMap((name) => {
    const flag = `--virtual-interfaces ${name}`;
    const matches = [inInterface(name), TCP];
    const add = (id: AmbientReason, target: Spec['target']) =>
      rule('nat', CHAIN.prerouting, { matches, target, reason: { id, flag } });
    return [add('virtual-outgoing', redirect(OUTBOUND_PORT)), add('virtual-rest', RETURN)];
  });
}

function incoming({ ingressMode, probeSource }: AmbientConfig): readonly RuleStep[] {
  const probe = (family: Family, id: 'probe-in' | 'probe-out'): Spec => {
    const address = (id === 'probe-in' ? source : destination)(probeSource[family]);
    const flag = `--host-probe-snat-${family === 'ipv4' ? 'v4' : 'v6'} ${probeSource[family]}`;
    return { matches: [address, TCP, module('tcp')], target: ACCEPT, reason: { id, flag } };
  };
  const captured = !ingressMode;
  return [
    rule('mangle', CHAIN.prerouting, {
      matches: [FROM_PROXY],
      target: setMark('set-connmark', CONNECTION_MARK, MARK_MASK),
      reason: { id: 'remember-proxy' },
    }),
    ...(captured ? twins('nat', CHAIN.prerouting, (family) => probe(family, 'probe-in')) : []),
    ...twins('nat', CHAIN.output, (family) => probe(family, 'probe-out')),
    ...(captured
      ? twins('nat', CHAIN.prerouting, (family) => ({
          matches: [notLocalhost(family), TCP, not(destinationPort(TUNNEL_PORT)), NOT_FROM_PROXY],
          target: redirect(INBOUND_PORT),
          reason: { id: 'inbound' },
        }))
      : []),
    rule('mangle', CHAIN.output, {
      matches: [PROXIED],
      target: copyMark('restore-mark'),
      reason: { id: 'restore-mark' },
    }),
  ];
}

function dnsRules({ dns, dnsFlag }: AmbientConfig): readonly RuleStep[] {
  if (!dns) return [];
  const because = (id: AmbientReason) => ({ id, flag: dnsFlag });
  const toResolver = destinationPort(DNS_PORT);
  return [
    rule('nat', CHAIN.output, {
      matches: [not(outInterface('lo')), UDP, NOT_FROM_PROXY, module('udp'), toResolver],
      target: redirect(DNS_AGENT_PORT),
      reason: because('dns-udp'),
    }),
    ...twins('nat', CHAIN.output, (family) => ({
      matches: [notLocalhost(family), TCP, toResolver, NOT_FROM_PROXY],
      target: redirect(DNS_AGENT_PORT),
      reason: because('dns-tcp'),
    })),
    rule('raw', CHAIN.output, {
      matches: [UDP, FROM_PROXY, module('udp'), toResolver],
      target: zone(ZTUNNEL_ZONE),
      reason: because('zone-query'),
    }),
    rule('raw', CHAIN.prerouting, {
      matches: [UDP, NOT_FROM_PROXY, module('udp'), sourcePort(DNS_PORT)],
      target: zone(ZTUNNEL_ZONE),
      reason: because('zone-answer'),
    }),
  ];
}

const OUTGOING: readonly RuleStep[] = [
  rule('nat', CHAIN.output, {
    matches: [TCP, mark(CONNECTION_MARK, MARK_MASK)],
    target: ACCEPT,
    reason: { id: 'proxied-reply' },
  }),
  ...twins('nat', CHAIN.output, (family) => ({
    matches: [notLocalhost(family), outInterface('lo')],
    target: ACCEPT,
    reason: { id: 'self-call' },
  })),
  ...twins('nat', CHAIN.output, (family) => ({
    matches: [notLocalhost(family), TCP, NOT_FROM_PROXY],
    target: redirect(OUTBOUND_PORT),
    reason: { id: 'outbound' },
  })),
];

function routing(family: Family): readonly HostStep[] {
  const ip = family === 'ipv4' ? [] : ['-6'];
  const fwmark = `0x${CONNECTION_MARK.toString(16)}/0x${MARK_MASK.toString(16)}`;
  const table = String(ROUTE_TABLE);
  const args = {
    rule: [...ip, 'rule', 'add', 'fwmark', fwmark, 'pref', String(RULE_PRIORITY), 'lookup', table],
    route: [...ip, 'route', 'replace', 'local', ANY_ADDRESS[family], 'dev', 'lo', 'table', table],
  };
  return [
    { kind: 'policy-rule', family, args: args.rule, reason: { id: 'reply-rule' } },
    { kind: 'route', family, args: args.route, reason: { id: 'reply-route' } },
  ];
}

/** The rules inside an enrolled pod, in the order the node agent gives them. @see istio cni, spec section 12 */
export function podProgram(config: AmbientConfig): Program {
  return {
    profile: 'istio-ambient',
    families: config.families,
    steps: [...jumps(config), ...virtualMachines(config), ...incoming(config), ...dnsRules(config), ...OUTGOING],
    host: config.families.flatMap(routing),
  };
}
