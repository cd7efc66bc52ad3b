/** The rules of Istio's shell script of 2018, in its order. */
import type { OwnerItem, PortItem } from '../../config/parsers.ts';
import { FULL_MASK, LOOPBACK } from '../../constants.ts';
import {
  ACCEPT,
  destination,
  destinationPort,
  jump,
  not,
  outInterface,
  protocol,
  RETURN,
  redirect,
  setMark,
} from '../../model/build.ts';
import type { Match, SocketMatch, StateMatch } from '../../model/match.ts';
import type { Family, HostStep, Program, Reason, RuleStep, TableName } from '../../model/rule.ts';
import { CHAIN } from '../istio/chains.ts';
import { ownedBy, ownerText, portText, toPort } from '../istio/context.ts';
import { append, type StepRule } from '../steps.ts';
import type { Config2018 } from './config.ts';
import type { Reason2018 } from './reasons.ts';

const TCP = protocol('tcp');
const V4: readonly Family[] = ['ipv4'];
const V6: readonly Family[] = ['ipv6'];
const SSH_PORT = 22;
const SOCKET: SocketMatch = { kind: 'socket', transparent: false, negated: false };
const ESTABLISHED: StateMatch = { kind: 'state', module: 'state', states: ['ESTABLISHED'], negated: false };

const because = (id: Reason2018, flag?: string, value?: string | number): Reason =>
  flag === undefined ? { id } : { id, flag: `--${flag} ${value}` };

/** The script programs IPv4 only. */
const v4 = (table: TableName, chain: string, rule: StepRule): RuleStep =>
  append(table, chain, { ...rule, families: V4 });

function redirects({ port, inboundPort }: Config2018): readonly RuleStep[] {
  return [
    v4('nat', CHAIN.redirect, {
      matches: [TCP],
      target: redirect(port),
      reason: because('to-outbound', 'envoy-port', port),
    }),
    v4('nat', CHAIN.inRedirect, {
      matches: [TCP],
      target: redirect(inboundPort),
      reason: because('to-inbound', 'inbound-capture-port', inboundPort),
    }),
  ];
}

/** Port 22 and the excluded ports, where all others are taken. */
function excludedPorts(table: TableName, { inboundPorts, inboundExcluded }: Config2018): readonly RuleStep[] {
  if (inboundPorts !== '*') return [];
  const out = (port: Match, reason: Reason) =>
    v4(table, CHAIN.inbound, { matches: [TCP, port], target: RETURN, reason });
  return [
    out(destinationPort(SSH_PORT), because('ssh')),
    ...inboundExcluded.map((item) =>
      out(toPort(item), because('excluded-inbound-port', 'istio-local-exclude-ports', portText(item))),
    ),
  ];
}

const inboundJump = (table: TableName): RuleStep =>
  v4(table, 'PREROUTING', { matches: [TCP], target: jump(CHAIN.inbound), reason: because('inbound') });

interface Taken {
  readonly port: readonly Match[];
  readonly text: string;
}

const takenPorts = ({ inboundPorts }: Config2018): readonly Taken[] =>
  inboundPorts === '*'
    ? [{ port: [], text: '*' }]
    : inboundPorts.map((item: PortItem) => ({ port: [toPort(item)], text: portText(item) }));

function redirectInbound(config: Config2018): readonly RuleStep[] {
  return [
    inboundJump('nat'),
    ...excludedPorts('nat', config),
    ...takenPorts(config).map(({ port, text }) =>
      v4('nat', CHAIN.inbound, {
        matches: [TCP, ...port],
        target: jump(CHAIN.inRedirect),
        reason: because('inbound-port', 'istio-inbound-ports', text),
      }),
    ),
  ];
}

/** Of a listed port the script asks for the socket twice; the second rule does nothing and is there all the same. */
function tproxyPort({ port, text }: Taken): readonly RuleStep[] {
  const known = v4('mangle', CHAIN.inbound, {
    matches: [TCP, ...port, SOCKET],
    target: jump(CHAIN.divert),
    reason: because('known-connection', 'istio-inbound-ports', text),
  });
  const first = v4('mangle', CHAIN.inbound, {
    matches: [TCP, ...port],
    target: jump(CHAIN.tproxy),
    reason: because('first-packet', 'istio-inbound-ports', text),
  });
  return port.length === 0 ? [known, first] : [known, known, first];
}

function tproxyInbound(config: Config2018): readonly RuleStep[] {
  const { tproxyMark, port } = config;
  const divert = because('divert', 'istio-inbound-tproxy-mark', tproxyMark);
  return [
    v4('mangle', CHAIN.divert, { target: setMark('set-mark', tproxyMark), reason: divert }),
    v4('mangle', CHAIN.divert, { target: ACCEPT, reason: divert }),
    v4('mangle', CHAIN.tproxy, {
      matches: [not(destination(LOOPBACK.ipv4)), TCP],
      target: { kind: 'tproxy', port, mark: tproxyMark, mask: FULL_MASK },
      reason: because('tproxy', 'envoy-port', port),
    }),
    inboundJump('mangle'),
    ...excludedPorts('mangle', config),
    ...takenPorts(config).flatMap(tproxyPort),
  ];
}

const capturesInbound = ({ inboundPorts }: Config2018): boolean => inboundPorts === '*' || inboundPorts.length > 0;

/** Whether marked packets need a route. */
const usesTproxy = (config: Config2018): boolean => config.mode === 'tproxy' && capturesInbound(config);

function inbound(config: Config2018): readonly RuleStep[] {
  if (!capturesInbound(config)) return [];
  return config.mode === 'tproxy' ? tproxyInbound(config) : redirectInbound(config);
}

function included({ outboundCidrs }: Config2018): readonly RuleStep[] {
  const target = jump(CHAIN.redirect);
  if (outboundCidrs === '*') {
    return [v4('nat', CHAIN.output, { target, reason: because('outbound-all', 'istio-service-cidr', '*') })];
  }
  if (outboundCidrs.length === 0) return [];
  return [
    ...outboundCidrs.map(({ text }) =>
      v4('nat', CHAIN.output, {
        matches: [destination(text)],
        target,
        reason: because('outbound-cidr', 'istio-service-cidr', text),
      }),
    ),
    v4('nat', CHAIN.output, { target: RETURN, reason: because('outbound-rest') }),
  ];
}

function outbound(config: Config2018): readonly RuleStep[] {
  const out = (matches: readonly Match[], reason: Reason) =>
    v4('nat', CHAIN.output, { matches, target: RETURN, reason });
  const owned = (kind: 'uid' | 'gid') => (item: OwnerItem) =>
    out([ownedBy(kind, item)], because('proxy-out', `proxy-${kind}`, ownerText(item)));
  return [
    v4('nat', 'OUTPUT', { matches: [TCP], target: jump(CHAIN.output), reason: because('outbound') }),
    v4('nat', CHAIN.output, {
      matches: [outInterface('lo'), not(destination(LOOPBACK.ipv4))],
      target: jump(CHAIN.redirect),
      reason: because('self-call'),
    }),
    ...config.uids.map(owned('uid')),
    ...config.gids.map(owned('gid')),
    out([destination(LOOPBACK.ipv4)], because('localhost')),
    ...config.outboundCidrsExcluded.map(({ text }) =>
      out([destination(text)], because('excluded-cidr', 'istio-service-exclude-cidr', text)),
    ),
    ...included(config),
  ];
}

function blockIpv6({ inboundIpv6 }: Config2018): readonly RuleStep[] {
  if (inboundIpv6) return [];
  return [
    append('filter', 'INPUT', {
      matches: [ESTABLISHED],
      target: ACCEPT,
      reason: because('ipv6-answers'),
      families: V6,
    }),
    append('filter', 'INPUT', { target: { kind: 'reject' }, reason: because('ipv6-blocked'), families: V6 }),
  ];
}

function hostSteps(config: Config2018): readonly HostStep[] {
  if (!usesTproxy(config)) return [];
  const [mark, table] = [String(config.tproxyMark), String(config.tproxyTable)];
  return [
    {
      kind: 'policy-rule',
      family: 'ipv4',
      args: ['rule', 'add', 'fwmark', mark, 'lookup', table],
      reason: because('tproxy-rule', 'istio-inbound-tproxy-mark', mark),
    },
    {
      kind: 'route',
      family: 'ipv4',
      args: ['route', 'add', 'local', 'default', 'dev', 'lo', 'table', table],
      reason: because('tproxy-route', 'istio-inbound-tproxy-route-table', table),
    },
  ];
}

/** The rules of the script: IPv4 only, and IPv6 closed unless it is left alone. */
export function program2018(config: Config2018): Program {
  return {
    profile: 'istio-2018',
    families: config.inboundIpv6 ? ['ipv4'] : ['ipv4', 'ipv6'],
    steps: [...redirects(config), ...inbound(config), ...outbound(config), ...blockIpv6(config)],
    host: hostSteps(config),
  };
}
