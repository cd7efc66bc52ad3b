/** Text for iptables-restore and ip6tables-restore. */
import type { Family, Program, RuleStep, TableName } from '../model/rule.ts';
import { ISTIO_STYLE, type RuleStyle, ruleText } from './rule-text.ts';

/** The chains the kernel has, and what can stand where a chain is jumped to. */
const BUILT_IN: ReadonlySet<string> = new Set(['INPUT', 'OUTPUT', 'FORWARD', 'PREROUTING', 'POSTROUTING']);

/** Whether a chain is one of the kernel's own. */
export const isBuiltIn = (chain: string): boolean => BUILT_IN.has(chain);

/** In the order of the peers' texts. */
const TABLES: readonly TableName[] = ['filter', 'mangle', 'nat', 'raw'];

/** The chains of a program that have to be made, of one table: those with rules by first rule, then those only jumped to. */
export function ownChains(steps: readonly RuleStep[]): readonly string[] {
  const jumped = steps.flatMap(({ rule: { target } }) => ('chain' in target ? [target.chain] : []));
  return [...new Set([...steps.map(({ chain }) => chain), ...jumped])].filter((chain) => !isBuiltIn(chain));
}

/** The steps of a program for one family, in order. */
export function stepsFor({ steps }: Program, family: Family): readonly RuleStep[] {
  return steps.filter(({ families }) => families.includes(family));
}

/** A step as a command does it, without the table: `-A ISTIO_OUTPUT -p tcp -j RETURN`. */
export function stepText({ chain, op, position, rule }: RuleStep, style: RuleStyle): string {
  const where = op === 'append' ? `-A ${chain}` : `-I ${chain} ${position ?? 1}`;
  return `${where} ${ruleText(rule, style)}`;
}

/** How a restore text is written. */
export interface RestoreOptions {
  readonly style?: RuleStyle;
  /** The order of tables; the default is alphabetical. */
  readonly tables?: readonly TableName[];
}

/**
 * A program as text for `iptables-restore --noflush` (or ip6tables-restore) of one family; empty where the program has no rule
 * for the family. Tables without rules are left out.
 */
export function restoreText(program: Program, family: Family, options: RestoreOptions = {}): string {
  const { style = ISTIO_STYLE, tables = TABLES } = options;
  const steps = stepsFor(program, family);
  return tables
    .map((table) => steps.filter((step) => step.table === table))
    .filter((inTable) => inTable.length > 0)
    .map((inTable) => {
      const chains = ownChains(inTable).map((chain) => `-N ${chain}\n`);
      const rules = inTable.map((step) => `${stepText(step, style)}\n`);
      return `* ${inTable[0]?.table}\n${chains.join('')}${rules.join('')}COMMIT\n`;
    })
    .join('');
}
