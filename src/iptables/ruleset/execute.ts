import type { Family, Program, RuleSet } from '../model/rule.ts';
import { builtinTable, chainOf, finishRuleSet, insertRule, type TableDraft } from './draft.ts';

/**
 * What the kernel holds of one family after a program ran on an empty one: inserts are where they landed, chains that are only
 * jumped to exist, tables without steps do not.
 */
export function ruleSetOf(program: Program, family: Family): RuleSet {
  const tables = new Map<string, TableDraft>();
  for (const { table: name, chain, op, position = 1, families, rule } of program.steps) {
    if (!families.includes(family)) continue;
    const table = tables.get(name) ?? builtinTable(name, [family]);
    tables.set(name, table);
    const place = chainOf(table, chain);
    if (op === 'insert') insertRule(place, rule, position);
    else place.rules.push(rule);
    if (rule.target.kind === 'jump' || rule.target.kind === 'goto') chainOf(table, rule.target.chain);
  }
  return finishRuleSet(tables.values(), [family]);
}
