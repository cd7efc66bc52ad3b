/** The steps rule sets are made with: append, insert, delete, new chain and the like. */
import type { Counters, Family, Hook, Rule } from '../model/rule.ts';
import { builtinHook } from '../ruleset/builtin.ts';
import { type ChainDraft, chainOf, insertRule, type TableDraft } from '../ruleset/draft.ts';
import { ruleKey } from '../ruleset/save.ts';
import { readRuleSpec } from './rule-spec.ts';
import { type Line, type ReadOptions, rangeIn, unreadable } from './source.ts';
import type { Word } from './words.ts';

/** One step: its words from the verb on, and where they stand. */
export interface Step {
  readonly line: Line;
  readonly words: readonly Word[];
  readonly counters?: Counters;
}

/** The long names of what can be done, as iptables has them. */
const LONG: Readonly<Record<string, string>> = {
  '--append': '-A',
  '--insert': '-I',
  '--delete': '-D',
  '--new-chain': '-N',
  '--new': '-N',
  '--flush': '-F',
  '--delete-chain': '-X',
  '--policy': '-P',
};

function policyOf(text: string | undefined): Hook['policy'] {
  return text === 'DROP' ? 'drop' : 'accept';
}

/** The position after `-I CHAIN`, which may be left out; the rest are the rule's words. */
function position(words: readonly Word[]): { readonly number: number | undefined; readonly rest: readonly Word[] } {
  const [first, ...rest] = words;
  return first && /^\d+$/.test(first.text) ? { number: Number(first.text), rest } : { number: undefined, rest: words };
}

/** A step once family and table are known. */
interface Place {
  readonly table: TableDraft;
  readonly chain: ChainDraft;
  readonly family: Family;
  readonly options: ReadOptions;
}

type Action = (place: Place, step: Step, words: readonly Word[]) => void;

function ruleOf({ options }: Place, { line, words: all, counters }: Step, words: readonly Word[]): Rule {
  const rule = readRuleSpec(line, words, options);
  const start = all[0]?.start ?? 0;
  const end = all.at(-1)?.end ?? start;
  return {
    ...rule,
    ...(counters ? { counters } : {}),
    text: line.text.slice(start, end),
    range: rangeIn(line, start, end),
  };
}

function added(place: Place, rule: Rule): Rule {
  if (rule.target.kind === 'jump' || rule.target.kind === 'goto') chainOf(place.table, rule.target.chain);
  return rule;
}

function remove(place: Place, step: Step, words: readonly Word[]): void {
  const { number, rest } = position(words);
  const key = number === undefined ? ruleKey(ruleOf(place, step, rest), place.family) : '';
  const { rules } = place.chain;
  const index = number === undefined ? rules.findIndex((rule) => ruleKey(rule, place.family) === key) : number - 1;
  if (index < 0 || index >= rules.length)
    throw unreadable(step.line, step.words[0]?.start ?? 0, 'no such rule to delete');
  rules.splice(index, 1);
}

const ACTIONS: Readonly<Record<string, Action>> = {
  '-A': (place, step, words) => {
    place.chain.rules.push(added(place, ruleOf(place, step, words)));
  },
  '-I': (place, step, words) => {
    const { number = 1, rest } = position(words);
    insertRule(place.chain, added(place, ruleOf(place, step, rest)), number);
  },
  '-D': remove,
  '-N': () => undefined,
  '-F': ({ chain }) => {
    chain.rules.length = 0;
  },
  '-X': ({ table, chain }) => {
    table.chains.delete(chain.name);
  },
  '-P': ({ table, chain }, { counters }, [policy]) => {
    const hook = builtinHook(table.name, chain.name, policyOf(policy?.text));
    if (hook) chain.hook = hook;
    if (counters) chain.counters = counters;
  },
};

/** What a step is done to. */
export interface StepPlace {
  readonly table: TableDraft;
  readonly family: Family;
  readonly options: ReadOptions;
}

/** `-F` and `-X` without a chain mean all of them. */
const WHOLE_TABLE: Readonly<Record<string, (table: TableDraft) => void>> = {
  '-F': (table) => {
    for (const { rules } of table.chains.values()) rules.length = 0;
  },
  '-X': (table) => {
    for (const { name, hook } of table.chains.values()) if (!hook) table.chains.delete(name);
  },
};

/** Does one step. Throws InputError for what is not a step, and for a rule that cannot be read or is not there to be deleted. */
export function perform({ table, family, options }: StepPlace, step: Step): void {
  const [first, name, ...words] = step.words;
  const verb = LONG[first?.text ?? ''] ?? first?.text ?? '';
  const action = Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined;
  const column = first?.start ?? 0;
  if (!action) throw unreadable(step.line, column, `"${verb}" is not something a rule set says`);
  if (name) action({ table, chain: chainOf(table, name.text), family, options }, step, words);
  else if (Object.hasOwn(WHOLE_TABLE, verb)) WHOLE_TABLE[verb]?.(table);
  else throw unreadable(step.line, column, `${verb} needs a chain`);
}
