/** A rule set while it is made: what appends, inserts, flushes and deletes work on. */
import type { Chain, Counters, Family, Hook, Rule, RuleSet, Table } from '../model/rule.ts';
import { BUILTIN_TABLES, builtinHook } from './builtin.ts';

/** A chain that can still change. */
export interface ChainDraft {
  readonly name: string;
  hook?: Hook;
  counters?: Counters;
  readonly rules: Rule[];
}

/** A table that can still change. */
export interface TableDraft {
  readonly name: string;
  readonly families: readonly Family[];
  readonly chains: Map<string, ChainDraft>;
}

/** A table without chains. */
export function emptyTable(name: string, families: readonly Family[]): TableDraft {
  return { name, families, chains: new Map() };
}

/** A table of iptables with its built-in chains; without any where the name is not one of its tables. */
export function builtinTable(name: string, families: readonly Family[]): TableDraft {
  const table = emptyTable(name, families);
  for (const chain of BUILTIN_TABLES[name]?.chains ?? []) chainOf(table, chain);
  return table;
}

/** The chain of a name, made where it is missing; a built-in one gets its hook. */
export function chainOf(table: TableDraft, name: string): ChainDraft {
  const existing = table.chains.get(name);
  if (existing) return existing;
  const hook = builtinHook(table.name, name);
  const chain: ChainDraft = { name, ...(hook ? { hook } : {}), rules: [] };
  table.chains.set(name, chain);
  return chain;
}

/** Puts a rule before the one at the 1-based position; past the end it is appended. */
export function insertRule(chain: ChainDraft, rule: Rule, position: number): void {
  chain.rules.splice(position - 1, 0, rule);
}

/** Base chains first, as they were made; the others by name, as iptables-save prints them. */
function kernelOrder(chains: Iterable<ChainDraft>): readonly ChainDraft[] {
  const all = [...chains];
  const own = all.filter(({ hook }) => !hook).sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...all.filter(({ hook }) => hook), ...own];
}

/** The finished table; `sorted` puts the chains in the order of iptables-save. */
export function finishTable(draft: TableDraft, sorted: boolean): Table {
  const chains = sorted ? kernelOrder(draft.chains.values()) : [...draft.chains.values()];
  return {
    name: draft.name,
    families: draft.families,
    chains: new Map(chains.map((chain): [string, Chain] => [chain.name, { ...chain, rules: [...chain.rules] }])),
  };
}

/** The finished rule set of iptables: tables and chains in the order of iptables-save. */
export function finishRuleSet(drafts: Iterable<TableDraft>, families: readonly Family[]): RuleSet {
  const order = Object.keys(BUILTIN_TABLES);
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const tables = [...drafts].sort((a, b) => rank(a.name) - rank(b.name)).map((draft) => finishTable(draft, true));
  return { dialect: 'iptables', families, tables };
}
