/** What arrives at the pod: spec §4 steps 1 to 7 and §5. */
import type { CaptureConfig } from '../../config/capture.ts';
import { FULL_MASK, OUTBOUND_MARK, PASSTHROUGH_SOURCE } from '../../constants.ts';
import {
  ACCEPT,
  connmark,
  copyMark,
  DROP,
  destination,
  destinationPort,
  inInterface,
  jump,
  mark,
  not,
  outInterface,
  protocol,
  RETURN,
  redirect,
  STATE_INVALID,
  setMark,
  source,
} from '../../model/build.ts';
import type { Match, StateMatch } from '../../model/match.ts';
import type { RuleStep, TableName } from '../../model/rule.ts';
import { append, insert } from '../steps.ts';
import { CHAIN } from './chains.ts';
import { because, ownedBy, ownerText, type Part, portText, proxyOwners, toPort, twins } from './context.ts';

const TCP = protocol('tcp');
const KNOWN_CONNECTION: StateMatch = { kind: 'state', states: ['RELATED', 'ESTABLISHED'], negated: false };

/** Interfaces nothing is taken of. They come before every jump, and in mangle only where mangle takes anything. */
export const excludedInterfaces: Part = ({ excludedInterfaces: names, mode }) => {
  const inTable = (table: TableName) =>
    names.flatMap((name) => {
      const reason = because('excluded-interface', 'istio-exclude-interfaces', name);
      return [
        append(table, 'PREROUTING', { matches: [inInterface(name)], target: RETURN, reason }),
        append(table, 'OUTPUT', { matches: [outInterface(name)], target: RETURN, reason }),
      ];
    });
  return mode === 'tproxy' ? [...inTable('nat'), ...inTable('mangle')] : inTable('nat');
};

/** Traffic of virtual machines that is not redirected below must not count as inbound. Later inserts land above these. */
export const virtualReturns: Part = ({ virtualInterfaces }) =>
  virtualInterfaces.map((name) =>
    insert('nat', 'PREROUTING', {
      position: 1,
      matches: [inInterface(name)],
      target: RETURN,
      reason: because('virtual-return', 'kube-virt-interfaces', name),
    }),
  );

/** A late packet of a connection conntrack forgot would pass without translation, and the peer would reset the connection. */
export const dropInvalid: Part = (config) => {
  if (!config.dropInvalid) return [];
  const reason = because('drop-invalid', 'drop-invalid');
  const matches = [STATE_INVALID];
  return [
    append('mangle', 'PREROUTING', { matches, nft: [TCP, ...matches], target: jump(CHAIN.drop), reason }),
    append('mangle', CHAIN.drop, { target: DROP, reason }),
  ];
};

/** The tunnel's way round, and where the two redirects lead; there whatever is captured. */
export const redirects: Part = ({ tunnelPort, outboundPort, inboundPort }) => [
  append('nat', CHAIN.inbound, {
    matches: [TCP, destinationPort(tunnelPort)],
    target: RETURN,
    reason: because('tunnel', 'inbound-tunnel-port', tunnelPort),
  }),
  append('nat', CHAIN.redirect, {
    matches: [TCP],
    target: redirect(outboundPort),
    reason: because('to-outbound', 'envoy-port', outboundPort),
  }),
  append('nat', CHAIN.inRedirect, {
    matches: [TCP],
    target: redirect(inboundPort),
    reason: because('to-inbound', 'inbound-capture-port', inboundPort),
  }),
];

const capturesInbound = ({ inboundPorts }: CaptureConfig): boolean => inboundPorts === '*' || inboundPorts.length > 0;

/** The ports that are taken, each as a condition and as the flag says it; all ports are one entry without a condition. */
function takenPorts({
  inboundPorts,
}: CaptureConfig): readonly { readonly port: readonly Match[]; readonly flag: string }[] {
  if (inboundPorts === '*') return [{ port: [], flag: '*' }];
  return inboundPorts.map((item) => ({ port: [toPort(item)], flag: portText(item) }));
}

/** Ports left alone mean something only where all others are taken. */
function excludedPorts(table: TableName, { inboundPorts, inboundExcluded }: CaptureConfig): readonly RuleStep[] {
  if (inboundPorts !== '*') return [];
  return inboundExcluded.map((item) =>
    append(table, CHAIN.inbound, {
      matches: [TCP, toPort(item)],
      target: RETURN,
      reason: because('excluded-inbound-port', 'istio-local-exclude-ports', portText(item)),
    }),
  );
}

function inboundJump(table: TableName): RuleStep {
  const reason = because('inbound', 'istio-inbound-ports');
  return append(table, 'PREROUTING', { matches: [TCP], target: jump(CHAIN.inbound), reason });
}

const redirectInbound: Part = (config) => [
  inboundJump('nat'),
  ...excludedPorts('nat', config),
  ...takenPorts(config).map(({ port, flag }) =>
    append('nat', CHAIN.inbound, {
      matches: [TCP, ...port],
      target: jump(CHAIN.inRedirect),
      reason: because('inbound-port', 'istio-inbound-ports', flag),
    }),
  ),
];

const tproxyInbound: Part = (config) => {
  const { tproxyMark, inboundPort, loopback } = config;
  const divert = because('divert', 'istio-inbound-tproxy-mark', tproxyMark);
  return [
    append('mangle', CHAIN.divert, { target: setMark('set-mark', tproxyMark), reason: divert }),
    append('mangle', CHAIN.divert, { target: ACCEPT, reason: divert }),
    ...twins((family) =>
      append('mangle', CHAIN.tproxy, {
        matches: [not(destination(loopback[family])), TCP],
        target: { kind: 'tproxy', port: inboundPort, mark: tproxyMark, mask: FULL_MASK },
        reason: because('tproxy', 'inbound-capture-port', inboundPort),
        families: [family],
      }),
    ),
    inboundJump('mangle'),
    ...excludedPorts('mangle', config),
    ...takenPorts(config).flatMap(({ port, flag }) => [
      append('mangle', CHAIN.inbound, {
        matches: [TCP, ...port, KNOWN_CONNECTION],
        target: jump(CHAIN.divert),
        reason: because('known-connection', 'istio-inbound-ports', flag),
      }),
      append('mangle', CHAIN.inbound, {
        matches: [TCP, ...port],
        target: jump(CHAIN.tproxy),
        reason: because('first-packet', 'istio-inbound-ports', flag),
      }),
    ]),
  ];
};

/** Inbound capture itself; nothing where no port is taken. */
export const inbound: Part = (config) => {
  if (!capturesInbound(config)) return [];
  return config.mode === 'tproxy' ? tproxyInbound(config) : redirectInbound(config);
};

/** Whether the kernel needs a route that delivers marked packets to this machine. */
export const needsTproxyRoute = (config: CaptureConfig): boolean => config.mode === 'tproxy' && capturesInbound(config);

/** Marks that lead answers back through the proxy when it calls the application with the client's own address. */
const connectionMarks: Part = (config) => {
  const { tproxyMark, loopback } = config;
  const flag = ['istio-inbound-tproxy-mark', tproxyMark] as const;
  return [
    append('mangle', 'PREROUTING', {
      matches: [TCP, mark(tproxyMark)],
      target: copyMark('save-mark'),
      reason: because('save-mark', ...flag),
    }),
    append('mangle', 'OUTPUT', {
      matches: [TCP, outInterface('lo'), mark(tproxyMark)],
      target: RETURN,
      reason: because('marked-out', ...flag),
    }),
    ...proxyOwners(config).flatMap(({ kind, flag: ownerFlag, item }) =>
      twins((family) =>
        append('mangle', 'OUTPUT', {
          matches: [not(destination(loopback[family])), TCP, outInterface('lo'), ownedBy(kind, item)],
          target: setMark('set-mark', OUTBOUND_MARK),
          reason: because('self-call-mark', ownerFlag, ownerText(item)),
          families: [family],
        }),
      ),
    ),
    append('mangle', 'OUTPUT', {
      matches: [TCP, connmark(tproxyMark)],
      target: copyMark('restore-mark'),
      reason: because('restore-mark', ...flag),
    }),
  ];
};

/** The exceptions at the head of the inbound chain. */
const headOfInbound: Part = ({ tproxyMark }) => [
  insert('mangle', CHAIN.inbound, {
    position: 1,
    matches: [TCP, mark(tproxyMark)],
    target: RETURN,
    reason: because('marked-in', 'istio-inbound-tproxy-mark', tproxyMark),
  }),
  ...twins((family) =>
    insert('mangle', CHAIN.inbound, {
      position: 2,
      matches: [TCP, source(PASSTHROUGH_SOURCE[family]), inInterface('lo')],
      target: RETURN,
      reason: because('passthrough-in'),
      families: [family],
    }),
  ),
  insert('mangle', CHAIN.inbound, {
    position: 3,
    matches: [TCP, inInterface('lo'), not(mark(OUTBOUND_MARK))],
    target: RETURN,
    reason: because('unmarked-lo'),
  }),
];

/** The last part of TPROXY mode; there even where no port is taken. */
export const tproxyMarks: Part = (config) =>
  config.mode === 'tproxy' ? [...connectionMarks(config), ...headOfInbound(config)] : [];
