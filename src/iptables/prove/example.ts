/** One packet that stands for a class. */
import type { Packet } from '../model/packet.ts';
import { kernelAddress } from '../ruleset/address.ts';
import { hasPorts } from '../ruleset/protocols.ts';
import type { Atoms, Dimension, Samples } from './atoms.ts';
import type { Box, Scenario } from './box.ts';
import { sampleMark } from './marks.ts';

/** Index of the lowest bit of a set that is not empty. */
function lowestBit(set: bigint): number {
  return (set & -set).toString(2).length - 1;
}

/** What an example is made of. */
interface Source {
  readonly atoms: Atoms;
  readonly scenario: Scenario;
  readonly samples: Samples;
}

/** A value of the atom that looks ordinary: not the first address of a network. */
function sample({ atoms, samples }: Source, dimension: Dimension, set: bigint): bigint {
  const atom = atoms[dimension][lowestBit(set)];
  if (!atom) return 0n;
  const ordinary = samples[dimension]?.find((value) => atom.first <= value && value <= atom.last);
  if (ordinary !== undefined) return ordinary;
  return atom.last > atom.first ? atom.first + 1n : atom.first;
}

/** One packet of a box: of each dimension the most ordinary value there is. */
export function packetOfBox(source: Source, box: Box): Packet {
  const { dir, family, protocol, iface, state, socket, tcpFlags } = source.scenario;
  const value = (dimension: Dimension): bigint => sample(source, dimension, box[dimension]);
  const address = (dimension: Dimension): string => kernelAddress({ family, value: value(dimension) });
  const [mark, connmark] = [sampleMark(box.mark) ?? 0, sampleMark(box.connmark) ?? 0];
  return {
    dir,
    proto: protocol,
    src: address('source'),
    dst: address('destination'),
    ...(hasPorts(protocol) ? { sport: Number(value('source-port')), dport: Number(value('destination-port')) } : {}),
    iface,
    ...(socket ? { uid: Number(value('uid')), gid: Number(value('gid')) } : {}),
    ...(mark === 0 ? {} : { mark }),
    ...(connmark === 0 ? {} : { connmark }),
    ctstate: state,
    ...(tcpFlags === undefined ? {} : { tcpFlags }),
  };
}
