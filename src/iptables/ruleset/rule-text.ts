/** Rules and conditions as texts, whichever dialect they are of. */
import type { Match } from '../model/match.ts';
import type { Family, Rule, RuleSet } from '../model/rule.ts';
import { nftExpression, nftMatchText } from './nft-text.ts';
import { normalMatches } from './normal.ts';
import { matchOption } from './option-text.ts';
import { ruleSpec } from './save.ts';

/** A rule in the notation of its dialect: conditions and target, as the kernel's own tools print them. */
export function ruleText(rule: Rule, dialect: RuleSet['dialect'], family: Family): string {
  if (dialect === 'nft') {
    const { counters: _, ...bare } = rule;
    return nftExpression(bare);
  }
  return ruleSpec(rule, family);
}

/** One condition in the notation of a dialect: `! --uid-owner 1337`, `meta skuid != 1337`. */
export function conditionText(match: Match, dialect: RuleSet['dialect']): string {
  if (dialect === 'nft') return nftMatchText(match, undefined);
  const normal = normalMatches([match]).filter(({ kind }) => kind !== 'module');
  return normal.map(matchOption).join(' ') || (match.kind === 'socket' ? '-m socket' : matchOption(match));
}
