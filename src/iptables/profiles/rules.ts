/** Short ways to say what a rule asks and does; profiles are written with them. */
import { FULL_MASK } from '../constants.ts';
import type {
  AddressMatch,
  ConntrackState,
  InterfaceMatch,
  MarkMatch,
  Match,
  OwnerMatch,
  PortMatch,
  PortRange,
  ProtocolMatch,
  StateMatch,
} from '../model/match.ts';
import type { Family, Reason, RuleStep, TableName } from '../model/rule.ts';
import type { JumpTarget, RedirectTarget, SetMarkTarget, VerdictTarget } from '../model/target.ts';

export const RETURN: VerdictTarget = { kind: 'return' };
export const ACCEPT: VerdictTarget = { kind: 'accept' };
export const DROP: VerdictTarget = { kind: 'drop' };

export const jump = (chain: string): JumpTarget => ({ kind: 'jump', chain });
export const redirect = (port: number): RedirectTarget => ({ kind: 'redirect', ports: { first: port, last: port } });
export const setMark = (value: number, mask = FULL_MASK): SetMarkTarget => ({ kind: 'set-mark', value, mask });

export const TCP: ProtocolMatch = { kind: 'protocol', protocol: 'tcp', negated: false };
export const UDP: ProtocolMatch = { kind: 'protocol', protocol: 'udp', negated: false };

export const inInterface = (name: string): InterfaceMatch => ({ kind: 'in-interface', name, negated: false });
export const outInterface = (name: string): InterfaceMatch => ({ kind: 'out-interface', name, negated: false });
export const source = (cidr: string): AddressMatch => ({ kind: 'source', cidr, negated: false });
export const destination = (cidr: string): AddressMatch => ({ kind: 'destination', cidr, negated: false });

export const port = (number: number): PortRange => ({ first: number, last: number });
export const sourcePort = (number: number): PortMatch => ports('source-port', [port(number)]);
export const destinationPort = (number: number): PortMatch => ports('destination-port', [port(number)]);

function ports(kind: PortMatch['kind'], list: readonly PortRange[]): PortMatch {
  return { kind, ports: list, multiport: list.length > 1, negated: false };
}

/** One of several destination ports, by iptables' multiport module. */
export const destinationPorts = (list: readonly PortRange[]): PortMatch => ({
  kind: 'destination-port',
  ports: list,
  multiport: true,
  negated: false,
});

export const mark = (value: number, mask = FULL_MASK): MarkMatch => ({ kind: 'mark', value, mask, negated: false });
export const connmark = (value: number, mask = FULL_MASK): MarkMatch => ({
  kind: 'connmark',
  value,
  mask,
  negated: false,
});
export const state = (...states: readonly ConntrackState[]): StateMatch => ({ kind: 'state', states, negated: false });
export const ownerUid = (id: number): OwnerMatch => ({ kind: 'owner-uid', first: id, last: id, negated: false });
export const ownerGid = (id: number): OwnerMatch => ({ kind: 'owner-gid', first: id, last: id, negated: false });

/** The same condition the other way round. */
export function not<M extends Extract<Match, { readonly negated: boolean }>>(match: M): M {
  return { ...match, negated: !match.negated };
}

export const BOTH: readonly Family[] = ['ipv4', 'ipv6'];

/** What a step needs besides the place it goes to. */
export interface StepRule {
  readonly matches?: readonly Match[];
  /** The matches as nft's form of the rule has them, where that is not `matches` in nft's own order. */
  readonly nft?: readonly Match[];
  readonly target: RuleStep['rule']['target'];
  readonly reason: Reason;
  /** Default: both. */
  readonly families?: readonly Family[];
  readonly comment?: string;
}

/** A rule at the end of a chain. */
export function append(table: TableName, chain: string, rule: StepRule): RuleStep {
  return step({ table, chain, op: 'append' }, rule);
}

/** A rule at the 1-based position of a chain. */
export function insert(table: TableName, chain: string, rule: StepRule & { readonly position: number }): RuleStep {
  return step({ table, chain, op: 'insert', position: rule.position }, rule);
}

type Place = Pick<RuleStep, 'table' | 'chain' | 'op' | 'position'>;

function step(place: Place, { matches = [], nft, target, reason, families = BOTH, comment }: StepRule): RuleStep {
  const rule = { matches, target, reason, ...(nft ? { nft } : {}), ...(comment === undefined ? {} : { comment }) };
  return { ...place, families, rule };
}
