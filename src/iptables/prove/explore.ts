/** Walks every class of packets that rules can tell apart, each once. */
import type { Packet } from '../model/packet.ts';
import { hasPorts } from '../ruleset/protocols.ts';
import type { Condition } from '../trace/conditions.ts';
import type { Machine } from '../trace/machine.ts';
import { type Passage, walkOnce } from '../trace/path.ts';
import { bits, type Field, type View } from '../trace/view.ts';
import { type Atoms, DIMENSIONS, type Dimension, type Samples } from './atoms.ts';
import type { Box, Scenario } from './box.ts';
import { packetOfBox } from './example.ts';
import { bitsOf, type MarkCube, outside, within } from './marks.ts';

/** A class of packets that fare alike: what they are, one of them, and how each machine treats them. */
export interface PacketClass {
  readonly scenario: Scenario;
  readonly box: Box;
  /** Undecidable conditions that are taken to hold for the class. */
  readonly assuming: readonly Condition[];
  readonly packet: Packet;
  readonly passages: readonly Passage[];
}

/** A search. */
export interface Search {
  readonly machines: readonly Machine[];
  readonly atoms: Atoms;
  readonly scenario: Scenario;
  readonly box: Box;
  /** Values examples are made of where they can be. */
  readonly samples: Samples;
}

/** What an answer to an undecidable condition is kept by: two rules that ask the same get the same answer. */
type Question = Condition['match'] | string;

const questionOf = ({ match }: Condition): Question => (match.kind === 'unknown' ? match.text : match);

/** Work that is left: a box and answers to undecidable conditions. */
interface Open {
  readonly box: Box;
  readonly answers: ReadonlyMap<Question, boolean>;
}

const OF_FIELD: Partial<Record<Field, Dimension>> = {
  source: 'source',
  destination: 'destination',
  'source-port': 'source-port',
  'destination-port': 'destination-port',
  uid: 'uid',
  gid: 'gid',
};

type MaskCache = WeakMap<Condition, bigint>;

/** The atoms of a dimension for which a plain condition holds, whatever else the packet is. */
function plainMask(atoms: Atoms, dimension: Dimension, condition: Condition, view: View): bigint {
  let mask = 0n;
  for (const [index, { first }] of atoms[dimension].entries()) {
    if (condition.holds(withValue(view, dimension, first)) === true) mask |= 1n << BigInt(index);
  }
  return mask;
}

function withValue(view: View, dimension: Dimension, value: bigint): View {
  switch (dimension) {
    case 'source':
      return { ...view, source: value };
    case 'destination':
      return { ...view, destination: value };
    case 'source-port':
      return { ...view, sourcePort: Number(value) };
    case 'destination-port':
      return { ...view, destinationPort: Number(value) };
    case 'uid':
      return { ...view, uid: Number(value) };
    case 'gid':
      return { ...view, gid: Number(value) };
  }
}

/** One class being found: its box shrinks to those that answer every question as the example does. */
interface Finding {
  readonly search: Search;
  readonly packet: Packet;
  readonly cache: MaskCache;
  box: Box;
  readonly answers: Map<Question, boolean>;
  readonly open: Open[];
}

/** Keeps the side of a cut that the example is on; the other side is left for later. */
function keep(finding: Finding, dimension: Dimension, side: bigint): void {
  const present = finding.box[dimension];
  const [mine, others] = [present & side, present & ~side];
  if (others === 0n) return;
  finding.open.push({ box: { ...finding.box, [dimension]: others }, answers: new Map(finding.answers) });
  finding.box = { ...finding.box, [dimension]: mine };
}

type MarkDimension = 'mark' | 'connmark';

/** As {@link keep}, for what the packet's or its connection's first mark is under a mask. */
function keepMark(
  finding: Finding,
  dimension: MarkDimension,
  { cube, inside }: { readonly cube: MarkCube; readonly inside: boolean },
): void {
  const present = finding.box[dimension];
  const sides = [within(present, cube), outside(present, cube)];
  const [mine, others] = inside ? sides : sides.toReversed();
  if (!mine || !others) return;
  finding.open.push({ box: { ...finding.box, [dimension]: others }, answers: new Map(finding.answers) });
  finding.box = { ...finding.box, [dimension]: mine };
}

/** Asks whether bits that still are those of a first mark are as a condition wants them; the answer is the example's. */
function askBits(finding: Finding, dimension: MarkDimension, wanted: MarkCube): boolean {
  const start = finding.packet[dimension] ?? 0;
  const inside = bits(start & wanted.mask) === wanted.value;
  if (wanted.mask !== 0) keepMark(finding, dimension, { cube: wanted, inside });
  return inside;
}

/**
 * A question about the present mark, turned into questions about the marks the packet and its connection came with: the bits
 * that come from neither, those from one of them, and those that mix both, bit by bit. The first answer that is no settles it.
 */
function askedMark(finding: Finding, { match }: Condition, view: View): void {
  if (match.kind !== 'mark' && match.kind !== 'connmark') return;
  const { packet } = finding;
  const { value, fromMark, fromConnmark } = match.kind === 'mark' ? view.mark : view.connmark;
  const wrong = bits(match.value ^ value);
  const first = { mark: packet.mark ?? 0, connmark: packet.connmark ?? 0 };
  const from = { mark: bits(fromMark & match.mask), connmark: bits(fromConnmark & match.mask) };
  const mixed = bits(from.mark & from.connmark);
  if (bits(wrong & ~(from.mark | from.connmark) & match.mask) !== 0 || bits(match.value & ~match.mask) !== 0) return;
  for (const dimension of ['mark', 'connmark'] as const) {
    const mask = bits(from[dimension] & ~mixed);
    if (!askBits(finding, dimension, { mask, value: bits((wrong ^ first[dimension]) & mask) })) return;
  }
  for (const bit of bitsOf(mixed)) {
    for (const dimension of ['mark', 'connmark'] as const) {
      askBits(finding, dimension, { mask: bit, value: bits(first[dimension] & bit) });
    }
    if (bits(wrong & bit) !== 0) return;
  }
}

function asked(finding: Finding, condition: Condition, holds: boolean, view: View): void {
  const { field } = condition;
  if (field === 'mark' || field === 'connmark') askedMark(finding, condition, view);
  const dimension = OF_FIELD[field];
  if (!dimension || view.fixed.has(field)) return;
  if ((field === 'uid' || field === 'gid') && !view.socket) return;
  if ((field === 'source-port' || field === 'destination-port') && !hasPorts(view.protocol)) return;
  const mask = finding.cache.get(condition) ?? plainMask(finding.search.atoms, dimension, condition, view);
  finding.cache.set(condition, mask);
  keep(finding, dimension, holds ? mask : ~mask);
}

function decide(finding: Finding, condition: Condition): boolean {
  const question = questionOf(condition);
  const known = finding.answers.get(question);
  if (known !== undefined) return known;
  finding.open.push({ box: finding.box, answers: new Map(finding.answers).set(question, true) });
  finding.answers.set(question, false);
  return false;
}

function findClass(
  search: Search,
  start: Open,
  { open, cache }: { readonly open: Open[]; readonly cache: MaskCache },
): PacketClass {
  const packet = packetOfBox(search, start.box);
  const finding: Finding = { search, packet, cache, box: start.box, answers: new Map(start.answers), open };
  const undecided = new Map<Question, Condition>();
  const passages = search.machines.map((machine) =>
    walkOnce(machine, packet, {
      decide(condition) {
        undecided.set(questionOf(condition), condition);
        return decide(finding, condition);
      },
      watcher: { asked: (condition, holds, view) => asked(finding, condition, holds, view) },
    }),
  );
  const assuming = [...undecided]
    .filter(([question]) => finding.answers.get(question))
    .map(([, condition]) => condition);
  return { scenario: search.scenario, box: finding.box, assuming, packet, passages };
}

/**
 * The classes of packets of a search: disjoint, together the whole box, and alike in every step. Stops after `limit` classes.
 */
export function* classesOf(search: Search, limit: number): Generator<PacketClass> {
  const cache: MaskCache = new WeakMap();
  if (DIMENSIONS.some((dimension) => search.box[dimension] === 0n)) return;
  const open: Open[] = [{ box: search.box, answers: new Map() }];
  let found = 0;
  for (let next = open.pop(); next && found < limit; next = open.pop()) {
    yield findClass(search, next, { open, cache });
    found += 1;
  }
}
