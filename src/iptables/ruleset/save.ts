/** Rule sets of iptables as iptables-save prints them. */
import type { Match } from '../model/match.ts';
import type { Chain, Counters, Family, Rule, RuleSet, Table } from '../model/rule.ts';
import { normalMatches, withCommentPlace } from './normal.ts';
import { matchOption, type TargetDefaults, targetOption } from './option-text.ts';

const DEFAULTS: Readonly<Record<Family, TargetDefaults>> = {
  ipv4: { anyAddress: '0.0.0.0', reject: 'icmp-port-unreachable' },
  ipv6: { anyAddress: '::', reject: 'icmp6-port-unreachable' },
};

const NO_COUNTERS: Counters = { packets: 0, bytes: 0 };

/** Text in quotes where it needs them, as iptables-save prints comments. */
function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["'\\]/g, '\\$&')}"`;
}

function optionOf(match: Match, comment: string | undefined): string {
  const option = matchOption(match);
  const isComment = match.kind === 'module' && match.module === 'comment' && comment !== undefined;
  return isComment ? `${option} --comment ${quoted(comment)}` : option;
}

/** A rule's conditions and target as iptables-save prints them after `-A CHAIN`. */
export function ruleSpec(rule: Rule, family: Family): string {
  const options = normalMatches(withCommentPlace(rule)).map((match) => optionOf(match, rule.comment));
  return [...options, targetOption(rule.target, DEFAULTS[family])].filter((option) => option !== '').join(' ');
}

/** A key that two rules share when they mean the same: conditions and target in the kernel's notation, without comment. */
export function ruleKey(rule: Rule, family: Family): string {
  const matches = rule.matches.filter((match) => !(match.kind === 'module' && match.module === 'comment'));
  const { comment: _, ...bare } = rule;
  return ruleSpec({ ...bare, matches }, family);
}

/** What the text is to contain. */
export interface SaveOptions {
  /** Counters of chains and rules as they were read; default: chains get `[0:0]`, rules none. */
  readonly counters?: boolean;
}

const bracketed = ({ packets, bytes }: Counters): string => `[${packets}:${bytes}]`;

function chainLine(chain: Chain, { counters }: SaveOptions): string {
  const count = (counters ? chain.counters : undefined) ?? NO_COUNTERS;
  return `:${chain.name} ${chain.hook ? chain.hook.policy.toUpperCase() : '-'} ${bracketed(count)}`;
}

function* tableLines(table: Table, family: Family, options: SaveOptions): Generator<string> {
  const chains = [...table.chains.values()];
  yield `*${table.name}`;
  for (const chain of chains) yield chainLine(chain, options);
  for (const chain of chains) {
    for (const rule of chain.rules) {
      const spec = ruleSpec(rule, family);
      const count = options.counters && rule.counters ? `${bracketed(rule.counters)} ` : '';
      yield `${count}-A ${chain.name}${spec === '' ? '' : ` ${spec}`}`;
    }
  }
  yield 'COMMIT';
}

/** A rule set of iptables as iptables-save prints it, without its dated remarks; empty for a rule set without tables. */
export function saveText(ruleSet: RuleSet, options: SaveOptions = {}): string {
  const family = ruleSet.families[0] ?? 'ipv4';
  return ruleSet.tables.flatMap((table) => [...tableLines(table, family, options)].map((line) => `${line}\n`)).join('');
}
