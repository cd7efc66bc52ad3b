/** From what is live to what is wanted: the commands, and the way back. */
import type { Family, Program, Rule } from '../model/rule.ts';
import { ruleSetOf } from '../ruleset/execute.ts';
import { ruleKey } from '../ruleset/save.ts';
import { type Command, itemCommand, nftCommand, restoreCommand, type Writer } from './command.ts';
import { type HostItem, hostItem, sameItem } from './host-item.ts';
import type { Live, LiveNftTable } from './live.ts';
import { marked, writeMark } from './mark.ts';
import { isMarkedTable, replaceScript, returnScript, tableItems } from './nft-tables.ts';
import { findOwned, isNothing, type Owned, type Ownership, peerItems } from './ownership.ts';
import { isAt, NOTHING, ownedTarget, programTarget, restoreText, type Target } from './transaction.ts';

/** What shall be there. */
export interface Wanted {
  readonly program: Program;
  /** Digest of the configuration, for the mark; absent writes no marks. */
  readonly hash?: string | undefined;
  /** Native nftables: the profile's script; absent: the rules go to iptables. */
  readonly nftScript?: string | undefined;
}

/** What a plan is made from. */
export interface PlanInput {
  readonly live: Live;
  /** `undefined`: everything that is ours is to go. */
  readonly wanted: Wanted | undefined;
  readonly ownership: Ownership;
  /** The tools rules are written with; those of other variants are only used to clean up there. */
  readonly writer: (variant: Writer['variant']) => Writer;
  readonly variant: Writer['variant'];
  /** The flags' program, to know what a peer wrote with the same ones; `wanted` when there is that. */
  readonly expected: Program;
}

/** What is ours in a namespace. */
export interface OwnedState {
  readonly tables: readonly { readonly variant: Writer['variant']; readonly family: Family; readonly owned: Owned }[];
  readonly nftTables: readonly LiveNftTable[];
  readonly items: readonly HostItem[];
}

/** Whether a rule of a chain that is not ours is one the program has. */
function wantedRules(program: Program, family: Family): (table: string, chain: string, rule: Rule) => boolean {
  const keys = new Set(
    ruleSetOf(program, family).tables.flatMap((table) =>
      [...table.chains.values()].flatMap((chain) =>
        chain.rules.map((rule) => `${table.name} ${chain.name} ${ruleKey(rule, family)}`),
      ),
    ),
  );
  return (table, chain, rule) => keys.has(`${table} ${chain} ${ruleKey(rule, family)}`);
}

/** What is ours of a live state. */
export function ownedState({
  live,
  ownership,
  expected,
}: Pick<PlanInput, 'live' | 'ownership' | 'expected'>): OwnedState {
  const tables = live.tables.map(({ variant, family, ruleSet }) => ({
    variant,
    family,
    owned: findOwned(ruleSet, { ownership, isWanted: wantedRules(expected, family) }),
  }));
  const prefix = ownership.nftTables;
  const nftTables = live.nftTables.filter(({ name }) => prefix !== undefined && name.startsWith(prefix));
  const marks = [...tables.flatMap(({ owned }) => owned.items), ...nftTables.flatMap(tableItems)];
  const byPeer =
    tables.some(({ owned }) => !owned.marked && !isNothing(owned)) || nftTables.some((table) => !isMarkedTable(table));
  const peers = byPeer ? peerItems(live.host, expected.host.map(hostItem), ownership) : [];
  const byMark = live.host.filter((item) => marks.some((mark) => mark.kind !== 'sysctl' && sameItem(mark, item)));
  const settings = marks.filter((item) => item.kind === 'sysctl');
  return { tables, nftTables, items: [...new Set([...byMark, ...peers]), ...settings] };
}

/** Whether anything in a namespace is ours. */
export function ownsAnything({ tables, nftTables, items }: OwnedState): boolean {
  return nftTables.length > 0 || items.length > 0 || tables.some(({ owned }) => !isNothing(owned));
}

/** The commands that turn what is live into what is wanted, in their order; none when nothing is ours and nothing is wanted. */
export function plan(input: PlanInput): readonly Command[] {
  const { live, wanted } = input;
  const owned = ownedState(input);
  const items = wanted?.program.host.map(hostItem) ?? [];
  const isWanted = (item: HostItem): boolean => items.some((one) => sameItem(one, item));
  const added = items
    .filter((item) => !live.host.some((one) => sameItem(item, one)))
    .map((item) => withPrevious(item, live.host));
  const ours = [...owned.items.filter(isWanted), ...added];
  const mark = wanted?.hash === undefined ? undefined : writeMark(wanted.hash, ours);
  const chosen = wanted && { ...wanted, program: mark === undefined ? wanted.program : withMark(wanted, mark, input) };
  return [
    ...added.map((item) => itemCommand(item, 'add')),
    ...ruleCommands(owned, { ...input, wanted: chosen }, mark),
    ...owned.items.filter((item) => !isWanted(item)).map((item) => itemCommand(item, 'del')),
  ];
}

function withMark({ program }: Wanted, mark: string, { ownership }: PlanInput): Program {
  return marked(program, mark, (chain) => chain.startsWith(ownership.chains));
}

/** A setting with the value it had, for the way back. */
function withPrevious(item: HostItem, live: readonly HostItem[]): HostItem {
  if (item.kind !== 'sysctl') return item;
  const now = live.find((one) => one.kind === 'sysctl' && one.key === item.key);
  return now?.kind === 'sysctl' ? { ...item, previous: now.value } : item;
}

/** What is wanted is written before what is old is taken away elsewhere. */
function ruleCommands(owned: OwnedState, input: PlanInput, mark: string | undefined): readonly Command[] {
  const { wanted, variant, writer } = input;
  const commands = { chosen: [] as Command[], others: [] as Command[] };
  for (const { variant: where, family, owned: ours } of owned.tables) {
    const isChosen = where === variant && wanted !== undefined && wanted.nftScript === undefined;
    const wants = isChosen && wanted.program.families.includes(family);
    const text = restoreText(ours, wants ? programTarget(wanted.program, family) : NOTHING, family);
    if (text !== '') commands[wants ? 'chosen' : 'others'].push(restoreCommand(writer(where), family, text));
  }
  if (wanted?.nftScript !== undefined) {
    const script = replaceScript(wanted.nftScript, owned.nftTables, mark);
    return [nftCommand(script), ...commands.others];
  }
  const removal = owned.nftTables.length > 0 ? [nftCommand(returnScript(owned.nftTables, []))] : [];
  return [...commands.chosen, ...commands.others, ...removal];
}

/** The commands that bring back what was ours before, whatever has happened since; none when it is as it was. */
export function planReturn(before: Live, input: Omit<PlanInput, 'wanted' | 'variant'>): readonly Command[] {
  const now = ownedState(input);
  const then = ownedState({ ...input, live: before });
  const tables = now.tables.flatMap(({ variant, family, owned }) => {
    const old = then.tables.find((one) => one.variant === variant && one.family === family)?.owned;
    const target: Target = old ? ownedTarget(old, family) : NOTHING;
    if (isAt(owned, target, family)) return [];
    return [restoreCommand(input.writer(variant), family, restoreText(owned, target, family))];
  });
  const texts = (list: readonly LiveNftTable[]): string => JSON.stringify(list.map(({ text }) => text));
  const nft =
    texts(now.nftTables) === texts(then.nftTables) ? [] : [nftCommand(returnScript(now.nftTables, then.nftTables))];
  const touched = [...input.expected.host.map(hostItem), ...then.items];
  const lost = (from: readonly HostItem[], to: readonly HostItem[]): readonly HostItem[] =>
    touched.filter((item) => from.some((one) => sameItem(item, one)) && !to.some((one) => sameItem(item, one)));
  const settings = lost(input.live.host, before.host).map((item) => withPrevious(item, before.host));
  return [
    ...lost(before.host, input.live.host)
      .filter(({ kind }) => kind !== 'sysctl')
      .map((item) => itemCommand(item, 'add')),
    ...tables,
    ...nft,
    ...settings.map((item) => itemCommand(item, 'del')),
  ];
}
