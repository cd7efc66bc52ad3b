/** The text for `iptables-restore --noflush` that turns what is ours into something else, each table at once. */
import type { Family, Program, Rule } from '../model/rule.ts';
import { builtinHook } from '../ruleset/builtin.ts';
import { ruleSpec } from '../ruleset/save.ts';
import type { Owned } from './ownership.ts';

/** A rule to be put into a chain. */
interface Line {
  readonly table: string;
  readonly chain: string;
  /** 1-based place of an insert; absent for an append. */
  readonly position?: number;
  readonly spec: string;
}

/** What shall be ours: chains, and rules in the order in which they are put in. */
export interface Target {
  /** Table and name, in the order in which they are made. */
  readonly chains: readonly { readonly table: string; readonly name: string }[];
  readonly lines: readonly Line[];
}

/** Nothing at all. */
export const NOTHING: Target = { chains: [], lines: [] };

/** A rule as the dump had it, which can be written back even where it is not understood; else as the kernel would print it. */
function specOf(rule: Rule, family: Family): string {
  return rule.text === undefined
    ? ruleSpec(rule, family)
    : rule.text.replace(/^(?:\[\d+:\d+\] )?-[AI] \S+ ?(?:\d+ )?/, '');
}

/** The target that is a program: its chains in order of first mention. */
export function programTarget(program: Program, family: Family): Target {
  const steps = program.steps.filter(({ families }) => families.includes(family));
  const names = steps.flatMap(({ table, chain, rule }) => {
    const jumps = rule.target.kind === 'jump' || rule.target.kind === 'goto';
    return [{ table, name: chain }, ...(jumps ? [{ table, name: rule.target.chain }] : [])];
  });
  const chains = new Map(names.map((one) => [`${one.table} ${one.name}`, one]));
  return {
    chains: [...chains.values()].filter(({ table, name }) => builtinHook(table, name) === undefined),
    lines: steps.map(({ table, chain, op, position = 1, rule }) => ({
      table,
      chain,
      ...(op === 'insert' ? { position } : {}),
      spec: ruleSpec(rule, family),
    })),
  };
}

/** The target that is what was ours once: rules in the chains of others go back to the places they had. */
export function ownedTarget(owned: Owned, family: Family): Target {
  const inside = owned.chains.flatMap(({ table, chain }) =>
    chain.rules.map((rule) => ({ table, chain: chain.name, spec: specOf(rule, family) })),
  );
  const outside = owned.rules.map(({ table, chain, position, rule }) => ({
    table,
    chain,
    position,
    spec: specOf(rule, family),
  }));
  return {
    chains: owned.chains.map(({ table, chain }) => ({ table, name: chain.name })),
    lines: [...inside, ...outside],
  };
}

/** Whether what is ours is the target already, to the letter. */
export function isAt(owned: Owned, target: Target, family: Family): boolean {
  const flat = ({ chains, lines }: Target): string =>
    JSON.stringify([chains.map(({ table, name }) => `${table} ${name}`).sort(), lines]);
  return flat(ownedTarget(owned, family)) === flat(target);
}

/**
 * The restore text from what is ours to the target; empty when neither holds anything. Chains that stay are emptied and not
 * made anew, so that a rule of somebody else that jumps to one of them survives.
 */
export function restoreText(owned: Owned, target: Target, family: Family): string {
  const tables = [
    ...owned.chains.map(({ table }) => table),
    ...owned.rules.map(({ table }) => table),
    ...target.chains.map(({ table }) => table),
    ...target.lines.map(({ table }) => table),
  ];
  return [...new Set(tables)]
    .sort()
    .map((table) => [`*${table}`, ...tableLines(table, { owned, target, family }), 'COMMIT', ''].join('\n'))
    .join('');
}

interface Change {
  readonly owned: Owned;
  readonly target: Target;
  readonly family: Family;
}

function* tableLines(table: string, { owned, target, family }: Change): Generator<string> {
  const isHere = (one: { readonly table: string }): boolean => one.table === table;
  const before = owned.chains.filter(isHere).map(({ chain }) => chain.name);
  const after = target.chains.filter(isHere).map(({ name }) => name);
  // Every chain is emptied first: one that is still jumped to cannot be deleted.
  for (const name of before) yield `-F ${name}`;
  for (const { chain, rule } of owned.rules.filter(isHere)) yield `-D ${chain} ${specOf(rule, family)}`;
  for (const name of before) if (!after.includes(name)) yield `-X ${name}`;
  for (const name of after) if (!before.includes(name)) yield `-N ${name}`;
  for (const { chain, position, spec } of target.lines.filter(isHere)) {
    yield position === undefined ? `-A ${chain} ${spec}` : `-I ${chain} ${position} ${spec}`;
  }
}
