/** The looks of a rule without what differs from pod to pod, so that a rule that was read can be told from its place and form. */
import { parseAddress, parsePrefix, prefixContains } from '../../model/ip.ts';
import type { InterfaceMatch, Match, OwnerMatch, PortMatch } from '../model/match.ts';
import type { Family, Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { kernelCidr } from '../ruleset/address.ts';
import { protocolName } from '../ruleset/protocols.ts';

/** A place in the words of iptables, whichever dialect it was read from. */
export interface RulePlace {
  readonly table: string;
  readonly chain: string;
  readonly family: Family;
  /** All rules of the chain: what an interface or owner is to a pod shows in the other rules about it. */
  readonly siblings: readonly Rule[];
}

/** Two forms of a rule: `exact` with protocols, ports and marks, `loose` without what differs between peers' versions. */
export interface Shape {
  readonly exact: string;
  readonly loose: string;
}

const TABLES = ['raw', 'mangle', 'nat', 'filter'] as const;

/** Chains the node agent calls otherwise in nft. */
const CHAIN_ALIASES: Readonly<Record<string, string>> = {
  ISTIO_PREROUTING: 'ISTIO_PRERT',
  ISTIO_POSTROUTING: 'ISTIO_POSTRT',
};

/** A table's name in iptables: nft's tables of meshes end in it (`istio-proxy-nat`). */
function commonTable(table: string): string {
  return TABLES.find((name) => table === name || table.endsWith(`-${name}`) || table.endsWith(`_${name}`)) ?? table;
}

/** A chain's name in iptables: nft's are the same in small letters with dashes. */
export function commonChain(chain: string): string {
  const upper = chain.toUpperCase().replaceAll('-', '_');
  return CHAIN_ALIASES[upper] ?? upper;
}

const LOOPBACK = parsePrefix('127.0.0.0/8');

/** What kind of address a CIDR is: the few that mean something in every pod, and all others. */
function addressKind(cidr: string): string {
  const text = kernelCidr(cidr);
  if (text === '127.0.0.6/32' || text === '::6/128') return 'passthrough';
  const address = parseAddress(text.split('/')[0] ?? '');
  if (text === '::1/128' || (address && LOOPBACK && prefixContains(LOOPBACK, address))) return 'loopback';
  return 'other';
}

const not = (match: { readonly negated: boolean }): string => (match.negated ? '!' : '');

/** Whether another rule of the chain takes what comes in by an interface, as those of virtual machines do. */
function isTaken(name: string, siblings: readonly Rule[]): boolean {
  return siblings.some(
    ({ matches, target }) =>
      (target.kind === 'jump' || target.kind === 'redirect') &&
      matches.some((match) => match.kind === 'in-interface' && match.name === name && !match.negated),
  );
}

/** Whether another rule of the chain has a special case for an owner on lo, as there is for the proxy's own. */
function isProxy(owner: OwnerMatch, siblings: readonly Rule[]): boolean {
  return siblings.some(
    ({ matches }) =>
      matches.some((match) => match.kind === 'out-interface' && match.name === 'lo') &&
      matches.some((match) => match.kind === owner.kind && match.first === owner.first),
  );
}

function interfaceKind({ kind, name }: InterfaceMatch, siblings: readonly Rule[]): string {
  if (name === 'lo') return 'lo';
  return kind === 'in-interface' && isTaken(name, siblings) ? 'taken' : 'other';
}

function portShape(match: PortMatch): Shape {
  const kind = `${not(match)}${match.kind}`;
  const list = match.ports.map(({ first, last }) => `${first}-${last}`).toSorted();
  return { exact: `${kind} ${match.service ?? list.join(',')}`, loose: kind };
}

/** A condition in two forms; `undefined` for what a shape leaves out. */
function matchShape(match: Match, siblings: readonly Rule[]): Partial<Shape> | undefined {
  switch (match.kind) {
    case 'protocol':
      return { exact: `${not(match)}${protocolName(match.protocol)}` };
    case 'source':
    case 'destination': {
      const text = `${not(match)}${match.kind} ${addressKind(match.cidr)}`;
      return { exact: text, loose: text };
    }
    case 'in-interface':
    case 'out-interface': {
      const text = `${not(match)}${match.kind} ${interfaceKind(match, siblings)}`;
      return { exact: text, loose: text };
    }
    case 'source-port':
    case 'destination-port':
      return portShape(match);
    case 'mark':
    case 'connmark':
      return { exact: `${not(match)}${match.kind} ${match.value}/${match.mask}`, loose: `${not(match)}${match.kind}` };
    case 'state': {
      const text = `${not(match)}state ${match.states.toSorted().join(',')}`;
      return { exact: text, loose: text };
    }
    case 'owner-uid':
    case 'owner-gid': {
      const kind = `${not(match)}${match.kind}`;
      return { exact: `${kind} ${isProxy(match, siblings) ? 'proxy' : 'other'}`, loose: kind };
    }
    case 'owner-socket':
    case 'socket':
      return { exact: `${not(match)}${match.kind}`, loose: `${not(match)}${match.kind}` };
    case 'unknown':
      return { exact: match.text, loose: 'unknown' };
    case 'module':
      return undefined;
  }
}

function targetShape(target: Target): Shape {
  switch (target.kind) {
    case 'jump':
    case 'goto': {
      const text = `jump ${commonChain(target.chain)}`;
      return { exact: text, loose: text };
    }
    case 'redirect':
      return { exact: `redirect ${target.ports.first}`, loose: 'redirect' };
    case 'tproxy':
      return { exact: `tproxy ${target.port}`, loose: 'tproxy' };
    case 'set-mark':
    case 'set-connmark':
      return { exact: `${target.kind} ${target.value}`, loose: target.kind };
    case 'zone':
      return { exact: `zone ${target.zone}`, loose: `zone ${target.zone}` };
    case 'unknown':
      return { exact: `target ${target.name}`, loose: `target ${target.name}` };
    default:
      return { exact: target.kind, loose: target.kind };
  }
}

/** The protocol is said by nft's ports and by iptables' `-p`: each port condition gets it, and `-p` goes. */
function oneProtocol(matches: readonly Match[]): readonly Match[] {
  const ports = matches.find((match) => match.kind === 'source-port' || match.kind === 'destination-port');
  const named = matches.find((match) => match.kind === 'protocol');
  if (!ports || named || !('protocol' in ports) || ports.protocol === undefined) return matches;
  return [...matches, { kind: 'protocol', protocol: ports.protocol, negated: false }];
}

/** The shape of a rule at a place. The order of conditions and how often one is said do not count. */
export function shapeOf(rule: Rule, { table, chain, family, siblings }: RulePlace): Shape {
  const parts = oneProtocol(rule.matches).flatMap((match) => matchShape(match, siblings) ?? []);
  const target = targetShape(rule.target);
  const place = `${commonTable(table)} ${commonChain(chain)} ${family}`;
  const text = (form: keyof Shape): string =>
    [place, ...new Set(parts.flatMap((part) => part[form] ?? []).toSorted()), target[form]].join('\n');
  return { exact: text('exact'), loose: text('loose') };
}
