/** The commands with which the peer takes a sidecar's rules away. */
import type { Family, Program, RuleStep } from '../model/rule.ts';
import { BINARY, commandLine } from './commands.ts';
import { isBuiltIn, stepsFor } from './restore.ts';
import { ISTIO_STYLE, ruleWords } from './rule-text.ts';

/** A chain cannot go while another one jumps to it, and the kernel's own chains stay. */
const needsDelete = ({ chain, rule: { target } }: RuleStep): boolean => isBuiltIn(chain) || 'chain' in target;

function removalOf(program: Program, family: Family): readonly (readonly string[])[] {
  const steps = stepsFor(program, family).toReversed();
  const rules = steps
    .filter(needsDelete)
    .map(({ table, chain, rule }) => ['-t', table, '-D', chain, ...ruleWords(rule, ISTIO_STYLE)]);
  const chains = new Map(
    steps.filter(({ chain }) => !isBuiltIn(chain)).map(({ table, chain }) => [`${table} ${chain}`, { table, chain }]),
  );
  const emptied = [...chains.values()].flatMap(({ table, chain }) => [
    ['-t', table, '-F', chain],
    ['-t', table, '-X', chain],
  ]);
  return [...rules, ...emptied].map((words) => [BINARY[family], ...words]);
}

const SAVE: Readonly<Record<Family, readonly string[]>> = { ipv4: ['iptables-save'], ipv6: ['ip6tables-save'] };

/**
 * What the peer runs to remove the rules of a program, one command a line: both families are looked at before, those with
 * rules also after.
 * @see istio tools/istio-iptables, --cleanup-only
 */
export function removalCommands(program: Program, families: readonly Family[]): readonly string[] {
  const look = [SAVE.ipv4, SAVE.ipv6];
  const removed = families.flatMap((family) => removalOf(program, family));
  return [...look, ...removed, ...families.map((family) => SAVE[family])].map(commandLine);
}
