/** How a profile writes down the steps of its program. */
import type { Match } from '../model/match.ts';
import type { Family, Reason, RuleStep, TableName } from '../model/rule.ts';
import type { Target } from '../model/target.ts';

/** The families of a rule that names no address. */
export const BOTH_FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

/** What a step needs besides the place it goes to. */
export interface StepRule {
  /** In iptables' order; none for a rule every packet matches. */
  readonly matches?: readonly Match[];
  /** The matches as nft's form of the rule has them, where that is not `matches` in nft's usual order. */
  readonly nft?: readonly Match[];
  readonly target: Target;
  readonly reason: Reason;
  /** Default: both. */
  readonly families?: readonly Family[];
  readonly comment?: string;
}

/** A rule at the end of a chain. */
export function append(table: TableName, chain: string, rule: StepRule): RuleStep {
  return step({ table, chain, op: 'append' }, rule);
}

/** A rule at a 1-based position of a chain. */
export function insert(table: TableName, chain: string, rule: StepRule & { readonly position: number }): RuleStep {
  return step({ table, chain, op: 'insert', position: rule.position }, rule);
}

type Place = Pick<RuleStep, 'table' | 'chain' | 'op' | 'position'>;

function step(place: Place, { matches = [], nft, target, reason, families = BOTH_FAMILIES, comment }: StepRule) {
  const rule = { matches, target, reason, ...(nft ? { nft } : {}), ...(comment === undefined ? {} : { comment }) };
  return { ...place, families, rule };
}
