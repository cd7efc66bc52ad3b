/** A packet as trace walks it. */
import type { ConntrackState } from './match.ts';

/** A packet to walk through rules; what is absent is not known. */
export interface Packet {
  /** `out`: made on this machine; `in`: arriving. */
  readonly dir: 'out' | 'in';
  readonly proto: string;
  readonly src: string;
  readonly sport?: number;
  readonly dst: string;
  readonly dport?: number;
  /** The interface it leaves or arrives by. */
  readonly iface: string;
  /** Owner of the socket, of outgoing packets that have one. */
  readonly uid?: number;
  readonly gid?: number;
  readonly mark?: number;
  /** Mark of the connection it belongs to. */
  readonly connmark?: number;
  readonly ctstate: ConntrackState;
  /** `SYN`, `ACK`, `RST`, … for explanations and for packets without a socket. */
  readonly tcpFlags?: string;
}
