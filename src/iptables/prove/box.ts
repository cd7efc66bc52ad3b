/** Sets of packets. */
import type { IpFamily } from '../../model/ip.ts';
import type { ConntrackState } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import { type Atom, type Atoms, DIMENSIONS, type Dimension } from './atoms.ts';
import { ANY_MARK, type MarkSet, sameMarks } from './marks.ts';

/** Sets of atoms, one bit each, where bit 0 is the most ordinary atom; and sets of marks. */
export type Box = Readonly<Record<Dimension, bigint>> & {
  readonly mark: MarkSet;
  readonly connmark: MarkSet;
};

/** What packets of a search have in common: the dimensions that are told one by one. */
export interface Scenario {
  readonly dir: Packet['dir'];
  readonly family: IpFamily;
  readonly protocol: string;
  readonly iface: string;
  readonly state: ConntrackState;
  /** Whether it was sent by a socket; arriving packets never are. */
  readonly socket: boolean;
  /** TCP flags of packets without a socket, for their examples. */
  readonly tcpFlags?: string;
}

/** All packets. */
export function wholeBox(atoms: Atoms): Box {
  const all = (dimension: Dimension): bigint => (1n << BigInt(atoms[dimension].length)) - 1n;
  return {
    source: all('source'),
    destination: all('destination'),
    'source-port': all('source-port'),
    'destination-port': all('destination-port'),
    uid: all('uid'),
    gid: all('gid'),
    mark: ANY_MARK,
    connmark: ANY_MARK,
  };
}

/** The atoms that lie in one of some ranges. */
export function atomsIn(atoms: readonly Atom[], ranges: readonly Atom[]): bigint {
  let set = 0n;
  for (const [index, { first, last }] of atoms.entries()) {
    if (ranges.some((range) => range.first <= first && last <= range.last)) set |= 1n << BigInt(index);
  }
  return set;
}

/** The union of two boxes where it is a box: they differ in one dimension at most. `undefined` otherwise. */
export function joined(one: Box, other: Box): Box | undefined {
  if (!sameMarks(one.mark, other.mark) || !sameMarks(one.connmark, other.connmark)) return undefined;
  const different = DIMENSIONS.filter((dimension) => one[dimension] !== other[dimension]);
  if (different.length > 1) return undefined;
  const [dimension] = different;
  return dimension === undefined ? one : { ...one, [dimension]: one[dimension] | other[dimension] };
}
