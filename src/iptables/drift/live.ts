/** Compares a whole namespace with what a program wants of it. */
import type { Variant } from '../detect/variant.ts';
import type { Family, Program, Rule, RuleSet } from '../model/rule.ts';
import { type HostItem, hostItem, hostText, sameItem } from '../plan/host-item.ts';
import type { Live, LiveNftTable } from '../plan/live.ts';
import { GUARD_MARK, isMark } from '../plan/mark.ts';
import { isNothing, type Ownership } from '../plan/ownership.ts';
import { ownedState } from '../plan/plan.ts';
import { readNft } from '../read/nft.ts';
import { ruleSetOf } from '../ruleset/execute.ts';
import { nftExpression } from '../ruleset/nft-text.ts';
import { ruleKey } from '../ruleset/save.ts';
import { compareRuleSets, type Drift, type DriftOptions } from './drift.ts';

/** What shall be live, and where. */
export interface Wish {
  readonly program: Program;
  readonly ownership: Ownership;
  /** Native nftables: the profile's script; absent: iptables. */
  readonly nftScript?: string | undefined;
  /** The iptables tools the rules are with. */
  readonly variant: Variant;
}

/** Everything that is not as wished. */
export interface LiveDrift {
  readonly rules: readonly Drift[];
  /** Policy rules, routes, addresses and settings that are not there, or there and not wanted, as commands. */
  readonly missingItems: readonly string[];
  readonly extraItems: readonly string[];
  /** Where else rules of the profile are: `iptables-legacy`, `nft`. */
  readonly elsewhere: readonly string[];
}

/** Compares a namespace with a wish. */
export function liveDrift(live: Live, wish: Wish): LiveDrift {
  const owned = ownedState({ live, ownership: wish.ownership, expected: wish.program });
  const items = wish.program.host.map(hostItem);
  const has = (list: readonly HostItem[], item: HostItem): boolean => list.some((one) => sameItem(item, one));
  const native = wish.nftScript !== undefined;
  const iptables = owned.tables
    .filter(({ variant, owned: ours }) => (native || variant !== wish.variant) && !isNothing(ours))
    .map(({ variant }) => (variant === 'plain' ? 'iptables' : `iptables-${variant}`));
  return {
    rules: native ? nftDrift(owned.nftTables, wish) : iptablesDrift(live, wish),
    missingItems: items.filter((item) => !has(live.host, item)).map(hostText),
    extraItems: owned.items
      .filter((item) => item.kind !== 'sysctl' && !items.some((one) => sameItem(one, item)))
      .map(hostText),
    elsewhere: [...new Set([...iptables, ...(!native && owned.nftTables.length > 0 ? ['nft'] : [])])],
  };
}

/** Whether rules, items and everything else are as wished; what others have put before our rules does not count. */
export function isAsWished({ rules, missingItems, extraItems, elsewhere }: LiveDrift): boolean {
  return hasOwnRules(rules) && missingItems.length + extraItems.length + elsewhere.length === 0;
}

/** Whether all wanted rules are there and none too many, in an order that is the wanted one to every packet. */
export function hasOwnRules(rules: readonly Drift[]): boolean {
  return rules.every(({ kind, harmless }) => kind === 'ahead' || harmless === true);
}

function iptablesDrift(live: Live, wish: Wish): readonly Drift[] {
  return live.tables
    .filter(({ variant }) => variant === wish.variant)
    .flatMap(({ family, ruleSet }) => familyDrift(ruleSet, family, wish));
}

function familyDrift(ruleSet: RuleSet | undefined, family: Family, { program, ownership }: Wish): readonly Drift[] {
  const wanted = program.families.includes(family) ? ruleSetOf(program, family) : noRules(family);
  return compareRuleSets(wanted, ruleSet ?? noRules(family), iptablesOptions(ownership, family));
}

function noRules(family: Family): RuleSet {
  return { dialect: 'iptables', families: [family], tables: [] };
}

/**
 * Compares rule sets that were saved, be they of iptables or of nft. IPv6 rules that are wanted and not in the file at all are not
 * missed when IPv4 rules are: iptables-save shows one family.
 */
export function savedDrift(sets: readonly RuleSet[], wish: Wish): readonly Drift[] {
  const { nftScript, program, ownership } = wish;
  if (nftScript !== undefined) {
    const prefix = ownership.nftTables ?? '';
    const own = sets.map((set) => ({ ...set, tables: set.tables.filter(({ name }) => name.startsWith(prefix)) }));
    return compareRuleSets(readNft(nftScript, SCRIPT), own[0] ?? noRules('ipv4'), NFT_OPTIONS);
  }
  const shown = new Set(sets.flatMap(({ families }) => families));
  const families =
    shown.size === 0 ? program.families : (['ipv4', 'ipv6'] as const).filter((family) => shown.has(family));
  return families.flatMap((family) =>
    familyDrift(
      sets.find((set) => set.families.includes(family)),
      family,
      wish,
    ),
  );
}

const SCRIPT = { file: 'the script' };

/** How rules of iptables are compared. */
function iptablesOptions(ownership: Ownership, family: Family): DriftOptions {
  const isOwn = (name: string): boolean => name.startsWith(ownership.chains);
  return {
    keyOf: (rule) => ruleKey(rule, family),
    isOwnChain: (_, chain) => isOwn(chain),
    isOwnRule: (rule) =>
      (isMark(rule.comment) && rule.comment !== GUARD_MARK) ||
      (ownership.comments !== undefined && (rule.comment?.startsWith(ownership.comments) ?? false)) ||
      ('chain' in rule.target && isOwn(rule.target.chain)),
  };
}

function nftDrift(tables: readonly LiveNftTable[], { nftScript = '' }: Wish): readonly Drift[] {
  const live = readNft(tables.map(({ text }) => text).join('\n'), { file: 'the rules of nft' });
  return compareRuleSets(readNft(nftScript, SCRIPT), live, NFT_OPTIONS);
}

/** How rules of nft are compared: the tables are a profile's own, so everything in them is. */
const NFT_OPTIONS: DriftOptions = {
  keyOf: nftKey,
  isOwnChain: () => true,
  isOwnRule: () => true,
};

function nftKey({ counters: _counted, comment: _comment, ...rule }: Rule): string {
  return nftExpression(rule);
}
