/** Conditions of rules as functions of a packet. */
import { IP_BITS, type IpFamily } from '../../model/ip.ts';
import type {
  AddressMatch,
  InterfaceMatch,
  MarkMatch,
  Match,
  OwnerMatch,
  PortMatch,
  ProtocolMatch,
  SocketMatch,
  StateMatch,
} from '../model/match.ts';
import type { RuleSet } from '../model/rule.ts';
import { parseCidr } from '../ruleset/address.ts';
import { hasPorts, protocolName } from '../ruleset/protocols.ts';
import { bits, type Field, type View } from './view.ts';

/** A condition ready to be asked. */
export interface Condition {
  readonly match: Match;
  readonly field: Field;
  /** `undefined`: the walk cannot decide it. */
  readonly holds: (view: View) => boolean | undefined;
}

type Dialect = RuleSet['dialect'];

/** A prefix as a shift and what is left of its addresses then: cheaper to ask than the prefix itself. */
interface ReadyPrefix {
  readonly family: IpFamily;
  readonly shift: bigint;
  readonly network: bigint;
}

function readyPrefix(text: string): readonly ReadyPrefix[] {
  const prefix = parseCidr(text);
  if (!prefix) return [];
  const shift = BigInt(IP_BITS[prefix.family] - prefix.bits);
  return [{ family: prefix.family, shift, network: prefix.value >> shift }];
}

function address(match: AddressMatch): Condition {
  const source = match.kind === 'source';
  const prefixes = [match.cidr, ...(match.others ?? [])].flatMap(readyPrefix);
  const family = prefixes[0]?.family;
  return {
    match,
    field: match.kind,
    holds(view) {
      // nft's `ip daddr != 127.0.0.1` asks for an IPv4 packet first; in iptables the families never meet.
      if (view.family !== family) return false;
      const value = source ? view.source : view.destination;
      return prefixes.some(({ shift, network }) => value >> shift === network) !== match.negated;
    },
  };
}

/** Whether a name fits a pattern of iptables (`eth+`) or nft (`eth*`). */
function interfaceFits(pattern: string, name: string): boolean {
  return /[+*]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function iface(match: InterfaceMatch): Condition {
  const incoming = match.kind === 'in-interface';
  return {
    match,
    field: match.kind,
    holds: (view) => interfaceFits(match.name, incoming ? view.inInterface : view.outInterface) !== match.negated,
  };
}

function port(match: PortMatch): Condition {
  const source = match.kind === 'source-port';
  return {
    match,
    field: match.kind,
    holds(view) {
      if (match.protocol === undefined ? !hasPorts(view.protocol) : view.protocol !== match.protocol) return false;
      if (match.service !== undefined) return undefined;
      const value = source ? view.sourcePort : view.destinationPort;
      if (value === undefined) return undefined;
      return match.ports.some(({ first, last }) => first <= value && value <= last) !== match.negated;
    },
  };
}

/** Without a socket iptables' negated form holds and nft's does not: nft stops at a field that is not there. */
function owner(match: OwnerMatch, dialect: Dialect): Condition {
  const user = match.kind === 'owner-uid';
  return {
    match,
    field: user ? 'uid' : 'gid',
    holds(view) {
      if (!view.socket) return dialect === 'iptables' && match.negated;
      const value = user ? view.uid : view.gid;
      if (value === undefined) return undefined;
      return (match.first <= value && value <= match.last) !== match.negated;
    },
  };
}

function mark(match: MarkMatch): Condition {
  const own = match.kind === 'mark';
  return {
    match,
    field: match.kind,
    holds: (view) => (bits((own ? view.mark : view.connmark).value & match.mask) === match.value) !== match.negated,
  };
}

function state(match: StateMatch): Condition {
  return { match, field: 'state', holds: (view) => match.states.includes(view.state) !== match.negated };
}

function protocol(match: ProtocolMatch): Condition {
  const name = protocolName(match.protocol);
  return {
    match,
    field: 'protocol',
    holds: (view) => (name === 'all' || name === view.protocol) !== match.negated,
  };
}

/** Holds for known connections: listeners that are bound to any address are left out. @see iptables-extensions(8), socket */
function socket(match: SocketMatch): Condition {
  return {
    match,
    field: 'state',
    holds: (view) => (view.state === 'ESTABLISHED' || view.state === 'RELATED') !== match.negated,
  };
}

/** The condition of a match. A module without a condition always holds. */
export function conditionOf(match: Match, dialect: Dialect): Condition {
  switch (match.kind) {
    case 'protocol':
      return protocol(match);
    case 'source':
    case 'destination':
      return address(match);
    case 'in-interface':
    case 'out-interface':
      return iface(match);
    case 'source-port':
    case 'destination-port':
      return port(match);
    case 'owner-uid':
    case 'owner-gid':
      return owner(match, dialect);
    case 'owner-socket':
      return { match, field: 'socket', holds: (view) => view.socket !== match.negated };
    case 'mark':
    case 'connmark':
      return mark(match);
    case 'state':
      return state(match);
    case 'socket':
      return socket(match);
    case 'module':
      return { match, field: 'none', holds: () => true };
    case 'unknown':
      return { match, field: 'unknown', holds: () => undefined };
  }
}
