import { InputError } from '../../model/errors.ts';
import type { RuleSet } from '../model/rule.ts';
import { readListing } from './listing.ts';
import { readNft } from './nft.ts';
import { readSave } from './save.ts';
import type { ReadOptions } from './source.ts';

/** The notations of rules. */
export type RuleFormat = 'save' | 'nft' | 'listing';

/** How the first line that says something begins. */
const BEGINNINGS: readonly (readonly [RegExp, RuleFormat])[] = [
  [/^Chain \S+ \(/, 'listing'],
  [/^(?:table|flush|add|insert|create|delete|destroy) /, 'nft'],
  [/^(?:\*|:|-|\[|COMMIT)/, 'save'],
  [/^(?:\S*\/)?ip6?tables/, 'save'],
];

/** The notation of a text; `undefined` when nothing in it looks like rules. Remarks do not count. */
export function formatOf(text: string): RuleFormat | undefined {
  for (const line of text.split('\n')) {
    const found = BEGINNINGS.find(([beginning]) => beginning.test(line.trimStart()));
    if (found) return found[1];
    if (line.trim() !== '' && !line.trimStart().startsWith('#')) return undefined;
  }
  return undefined;
}

/**
 * The rule sets of a text in any notation: iptables-save and -restore, iptables commands, `nft list ruleset`, nft scripts and
 * listings of `iptables -L`. One for each family of iptables, one for all of nft. Throws InputError for text that is no rules,
 * naming line and column where there is one.
 */
export function readRules(text: string, options: ReadOptions = {}): readonly RuleSet[] {
  const format = formatOf(text);
  if (format === 'save') return readSave(text, options);
  if (format === 'nft') return [readNft(text, options)];
  if (format === 'listing') return readListing(text, options);
  throw new InputError('INPUT_RULES', `${options.file ?? 'rules'}: no rules in it`, {
    hint: 'meshctl reads iptables-save, `nft list ruleset`, `iptables -L -v -n` and scripts for iptables-restore and nft',
  });
}
