/** Classes of packets put together where they fare alike, and told in words. */
import { kernelAddress, prefixesBetween } from '../ruleset/address.ts';
import { conditionText } from '../ruleset/rule-text.ts';
import type { Passage, Verdict } from '../trace/path.ts';
import type { Step } from '../trace/state.ts';
import type { Atom, Atoms, Dimension } from './atoms.ts';
import { DIMENSIONS } from './atoms.ts';
import { type Box, joined, type Scenario } from './box.ts';
import type { PacketClass } from './explore.ts';
import { markText, sameMarks } from './marks.ts';

/** Packets that fare alike and are decided by the same rules. */
export interface Region {
  readonly scenario: Scenario;
  /** Disjoint; together the region. */
  readonly boxes: readonly Box[];
  /** The first class found: its packet and passages stand for the others. */
  readonly example: PacketClass;
  /** How many classes of packets it is made of. */
  readonly classes: number;
}

/** What becomes of a packet, in one word: `ACCEPT`, `REDIRECT 15001`. */
export function fateOf({ verdict, port }: { readonly verdict: Verdict; readonly port: number | null }): string {
  return port === null ? verdict : `${verdict} ${port}`;
}

/** The rule that decided: the one that diverted or dropped the packet, else the last one that let it go. `undefined`: no rule did. */
export function decidingStep({ hops, verdict }: Passage): Step | undefined {
  const steps = hops.flatMap((hop) => hop.steps).filter(({ number }) => number !== 'policy');
  const kinds: Readonly<Record<Verdict, (step: Step) => boolean>> = {
    REDIRECT: ({ rule }) => rule?.target.kind === 'redirect',
    TPROXY: ({ rule }) => rule?.target.kind === 'tproxy',
    DROP: ({ action }) => action === 'drop',
    ACCEPT: ({ action }) => action === 'return' || action === 'accept',
  };
  const found = steps.filter(kinds[verdict]);
  return verdict === 'ACCEPT' ? (found.findLast(({ action }) => action === 'return') ?? found.at(-1)) : found.at(-1);
}

/** Who decided what, as a key. */
function keyOf({ scenario, passages, assuming }: PacketClass): string {
  const decided = passages.map((passage) => {
    const step = decidingStep(passage);
    return [fateOf(passage), step?.table, step?.chain, step?.number];
  });
  return JSON.stringify([scenario, decided, assuming.map(({ match }) => conditionText(match, 'iptables'))]);
}

/** Beyond so many boxes a region is not worth a shorter list. */
const MAX_JOINED = 256;

function joinAll(boxes: readonly Box[]): readonly Box[] {
  if (boxes.length > MAX_JOINED) return boxes;
  const out = [...boxes];
  for (let index = 0; index < out.length; index += 1) {
    for (let other = index + 1; other < out.length; other += 1) {
      const [one, two] = [out[index], out[other]];
      const both = one && two && joined(one, two);
      if (!both) continue;
      out[index] = both;
      out.splice(other, 1);
      // The larger box may join with ones it did not join with before.
      index = -1;
      break;
    }
  }
  return out;
}

/** Puts classes together by what becomes of them and which rule decides it, in the order they were found. */
export function regionsOf(classes: Iterable<PacketClass>): readonly Region[] {
  const groups = new Map<string, PacketClass[]>();
  for (const found of classes) {
    const key = keyOf(found);
    const group = groups.get(key) ?? [];
    group.push(found);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => {
    const [example] = group;
    if (!example) return [];
    return { scenario: example.scenario, boxes: joinAll(group.map(({ box }) => box)), example, classes: group.length };
  });
}

/** Atoms in ascending order, each with whether it is in a set and whether it is asked about at all. */
function sorted(atoms: readonly Atom[], set: bigint, all: bigint) {
  return atoms
    .map((atom, index) => ({
      atom,
      chosen: ((set >> BigInt(index)) & 1n) === 1n,
      asked: ((all >> BigInt(index)) & 1n) === 1n,
    }))
    .toSorted((a, b) => (a.atom.first < b.atom.first ? -1 : 1));
}

/** The values of a set of atoms as ranges, neighbours put together; what the question leaves out does not part them. */
function rangesOf(atoms: readonly Atom[], set: bigint, all: bigint): readonly Atom[] {
  const ranges: Atom[] = [];
  let open = false;
  for (const { atom, chosen, asked } of sorted(atoms, set, all)) {
    const before = ranges.at(-1);
    if (chosen && open && before) ranges[ranges.length - 1] = { first: before.first, last: atom.last };
    else if (chosen) ranges.push(atom);
    open = chosen || (open && !asked);
  }
  return ranges;
}

const NAMES: Readonly<Record<Dimension, string>> = {
  source: 'from',
  destination: 'to',
  'source-port': 'source port',
  'destination-port': 'port',
  uid: 'uid',
  gid: 'gid',
};

function rangeText(dimension: Dimension, { first, last }: Atom, { family }: Scenario): readonly string[] {
  if (dimension === 'source' || dimension === 'destination') {
    return prefixesBetween(family, first, last).map((prefix) => {
      const address = kernelAddress(prefix);
      return first === last ? address : `${address}/${prefix.bits}`;
    });
  }
  return [first === last ? String(first) : `${first}-${last}`];
}

const MAX_SHOWN = 4;

function listText(dimension: Dimension, ranges: readonly Atom[], scenario: Scenario): string {
  const texts = ranges.flatMap((range) => rangeText(dimension, range, scenario));
  const more = texts.length - MAX_SHOWN;
  return more > 0 ? `${texts.slice(0, MAX_SHOWN).join(', ')} and ${more} more` : texts.join(', ');
}

/** What a box is told against: all atoms, and the box of the question. */
export interface Background {
  readonly atoms: Atoms;
  readonly whole: Box;
}

/** A box in words, saying only what it is narrower in than the question: `to 10.0.0.0/8, port 3306, uid not 1337`. */
export function boxText(box: Box, scenario: Scenario, { atoms, whole }: Background): string {
  const parts = DIMENSIONS.flatMap((dimension) => {
    const [set, all] = [box[dimension], whole[dimension]];
    if (set === all) return [];
    const inside = rangesOf(atoms[dimension], set, all);
    const outside = rangesOf(atoms[dimension], all & ~set, all);
    const short = (ranges: readonly Atom[]): number =>
      ranges.flatMap((range) => rangeText(dimension, range, scenario)).length;
    // What it is not where that is shorter.
    const text =
      short(outside) < short(inside)
        ? `not ${listText(dimension, outside, scenario)}`
        : listText(dimension, inside, scenario);
    return `${NAMES[dimension]} ${text}`;
  });
  const mark = sameMarks(box.mark, whole.mark) ? [] : [`mark ${markText(box.mark)}`];
  const connmark = sameMarks(box.connmark, whole.connmark) ? [] : [`connection mark ${markText(box.connmark)}`];
  return [...parts, ...mark, ...connmark].join(', ') || 'all of them';
}
