/** What of a live rule set is not as a program wants it. */
import type { Chain, Family, Rule, RuleSet, Table } from '../model/rule.ts';
import { compareSequences } from './sequence.ts';

/** What is wrong with a rule or chain. */
export type DriftKind = 'missing' | 'extra' | 'moved' | 'missing-chain' | 'extra-chain' | 'ahead';

/** One difference. */
export interface Drift {
  readonly kind: DriftKind;
  readonly families: readonly Family[];
  readonly table: string;
  readonly chain: string;
  /** The rule as the kernel prints it; absent for chains. */
  readonly rule?: string;
  /** 1-based, in the live chain; for a missing rule the place it should have in the wanted one. */
  readonly position?: number;
  /** Of a rule that moved: where it should be. */
  readonly wantedPosition?: number;
  /** Of a rule that moved: it only passed rules that do the same, so that no packet can tell. */
  readonly harmless?: boolean;
}

/** What {@link compareRuleSets} has to know besides the two rule sets. */
export interface DriftOptions {
  /** Whether rules go together: a key per rule in the dialect's notation. */
  readonly keyOf: (rule: Rule) => string;
  /** Chains that belong to the profile whatever its flags. */
  readonly isOwnChain: (table: string, chain: string) => boolean;
  /** Rules in the chains of others that are ours. */
  readonly isOwnRule: (rule: Rule, chain: string) => boolean;
}

/**
 * Compares the rules of one family, or of an nft rule set. In chains of the profile every rule counts; in those of others only
 * the wanted ones and ours, and what stands before them.
 */
export function compareRuleSets(wanted: RuleSet, live: RuleSet, options: DriftOptions): readonly Drift[] {
  const names = new Set([...wanted.tables, ...live.tables].map(({ name }) => name));
  return [...names].flatMap((name) =>
    compareTables(
      wanted.tables.find((table) => table.name === name),
      live.tables.find((table) => table.name === name),
      options,
    ),
  );
}

function compareTables(wanted: Table | undefined, live: Table | undefined, options: DriftOptions): readonly Drift[] {
  const table = wanted ?? live;
  if (!table) return [];
  const chains = new Set([...(wanted?.chains.keys() ?? []), ...(live?.chains.keys() ?? [])]);
  return [...chains].flatMap((chain) => {
    const place = { families: table.families, table: table.name, chain };
    const want = wanted?.chains.get(chain);
    const have = live?.chains.get(chain);
    if (!options.isOwnChain(table.name, chain)) return sharedChain({ place, want, have }, options);
    if (!have) return [{ ...place, kind: 'missing-chain' }];
    if (!want) return [{ ...place, kind: 'extra-chain' }];
    return ownChain({ place, want, have }, options);
  });
}

interface Pair {
  readonly place: Pick<Drift, 'families' | 'table' | 'chain'>;
  readonly want: Chain | undefined;
  readonly have: Chain | undefined;
}

function ownChain({ place, want, have }: Pair, { keyOf }: DriftOptions): readonly Drift[] {
  const positions = have?.rules.map((_, index) => index + 1) ?? [];
  return compareRules({ place, want: want?.rules ?? [], have: have?.rules ?? [], positions }, keyOf);
}

/** A chain of somebody else: what is not wanted and not ours is not looked at, except where it comes first. */
function sharedChain({ place, want, have }: Pair, options: DriftOptions): readonly Drift[] {
  const wanted = new Set(want?.rules.map(options.keyOf));
  const all = have?.rules ?? [];
  const counted = all.flatMap((rule, index) =>
    options.isOwnRule(rule, place.chain) || wanted.has(options.keyOf(rule)) ? [{ rule, position: index + 1 }] : [],
  );
  const found = compareRules(
    {
      place,
      want: want?.rules ?? [],
      have: counted.map(({ rule }) => rule),
      positions: counted.map(({ position }) => position),
    },
    options.keyOf,
  );
  const last = counted.at(-1)?.position ?? 0;
  const mine = new Set(counted.map(({ position }) => position));
  const ahead = all.slice(0, last).flatMap((rule, index): readonly Drift[] => {
    if (mine.has(index + 1) || !mayEndWalk(rule)) return [];
    return [{ ...place, kind: 'ahead', rule: options.keyOf(rule), position: index + 1 }];
  });
  return [...found, ...ahead];
}

/** Whether a packet that matches may never reach the rules behind this one. */
function mayEndWalk({ target }: Rule): boolean {
  switch (target.kind) {
    case 'count':
    case 'set-mark':
    case 'set-connmark':
    case 'save-mark':
    case 'restore-mark':
    case 'zone':
      return false;
    case 'unknown':
      return !WALK_ON.has(target.name);
    default:
      return true;
  }
}

/** Targets meshctl does not work with after which the walk goes on: iptables-extensions(8). */
const WALK_ON: ReadonlySet<string> = new Set(['LOG', 'NFLOG', 'TRACE', 'TOS', 'DSCP', 'CLASSIFY', 'TCPMSS', 'AUDIT']);

interface Rules {
  readonly place: Pair['place'];
  readonly want: readonly Rule[];
  readonly have: readonly Rule[];
  /** Of each live rule in its chain. */
  readonly positions: readonly number[];
}

function compareRules({ place, want, have, positions }: Rules, keyOf: DriftOptions['keyOf']): readonly Drift[] {
  const wanted = want.map(keyOf);
  const live = have.map(keyOf);
  const { missing, extra, moved, pairs } = compareSequences(wanted, live);
  const at = (index: number): number => positions[index] ?? index + 1;
  const key = (list: readonly string[], index: number): string => list[index] ?? '';
  return [
    ...missing.map((index): Drift => ({ ...place, kind: 'missing', rule: key(wanted, index), position: index + 1 })),
    ...extra.map((index): Drift => ({ ...place, kind: 'extra', rule: key(live, index), position: at(index) })),
    ...moved.map(
      ({ wanted: to, live: from }): Drift => ({
        ...place,
        kind: 'moved',
        rule: key(live, from),
        position: at(from),
        wantedPosition: to + 1,
        harmless: pairs.every(
          (other) => !isPassed(other, { wanted: to, live: from }) || doesSame(have, other.live, from),
        ),
      }),
    ),
  ];
}

interface Places {
  readonly wanted: number;
  readonly live: number;
}

/** Whether two rules stand the other way round than wanted. */
function isPassed(one: Places, other: Places): boolean {
  return one.wanted < other.wanted !== one.live < other.live && one.live !== other.live;
}

/** Of two rules that do the same, whichever comes first does it to a packet that matches both. */
function doesSame(rules: readonly Rule[], one: number, other: number): boolean {
  const [first, second] = [rules[one], rules[other]];
  return JSON.stringify([first?.before, first?.target]) === JSON.stringify([second?.before, second?.target]);
}
