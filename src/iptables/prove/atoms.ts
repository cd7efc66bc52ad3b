/** The values of packets cut into the pieces that rules can tell apart. */
import { IP_BITS, type IpFamily } from '../../model/ip.ts';
import type { Match } from '../model/match.ts';
import { parseCidr, prefixMask } from '../ruleset/address.ts';
import type { Machine } from '../trace/machine.ts';

/** Values that no rule tells apart; both ends inclusive. */
export interface Atom {
  readonly first: bigint;
  readonly last: bigint;
}

/** The dimensions that are cut; marks have sets of their own, and the others are told one by one. */
export const DIMENSIONS = ['source', 'destination', 'source-port', 'destination-port', 'uid', 'gid'] as const;

/** One dimension of packets. */
export type Dimension = (typeof DIMENSIONS)[number];

/** By dimension the values that look ordinary, best first. */
export type Samples = Partial<Readonly<Record<Dimension, readonly bigint[]>>>;

/** By dimension its atoms, most ordinary first. */
export type Atoms = Readonly<Record<Dimension, readonly Atom[]>>;

const PORTS: Atom = { first: 0n, last: 65_535n };
const IDS: Atom = { first: 0n, last: 0xffff_fffen };

/** Every condition of machines, each rule once. */
function matchesOf(machines: readonly Machine[]): readonly Match[] {
  const bases = machines.flatMap(({ hooks }) => [...hooks.values()].flat());
  const chains = new Set(bases.flatMap(({ others }) => [...others.values()]));
  return [...chains].flatMap(({ rules }) => rules).flatMap(({ rule }) => rule.matches);
}

/** Cuts a whole at the ends of ranges. */
function cut(whole: Atom, ranges: readonly Atom[]): readonly Atom[] {
  const starts = new Set([whole.first]);
  for (const { first, last } of ranges) {
    if (first > whole.first && first <= whole.last) starts.add(first);
    if (last >= whole.first && last < whole.last) starts.add(last + 1n);
  }
  const sorted = [...starts].toSorted((a, b) => (a < b ? -1 : 1));
  return sorted.map((first, index) => ({ first, last: (sorted[index + 1] ?? whole.last + 1n) - 1n }));
}

/** Atoms in the order of the samples they hold, those without a sample behind. */
function ordered(atoms: readonly Atom[], samples: readonly bigint[]): readonly Atom[] {
  const rank = ({ first, last }: Atom): number => {
    const found = samples.findIndex((value) => first <= value && value <= last);
    return found < 0 ? samples.length : found;
  };
  return atoms.toSorted((a, b) => rank(a) - rank(b));
}

function addressRanges(matches: readonly Match[], kind: 'source' | 'destination', family: IpFamily): readonly Atom[] {
  const cidrs = matches.flatMap((match) => (match.kind === kind ? [match.cidr, ...(match.others ?? [])] : []));
  return cidrs.flatMap((text) => {
    const prefix = parseCidr(text);
    if (prefix?.family !== family) return [];
    const first = prefix.value & prefixMask(prefix);
    return { first, last: first + (1n << BigInt(IP_BITS[family] - prefix.bits)) - 1n };
  });
}

function numberRanges(
  matches: readonly Match[],
  kind: 'port' | 'owner',
  names: readonly Match['kind'][],
): readonly Atom[] {
  return matches.flatMap((match) => {
    if (!names.includes(match.kind)) return [];
    if (kind === 'port' && 'ports' in match)
      return match.ports.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }));
    return 'first' in match ? { first: BigInt(match.first), last: BigInt(match.last) } : [];
  });
}

/** What atoms are cut for besides the rules. */
export interface AtomOptions {
  readonly family: IpFamily;
  /** Ranges of addresses that questions tell apart. */
  readonly addresses: readonly Atom[];
  /** Ordinary values, whose atoms come first. */
  readonly samples: Samples;
  readonly ids: readonly number[];
}

/** The atoms of all rules of some machines for one family. */
export function atomsOf(machines: readonly Machine[], { family, addresses, samples, ids }: AtomOptions): Atoms {
  const matches = matchesOf(machines);
  const whole: Atom = { first: 0n, last: (1n << BigInt(IP_BITS[family])) - 1n };
  const own = ids.map((id) => ({ first: BigInt(id), last: BigInt(id) }));
  const address = (kind: 'source' | 'destination') =>
    ordered(cut(whole, [...addressRanges(matches, kind, family), ...addresses]), samples[kind] ?? []);
  const port = (kind: 'source-port' | 'destination-port') =>
    ordered(cut(PORTS, numberRanges(matches, 'port', [kind])), samples[kind] ?? []);
  const owner = (kind: 'uid' | 'gid') =>
    ordered(cut(IDS, [...numberRanges(matches, 'owner', [`owner-${kind}`]), ...own]), samples[kind] ?? []);
  return {
    source: address('source'),
    destination: address('destination'),
    'source-port': port('source-port'),
    'destination-port': port('destination-port'),
    uid: owner('uid'),
    gid: owner('gid'),
  };
}
