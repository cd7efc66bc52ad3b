/** What a rule does with a packet that matched. */
import type { PortRange } from './match.ts';

/** Ends the walk of this base chain, or goes back to the chain that jumped here. */
export interface VerdictTarget {
  readonly kind: 'accept' | 'drop' | 'return' | 'reject';
  /** What a REJECT answers with (`icmp-port-unreachable`, `tcp-reset`); absent for the others. */
  readonly reply?: string;
}

/** Goes on in another chain. `goto` does not come back to this one. */
export interface JumpTarget {
  readonly kind: 'jump' | 'goto';
  readonly chain: string;
}

/** REDIRECT: the destination becomes this machine, and one of these ports. */
export interface RedirectTarget {
  readonly kind: 'redirect';
  readonly ports: PortRange;
}

/** TPROXY: the packet is handed to a transparent socket, addresses unchanged. */
export interface TproxyTarget {
  readonly kind: 'tproxy';
  readonly port: number;
  /** Mark given to the packet: `(old & ~mask) ^ value`; unsigned 32 bits. */
  readonly mark: number;
  readonly mask: number;
  /** Address of the socket; absent means the address the packet has. */
  readonly address?: string;
}

/** MARK and CONNMARK --set-xmark: `(old & ~mask) ^ value`. The walk goes on. */
export interface SetMarkTarget {
  readonly kind: 'set-mark' | 'set-connmark';
  readonly value: number;
  readonly mask: number;
}

/** CONNMARK --save-mark (packet to connection) and --restore-mark (connection to packet). The walk goes on. */
export interface CopyMarkTarget {
  readonly kind: 'save-mark' | 'restore-mark';
  readonly nfmask: number;
  readonly ctmask: number;
}

/** CT --zone: the first one on a packet wins. The walk goes on. */
export interface ZoneTarget {
  readonly kind: 'zone';
  readonly zone: number;
}

/** Rewrites addresses: SNAT --to-source, DNAT --to-destination. */
export interface NatTarget {
  readonly kind: 'snat' | 'dnat';
  /** As written: `169.254.7.127`, `10.0.0.1:80`. */
  readonly to: string;
}

/** No target at all: the rule only counts. */
export interface CountTarget {
  readonly kind: 'count';
}

/** A target that is printed but not understood (LOG and friends go on; others fork the walk). */
export interface UnknownTarget {
  readonly kind: 'unknown';
  /** The target's name, `LOG`, `MASQUERADE`. */
  readonly name: string;
  /** Its options as written. */
  readonly text: string;
}

/** What becomes of a packet that a rule takes. */
export type Target =
  | VerdictTarget
  | JumpTarget
  | RedirectTarget
  | TproxyTarget
  | SetMarkTarget
  | CopyMarkTarget
  | ZoneTarget
  | NatTarget
  | CountTarget
  | UnknownTarget;
