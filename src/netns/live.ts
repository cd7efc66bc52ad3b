/** Reads what a namespace holds. */
import type { VariantFacts } from '../iptables/detect/variant.ts';
import type { Family, RuleSet } from '../iptables/model/rule.ts';
import type { Live, LiveNftTable } from '../iptables/plan/live.ts';
import { readSave } from '../iptables/read/save.ts';
import { readHostItems } from './host-items.ts';
import type { Shell } from './shell.ts';
import { readVariants } from './variants.ts';

const NFT_TABLE = /^table (\S+) (\S+) \{[\s\S]*?^\}$/gm;

/** A live state, and what the tools that read it said of themselves. */
export interface LiveReading {
  readonly live: Live;
  readonly facts: readonly VariantFacts[];
}

/**
 * The rules, policy rules, routes, loopback addresses and these settings of a namespace. Throws UnavailableError when `ip` is
 * missing; other tools that are missing show nothing.
 */
export async function readLive(shell: Shell, settings: readonly string[] = []): Promise<LiveReading> {
  const [facts, nftTables, host] = await Promise.all([
    readVariants(shell),
    readNftTables(shell),
    readHostItems(shell, settings),
  ]);
  const tables = facts
    .filter(({ outcome }) => outcome === 'works')
    .map(({ variant, family, dump }) => ({ variant, family, ruleSet: ruleSetFrom(dump, family, variant) }));
  return { facts, live: { tables, nftTables, host } };
}

function ruleSetFrom(dump: string, family: Family, variant: string): RuleSet {
  const read = readSave(dump, { file: `the rules of ${variant}`, family });
  return (
    read.find(({ families }) => families.includes(family)) ?? { dialect: 'iptables', families: [family], tables: [] }
  );
}

/** The tables of nft, each with its own text; none where nft is missing or shows nothing. */
async function readNftTables(shell: Shell): Promise<readonly LiveNftTable[]> {
  const result = await shell.run({ tool: 'nft', args: ['list', 'ruleset'] });
  if (result.outcome !== 'ended' || result.exitCode !== 0) return [];
  return [...result.stdout.matchAll(NFT_TABLE)].map(([text, family = '', name = '']) => ({ family, name, text }));
}
