/** A program as chains and the jumps between them, for drawings. */
import type { Program, Rule, TableName } from '../model/rule.ts';
import { ruleSetOf } from '../ruleset/execute.ts';
import { ISTIO_STYLE, matchWords, targetWords } from './rule-text.ts';

/** A rule of a chain. */
export interface GraphRule {
  /** 1-based, as listings number it. */
  readonly number: number;
  /** What it asks, in iptables' words; empty when it asks for nothing. */
  readonly condition: string;
  /** What happens then, in a few words: `RETURN`, `REDIRECT --to-ports 15001`. */
  readonly action: string;
  /** The chain of the same table it leads to. */
  readonly leadsTo?: string;
  /** The proxy's port it leads to. */
  readonly port?: number;
}

/** A chain with rules. */
export interface GraphChain {
  readonly table: TableName;
  readonly name: string;
  /** Whether the kernel calls it itself. */
  readonly base: boolean;
  /** How many jumps away from a base chain it is, the longest way counted. */
  readonly depth: number;
  readonly rules: readonly GraphRule[];
}

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];

function portOf({ target }: Rule): number | undefined {
  if (target.kind === 'redirect') return target.ports.first;
  return target.kind === 'tproxy' ? target.port : undefined;
}

function graphRule(rule: Rule, number: number): GraphRule {
  const port = portOf(rule);
  const leadsTo = 'chain' in rule.target ? rule.target.chain : undefined;
  return {
    number,
    condition: rule.matches.flatMap((match) => matchWords(match, ISTIO_STYLE)).join(' '),
    action: targetWords(rule, ISTIO_STYLE).slice(1).join(' '),
    ...(leadsTo === undefined ? {} : { leadsTo }),
    ...(port === undefined ? {} : { port }),
  };
}

/** Depths by longest path; a chain met on the way to itself adds nothing. */
function depthsFrom(base: readonly string[], next: (chain: string) => readonly string[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const visit = (chain: string, depth: number, way: readonly string[]): void => {
    if (way.includes(chain) || (depths.get(chain) ?? -1) >= depth) return;
    depths.set(chain, depth);
    for (const child of next(chain)) visit(child, depth + 1, [...way, chain]);
  };
  for (const chain of base) visit(chain, 0, []);
  return depths;
}

/**
 * The chains of a program with rules, of its first family (the rules of another one differ in addresses), as the kernel holds
 * them: by table in the order a packet meets them, base chains first, then by depth.
 */
export function graphOf(program: Program): readonly GraphChain[] {
  const { tables } = ruleSetOf(program, program.families[0] ?? 'ipv4');
  return TABLES.flatMap((name) => {
    const chains = [...(tables.find((table) => table.name === name)?.chains.values() ?? [])];
    const filled = chains
      .filter(({ rules }) => rules.length > 0)
      .map((chain) => ({ ...chain, rules: chain.rules.map((rule, index) => graphRule(rule, index + 1)) }));
    const leads = (chain: string) =>
      filled.find((item) => item.name === chain)?.rules.flatMap(({ leadsTo }) => leadsTo ?? []) ?? [];
    const depths = depthsFrom(
      filled.flatMap((chain) => (chain.hook ? [chain.name] : [])),
      leads,
    );
    return filled
      .map((chain) => ({
        table: name,
        name: chain.name,
        base: chain.hook !== undefined,
        depth: depths.get(chain.name) ?? 0,
        rules: chain.rules,
      }))
      .toSorted((a, b) => a.depth - b.depth);
  });
}
