/** A packet while it is walked: what rules see of it now, and where that came from. */

import { InputError } from '../../model/errors.ts';
import { type IpFamily, parseAddress } from '../../model/ip.ts';
import { FULL_MASK } from '../constants.ts';
import type { ConntrackState } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import { protocolName } from '../ruleset/protocols.ts';

/** What a condition looks at. `none`: at nothing a packet has. */
export type Field =
  | 'protocol'
  | 'source'
  | 'destination'
  | 'source-port'
  | 'destination-port'
  | 'in-interface'
  | 'out-interface'
  | 'uid'
  | 'gid'
  | 'socket'
  | 'mark'
  | 'connmark'
  | 'state'
  | 'unknown'
  | 'none';

/** A mark: its value, and which of its bits still are those the packet or its connection came with. */
export interface Mark {
  readonly value: number;
  readonly fromMark: number;
  readonly fromConnmark: number;
}

/** Changes as rules rewrite the packet. */
export interface View {
  readonly family: IpFamily;
  readonly protocol: string;
  source: bigint;
  destination: bigint;
  sourcePort: number | undefined;
  destinationPort: number | undefined;
  /** Empty where the packet has none: `in` at OUTPUT, `out` at PREROUTING. */
  inInterface: string;
  outInterface: string;
  /** Whether a socket of this machine sent it; owner conditions need one. */
  readonly socket: boolean;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  mark: Mark;
  connmark: Mark;
  readonly state: ConntrackState;
  zone: number | undefined;
  /** Fields that a rule or the way through the machine has set, which no longer depend on the packet. */
  readonly fixed: Set<Field>;
}

/** JavaScript's bit operations give signed numbers; marks are unsigned. */
export const bits = (value: number): number => value >>> 0;

const number = (text: string, what: string): bigint => {
  const address = parseAddress(text);
  if (!address) throw new InputError('INPUT_PACKET', `${what} "${text}" of the packet is not an IP address`);
  return address.value;
};

/** The view of a packet before anything happened to it. Throws InputError for what is not an address, and for two families. */
export function viewOf(packet: Packet): View {
  const family = packet.dst.includes(':') ? 'ipv6' : 'ipv4';
  if (packet.src.includes(':') !== packet.dst.includes(':')) {
    throw new InputError('INPUT_PACKET', `source "${packet.src}" and destination "${packet.dst}" are of two families`);
  }
  const out = packet.dir === 'out';
  return {
    family,
    protocol: protocolName(packet.proto),
    source: number(packet.src, 'source'),
    destination: number(packet.dst, 'destination'),
    sourcePort: packet.sport,
    destinationPort: packet.dport,
    inInterface: out ? '' : packet.iface,
    outInterface: out ? packet.iface : '',
    socket: out && (packet.uid !== undefined || packet.gid !== undefined),
    uid: out ? packet.uid : undefined,
    gid: out ? packet.gid : undefined,
    mark: { value: packet.mark ?? 0, fromMark: FULL_MASK, fromConnmark: 0 },
    connmark: { value: packet.connmark ?? 0, fromMark: 0, fromConnmark: FULL_MASK },
    state: packet.ctstate,
    zone: undefined,
    fixed: new Set(),
  };
}

/** `(old & ~mask) ^ value`. */
export function setBits(old: Mark, value: number, mask: number): Mark {
  const keep = bits(~mask);
  return {
    value: bits((old.value & keep) ^ value),
    fromMark: bits(old.fromMark & keep),
    fromConnmark: bits(old.fromConnmark & keep),
  };
}

/** `(old & ~oldMask) ^ (other & otherMask)`. */
export function copyBits(old: Mark, oldMask: number, other: Mark, otherMask: number): Mark {
  const mix = (a: number, b: number): number => bits((a & ~oldMask) ^ (b & otherMask));
  return {
    value: mix(old.value, other.value),
    fromMark: mix(old.fromMark, other.fromMark),
    fromConnmark: mix(old.fromConnmark, other.fromConnmark),
  };
}
