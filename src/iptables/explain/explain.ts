/** Every rule of rule sets with why it is there. */
import type { Range } from '../../model/range.ts';
import type { Counters, Family, Program, RuleSet } from '../model/rule.ts';
import { ruleText } from '../ruleset/rule-text.ts';
import { describe } from './describe.ts';
import { type Recognised, type Recogniser, ruleFamily } from './recognise.ts';

/** A rule, told. */
export interface ExplainedRule {
  readonly families: readonly Family[];
  readonly table: string;
  readonly chain: string;
  /** 1-based, as `iptables -L --line-numbers` shows it. */
  readonly number: number;
  /** In the notation of the kernel's tools. */
  readonly text: string;
  readonly counters?: Counters;
  /** Where it was read. */
  readonly range?: Range;
  /** What it does, in plain words. */
  readonly does: string;
  /** Why it is there; absent for rules of nobody that is known. */
  readonly known?: Recognised;
}

/** A policy rule, route, address or setting beside the rules, told. */
export interface ExplainedHostStep {
  readonly command: string;
  readonly known: Recognised | undefined;
}

/** Tells every rule, in the order of tables and chains. */
export function explain(ruleSets: readonly RuleSet[], { reasonOf }: Recogniser): readonly ExplainedRule[] {
  return ruleSets.flatMap(({ dialect, tables }) =>
    tables.flatMap(({ name: table, families, chains }) =>
      [...chains.values()].flatMap(({ name: chain, rules }) =>
        rules.map((rule, index): ExplainedRule => {
          const family = ruleFamily(rule, families);
          const known = reasonOf(rule, { table, chain, family, siblings: rules });
          return {
            families,
            table,
            chain,
            number: index + 1,
            text: ruleText(rule, dialect, family),
            ...(rule.counters ? { counters: rule.counters } : {}),
            ...(rule.range ? { range: rule.range } : {}),
            does: describe(rule),
            ...(known ? { known } : {}),
          };
        }),
      ),
    ),
  );
}

/** Tells what a program does to the machine beside its rules. */
export function explainHost({ host }: Program, { profile }: Recogniser): readonly ExplainedHostStep[] {
  return host.map(({ kind, args, reason }) => {
    const text = profile?.reasons[reason.id];
    const flag = reason.flag === undefined ? {} : { flag: reason.flag };
    return {
      command: [kind === 'sysctl' ? 'sysctl' : 'ip', ...args].join(' '),
      known: text && profile ? { ...text, profile: profile.name, reason: reason.id, ...flag } : undefined,
    };
  });
}
