/** Cheaper forms of rules that mean the same. */
import type { Match } from '../model/match.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import { ruleText } from '../ruleset/rule-text.ts';

/** A change that would save comparisons. */
export interface Saving {
  readonly kind: 'fold-ports' | 'fold-addresses' | 'reorder';
  readonly table: string;
  readonly chain: string;
  /** First and last rule concerned, 1-based. */
  readonly from: number;
  readonly to: number;
  /** How many rules there are, and how many would do. */
  readonly rules: number;
  readonly instead: number;
  /** Comparisons saved for a packet that matches none of them, or on average by the live counters. */
  readonly saved: number;
  readonly advice: string;
}

/** Ports one multiport condition takes. @see iptables-extensions(8), multiport */
const MULTIPORT_MAX = 15;

/** Fewer rules are not worth a change. */
const WORTH = 2;

type Varying = 'destination-port' | 'destination' | 'source';

interface Run {
  readonly varying: Varying;
  readonly from: number;
  readonly rules: readonly Rule[];
}

/** A rule without one kind of condition, as a key; `undefined` when it has not exactly one plain condition of the kind. */
function keyWithout(rule: Rule, varying: Varying, dialect: RuleSet['dialect']): string | undefined {
  const isOne = (match: Match): boolean => match.kind === varying && !match.negated;
  if (rule.matches.filter(isOne).length !== 1) return undefined;
  const { comment: _comment, ...bare } = rule;
  return ruleText(
    { ...bare, matches: rule.matches.filter((match) => !isOne(match) && match.kind !== 'module') },
    dialect,
    'ipv4',
  );
}

/** Neighbours that differ in one condition only. */
function* runsOf(rules: readonly Rule[], varying: Varying, dialect: RuleSet['dialect']): Generator<Run> {
  let from = 0;
  while (from < rules.length) {
    const first = rules[from];
    const key = first && keyWithout(first, varying, dialect);
    let to = from + 1;
    while (key !== undefined && to < rules.length) {
      const next = rules[to];
      if (!next || keyWithout(next, varying, dialect) !== key) break;
      to += 1;
    }
    if (key !== undefined && to - from >= WORTH) yield { varying, from: from + 1, rules: rules.slice(from, to) };
    from = to;
  }
}

/** How many rules a run needs when it is folded. */
function folded({ varying, rules }: Run, dialect: RuleSet['dialect']): number {
  if (dialect === 'nft' || varying !== 'destination-port') return 1;
  const ports = rules.flatMap(({ matches }) =>
    matches.flatMap((match) => (match.kind === varying && 'ports' in match ? match.ports : [])),
  );
  // A range takes two places.
  const slots = ports.reduce((sum, { first, last }) => sum + (first === last ? 1 : 2), 0);
  return Math.ceil(slots / MULTIPORT_MAX);
}

function advice({ varying }: Run, dialect: RuleSet['dialect']): string {
  if (varying === 'destination-port') {
    return dialect === 'nft'
      ? 'one rule with a set of ports'
      : `-m multiport --dports, up to ${MULTIPORT_MAX} ports a rule`;
  }
  return dialect === 'nft'
    ? 'one rule with a set of addresses (flags interval)'
    : 'one rule with an ipset (hash:net), or one nft rule with a set of addresses';
}

/** The mean number of rules compared until one matches, over the packets that match one. */
function meanComparisons(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weighted = counts.reduce((sum, count, index) => sum + count * (index + 1), 0);
  return total === 0 ? 0 : weighted / total;
}

function reordering(run: Run): number {
  const counts = run.rules.map(({ counters }) => counters?.packets ?? 0);
  return meanComparisons(counts) - meanComparisons(counts.toSorted((a, b) => b - a));
}

/** Comparisons on average that make another order worth telling. */
const REORDER_WORTH = 0.5;

/** What could be said with fewer rules or in a better order, with the saving. Order counts only where rules have live counters. */
export function savingsOf(ruleSets: readonly RuleSet[]): readonly Saving[] {
  return ruleSets.flatMap(({ dialect, tables }) =>
    tables.flatMap(({ name: table, chains }) =>
      [...chains.values()].flatMap(({ name: chain, rules }) =>
        (['destination-port', 'destination', 'source'] as const)
          .flatMap((varying) => [...runsOf(rules, varying, dialect)])
          .flatMap((run) => savingsOfRun(run, { dialect, table, chain })),
      ),
    ),
  );
}

interface RunPlace {
  readonly dialect: RuleSet['dialect'];
  readonly table: string;
  readonly chain: string;
}

function savingsOfRun(run: Run, { dialect, table, chain }: RunPlace): readonly Saving[] {
  const { from, rules, varying } = run;
  const place = { table, chain, from, to: from + rules.length - 1, rules: rules.length };
  const instead = folded(run, dialect);
  const gained = reordering(run);
  const kind = varying === 'destination-port' ? 'fold-ports' : 'fold-addresses';
  const out: Saving[] = [];
  if (instead < rules.length) {
    out.push({ ...place, kind, instead, saved: rules.length - instead, advice: advice(run, dialect) });
  }
  if (gained >= REORDER_WORTH) {
    out.push({
      ...place,
      kind: 'reorder',
      instead: rules.length,
      saved: gained,
      advice: 'the rules with the most packets first',
    });
  }
  return out;
}
