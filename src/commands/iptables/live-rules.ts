/** The rules of a live namespace, to be read and reasoned about. */
import type { RuleSet } from '../../iptables/model/rule.ts';
import type { Live } from '../../iptables/plan/live.ts';
import { readNft } from '../../iptables/read/nft.ts';
import { BUILTIN_TABLES } from '../../iptables/ruleset/builtin.ts';
import type { Place } from '../../iptables/trace/machine.ts';
import type { Host } from '../../model/host.ts';
import { readAddresses } from '../../netns/host-items.ts';
import { readLive } from '../../netns/live.ts';
import { shellIn } from '../../netns/shell.ts';
import { findNamespace, type NamespaceFlags, requireNetAdmin } from '../../netns/target.ts';

/** What a namespace holds that decides where packets go. */
export interface LiveRules {
  readonly label: string;
  readonly ruleSets: readonly RuleSet[];
  readonly place: Place;
}

/** The rules of iptables, each once: the tool without a suffix is one of the other two. */
function iptablesRules({ tables }: Live): readonly RuleSet[] {
  const suffixed = tables.filter(({ variant }) => variant !== 'plain');
  return (suffixed.length > 0 ? suffixed : tables).map(({ ruleSet }) => ruleSet).filter((set) => set.tables.length > 0);
}

/** The tables nft shows beside those iptables keeps in it. */
function nftRules({ nftTables, tables }: Live): readonly RuleSet[] {
  const kept = tables.some(({ variant }) => variant !== 'legacy');
  const own = nftTables.filter(
    ({ family, name }) => !(kept && family !== 'inet' && Object.hasOwn(BUILTIN_TABLES, name)),
  );
  const text = own.map((table) => `${table.text}\n`).join('');
  return text === '' ? [] : [readNft(text, { file: 'nft list ruleset' })];
}

/** Reads rules, policy rules and addresses of the namespace the flags name, else of this one. Throws what finding and reading it throw. */
export async function readLiveRules(flags: NamespaceFlags, host: Host): Promise<LiveRules> {
  const namespace = (await findNamespace(flags, host)) ?? (await findNamespace({ thisNamespace: true }, host));
  await requireNetAdmin();
  const shell = shellIn(namespace ?? { label: 'this namespace', enter: [] }, host);
  const [{ live }, addresses] = await Promise.all([readLive(shell), readAddresses(shell)]);
  const localMarks = live.host.flatMap((item) =>
    item.kind === 'policy-rule' ? { value: item.mark, mask: item.mask, family: item.family } : [],
  );
  return {
    label: shell.namespace.label,
    ruleSets: [...iptablesRules(live), ...nftRules(live)],
    place: { localMarks, ...(addresses.length > 0 ? { addresses } : {}) },
  };
}
