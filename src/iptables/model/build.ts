/** Short constructors of matches and targets, so that a profile's program reads like the rules it makes. */
import { FULL_MASK } from '../constants.ts';
import type {
  AddressMatch,
  InterfaceMatch,
  MarkMatch,
  Match,
  ModuleMatch,
  OwnerMatch,
  PortMatch,
  PortRange,
  ProtocolMatch,
  StateMatch,
} from './match.ts';
import type { SetMarkTarget, Target, VerdictTarget } from './target.ts';

/** The condition turned round: `!`. */
export function not<M extends Match & { readonly negated: boolean }>(match: M): M {
  return { ...match, negated: !match.negated };
}

/** `-p NAME`. */
export function protocol(name: string): ProtocolMatch {
  return { kind: 'protocol', protocol: name, negated: false };
}

/** `-s CIDR`. */
export function source(cidr: string): AddressMatch {
  return { kind: 'source', cidr, negated: false };
}

/** `-d CIDR`. */
export function destination(cidr: string): AddressMatch {
  return { kind: 'destination', cidr, negated: false };
}

/** `-i NAME`; a `+` at its end stands for any. */
export function inInterface(name: string): InterfaceMatch {
  return { kind: 'in-interface', name, negated: false };
}

/** `-o NAME`; a `+` at its end stands for any. */
export function outInterface(name: string): InterfaceMatch {
  return { kind: 'out-interface', name, negated: false };
}

function ports(side: 'source-port' | 'destination-port', list: readonly (number | PortRange)[]) {
  const ranges = list.map((port) => (typeof port === 'number' ? { first: port, last: port } : port));
  return { kind: side, ports: ranges, negated: false } as const;
}

/** `--sport`: one port, or a range with both ends. */
export function sourcePort(port: number | PortRange): PortMatch {
  return { ...ports('source-port', [port]), multiport: false };
}

/** `--dport`: one port, or a range with both ends. */
export function destinationPort(port: number | PortRange): PortMatch {
  return { ...ports('destination-port', [port]), multiport: false };
}

/** Several destination ports by iptables' `multiport`, also where there is only one. */
export function destinationPorts(list: readonly (number | PortRange)[]): PortMatch {
  return { ...ports('destination-port', list), multiport: true };
}

/** The socket's user, or one of the users `first` to `last`. */
export function ownerUid(first: number, last = first): OwnerMatch {
  return { kind: 'owner-uid', first, last, negated: false };
}

/** The socket's group, or one of the groups `first` to `last`. */
export function ownerGid(first: number, last = first): OwnerMatch {
  return { kind: 'owner-gid', first, last, negated: false };
}

/** The packet's mark; without a mask all of its bits. */
export function mark(value: number, mask = FULL_MASK): MarkMatch {
  return { kind: 'mark', value, mask, negated: false };
}

/** The connection's mark; without a mask all of its bits. */
export function connmark(value: number, mask = FULL_MASK): MarkMatch {
  return { kind: 'connmark', value, mask, negated: false };
}

/** A module that is named and asks for nothing: `-m udp`. */
export function module(name: string): ModuleMatch {
  return { kind: 'module', module: name };
}

/** The verdicts of a rule: the packet passes, is lost, or goes back to the chain before. */
export const ACCEPT: VerdictTarget = { kind: 'accept' };
export const DROP: VerdictTarget = { kind: 'drop' };
export const RETURN: VerdictTarget = { kind: 'return' };

/** INVALID by conntrack: not part of a connection it knows. */
export const STATE_INVALID: StateMatch = { kind: 'state', states: ['INVALID'], negated: false };

/** On to the rules of another chain, and back from its end. */
export function jump(chain: string): Target {
  return { kind: 'jump', chain };
}

/** REDIRECT to one port of this machine. */
export function redirect(port: number): Target {
  return { kind: 'redirect', ports: { first: port, last: port } };
}

/** MARK or CONNMARK: sets the bits of `mask`; without a mask all of them. */
export function setMark(kind: SetMarkTarget['kind'], value: number, mask = FULL_MASK): Target {
  return { kind, value, mask };
}

/** CONNMARK --save-mark or --restore-mark, all bits. */
export function copyMark(kind: 'save-mark' | 'restore-mark'): Target {
  return { kind, nfmask: FULL_MASK, ctmask: FULL_MASK };
}

/** `-j CT --zone`: connections of that zone are tracked by themselves. */
export function zone(number: number): Target {
  return { kind: 'zone', zone: number };
}
