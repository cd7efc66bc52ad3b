/** What belongs to a profile whatever its flags were: names nobody else uses. */
import type { Chain, Rule, RuleSet, Table } from '../model/rule.ts';
import type { ProfileName } from '../profiles/profile.ts';
import type { HostItem } from './host-item.ts';
import { GUARD_MARK, isMark, readMark } from './mark.ts';

/** The names a profile's rules go by. */
export interface Ownership {
  /** How the names of its chains begin. */
  readonly chains: string;
  /** How its own comments begin. */
  readonly comments?: string;
  /** How the names of its nft tables begin. */
  readonly nftTables?: string;
  /** Routing tables it uses unless told otherwise. */
  readonly routeTables: readonly number[];
  /** Addresses it puts on the loopback interface. */
  readonly addresses: readonly string[];
}

const SIDECAR: Ownership = {
  chains: 'ISTIO_',
  nftTables: 'istio-proxy-',
  routeTables: [133],
  addresses: ['::6/128'],
};

/** Every profile's names. */
export const OWNERSHIP: Readonly<Record<ProfileName, Ownership>> = {
  istio: SIDECAR,
  'istio-cni': SIDECAR,
  'istio-2018': { chains: 'ISTIO_', routeTables: [133], addresses: [] },
  'istio-ambient': { chains: 'ISTIO_', nftTables: 'istio-ambient-', routeTables: [100], addresses: [] },
  linkerd: { chains: 'PROXY_INIT_', comments: 'proxy-init/', routeTables: [], addresses: [] },
  kuma: { chains: 'KUMA_MESH_', comments: 'kuma/mesh/transparent/proxy/', routeTables: [], addresses: [] },
};

/** A rule of ours in a chain of others, as the dump has it. */
export interface OwnedRule {
  readonly table: string;
  readonly chain: string;
  /** 1-based, in the chain as it is. */
  readonly position: number;
  readonly rule: Rule;
}

/** A chain of ours with its rules. */
export interface OwnedChain {
  readonly table: string;
  readonly chain: Chain;
}

/** What is ours in one rule set. */
export interface Owned {
  readonly chains: readonly OwnedChain[];
  readonly rules: readonly OwnedRule[];
  /** Whether any of it carries our mark; without one a peer wrote it. */
  readonly marked: boolean;
  /** What the marks say was added besides rules. */
  readonly items: readonly HostItem[];
}

/** What else is asked of {@link findOwned}. */
export interface OwnedOptions {
  readonly ownership: Ownership;
  /** Rules in chains of others that the wanted program has too: a peer's, which carry no mark. */
  readonly isWanted: (table: string, chain: string, rule: Rule) => boolean;
}

/**
 * What is ours in a rule set of iptables: chains by name, and in the chains of others the rules that are marked, jump to a chain
 * of ours, or carry the profile's comment. Where a peer programmed the pod (chains, but no mark), also the rules it would
 * have written for the same flags.
 */
export function findOwned(ruleSet: RuleSet, { ownership, isWanted }: OwnedOptions): Owned {
  const isOwn = (name: string): boolean => name.startsWith(ownership.chains);
  const chains = ruleSet.tables.flatMap((table) => chainsOf(table).filter(({ chain }) => isOwn(chain.name)));
  const others = ruleSet.tables.flatMap((table) => chainsOf(table).filter(({ chain }) => !isOwn(chain.name)));
  // The guard is not part of what it guards.
  const all = others.flatMap(rulesOf).filter(({ rule }) => rule.comment !== GUARD_MARK);
  const anyMarked = all.some(({ rule }) => isMark(rule.comment));
  const byPeer = chains.length > 0 && !anyMarked;
  const rules = all.filter(
    ({ rule, table, chain }) =>
      isMark(rule.comment) ||
      (ownership.comments !== undefined && rule.comment?.startsWith(ownership.comments)) ||
      ('chain' in rule.target && isOwn(rule.target.chain)) ||
      (byPeer && isWanted(table, chain, rule)),
  );
  const comments = new Set(rules.flatMap(({ rule }) => rule.comment ?? []));
  return { chains, rules, marked: anyMarked, items: [...comments].flatMap(readMark) };
}

function chainsOf(table: Table): readonly OwnedChain[] {
  return [...table.chains.values()].map((chain) => ({ table: table.name, chain }));
}

function rulesOf({ table, chain }: OwnedChain): readonly OwnedRule[] {
  return chain.rules.map((rule, index) => ({ table, chain: chain.name, position: index + 1, rule }));
}

/** Whether nothing is ours. */
export function isNothing(owned: Owned): boolean {
  return owned.chains.length === 0 && owned.rules.length === 0;
}

/** What a peer added besides rules: its usual routing tables and addresses, and those of the flags. */
export function peerItems(
  live: readonly HostItem[],
  wanted: readonly HostItem[],
  ownership: Ownership,
): readonly HostItem[] {
  const tables = new Set([
    ...ownership.routeTables,
    ...wanted.flatMap((item) => ('table' in item ? [item.table] : [])),
  ]);
  return live.filter((item) => {
    if (item.kind === 'sysctl') return false;
    return item.kind === 'address' ? ownership.addresses.includes(item.cidr) : tables.has(item.table);
  });
}
