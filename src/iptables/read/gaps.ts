/** What a text does not show of the rules it lists. */
import type { Rule, RuleSet, Table } from '../model/rule.ts';
import { BUILTIN_TABLES } from '../ruleset/builtin.ts';
import { formatOf } from './rules.ts';

/** The heading of a listing without `-v`. */
const WITHOUT_INTERFACES = /^(?:num\s+)?target\s+prot\s+opt\s+source\b/m;

/** nft prints targets of iptables it has no word for as `xt target CT`, or not at all. */
function isHidden({ target }: Rule): boolean {
  return target.kind === 'count' || (target.kind === 'unknown' && target.name === 'xt');
}

/** Tables that iptables keeps in nf_tables have its names, and chains in capitals. */
function isKeptByIptables({ name, chains }: Table): boolean {
  return Object.hasOwn(BUILTIN_TABLES, name) && [...chains].some(([chain, { hook }]) => hook && /^[A-Z]+$/.test(chain));
}

function hidden({ tables }: RuleSet): readonly string[] {
  const incomplete = tables
    .filter(isKeptByIptables)
    .filter(({ chains }) => [...chains.values()].some(({ rules }) => rules.some(isHidden)));
  return incomplete.map(({ name, families: [family] }) => {
    const tool = family === 'ipv6' ? 'ip6tables-save' : 'iptables-save';
    return `nft does not show what every rule of table ${family === 'ipv6' ? 'ip6' : 'ip'} ${name} does; ${tool} does`;
  });
}

/** What is missing in a text and matters to where packets go, one sentence each; `ruleSets` is what was read of it. */
export function gapsOf(text: string, ruleSets: readonly RuleSet[]): readonly string[] {
  const format = formatOf(text);
  if (format === 'nft') return ruleSets.flatMap(hidden);
  if (format !== 'listing' || !WITHOUT_INTERFACES.test(text)) return [];
  return ['the listing shows no interfaces, so rules about lo look as if they held everywhere; list with -v'];
}
