/** Sets of packets. */
import type { IpFamily } from '../../model/ip.ts';
import type { ConntrackState } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import { type Atom, type Atoms, DIMENSIONS, type Dimension } from './atoms.ts';

/** Sets of atoms, one bit each; bit 0 is the most ordinary atom. */
export type Box = Readonly<Record<Dimension, bigint>>;

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

/** All atoms of each dimension. */
export function wholeBox(atoms: Atoms): Box {
  return boxOf((dimension) => (1n << BigInt(atoms[dimension].length)) - 1n);
}

/** A box made dimension by dimension. */
export function boxOf(make: (dimension: Dimension) => bigint): Box {
  return {
    source: make('source'),
    destination: make('destination'),
    'source-port': make('source-port'),
    'destination-port': make('destination-port'),
    uid: make('uid'),
    gid: make('gid'),
    mark: make('mark'),
    connmark: make('connmark'),
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
  const different = DIMENSIONS.filter((dimension) => one[dimension] !== other[dimension]);
  if (different.length > 1) return undefined;
  const [dimension] = different;
  return dimension === undefined ? one : { ...one, [dimension]: one[dimension] | other[dimension] };
}
