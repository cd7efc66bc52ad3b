/** What a rule asks of a packet. One union for generated rules, iptables-save, nft and listings. */

/** A port, or a range of them; both ends inclusive. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

interface Negatable {
  /** True for `!`: the condition must not hold. */
  readonly negated: boolean;
}

/** Layer 4 protocol by name (`tcp`, `udp`, `icmp`, `ipv6-icmp`, …) or number in decimal; `all` asks for nothing. */
export interface ProtocolMatch extends Negatable {
  readonly kind: 'protocol';
  readonly protocol: string;
}

/** Source or destination address. */
export interface AddressMatch extends Negatable {
  readonly kind: 'source' | 'destination';
  /** A CIDR as it was written, host bits kept; an address without prefix is one host. */
  readonly cidr: string;
  /** Further CIDRs of an nft set: the address has to be in one of all. */
  readonly others?: readonly string[];
}

/** Interface a packet came in by or leaves by. */
export interface InterfaceMatch extends Negatable {
  readonly kind: 'in-interface' | 'out-interface';
  /** A trailing `+` (iptables) or `*` (nft) stands for any ending; kept as read. */
  readonly name: string;
}

/** Ports of TCP or UDP. With several, one of them must be the packet's; negated, none may. */
export interface PortMatch extends Negatable {
  readonly kind: 'source-port' | 'destination-port';
  readonly ports: readonly PortRange[];
  /** iptables' module: `multiport` even for one port where it was written so. */
  readonly multiport: boolean;
  /** nft's `tcp dport`: the protocol a port match implies; absent in iptables, where `-p` stands beside it. */
  readonly protocol?: string;
  /** A service name the kernel tools resolve; `ports` is empty then (only with --allow-service-names or read from rules). */
  readonly service?: string;
}

/** Owner of the socket a packet belongs to. Without a socket see trace: iptables and nft differ. */
export interface OwnerMatch extends Negatable {
  readonly kind: 'owner-uid' | 'owner-gid';
  readonly first: number;
  readonly last: number;
  /** The name where a listing shows one instead of a number (`istio-proxy`). */
  readonly name?: string;
}

/** A socket exists for a packet: `-m owner --socket-exists`. */
export interface SocketOwnerMatch extends Negatable {
  readonly kind: 'owner-socket';
}

/** Packet mark or connection mark: `(mark & mask) == value`. Unsigned 32 bits. */
export interface MarkMatch extends Negatable {
  readonly kind: 'mark' | 'connmark';
  readonly value: number;
  readonly mask: number;
}

/** Connection tracking state. */
export interface StateMatch extends Negatable {
  readonly kind: 'state';
  /** `state` where a rule says it with the older module; absent for `conntrack`. */
  readonly module?: 'state';
  readonly states: readonly ConntrackState[];
}

/** The state of a connection, as conntrack has it. */
export type ConntrackState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';

/** A socket listens or is connected for the packet: `-m socket`. */
export interface SocketMatch extends Negatable {
  readonly kind: 'socket';
  readonly transparent: boolean;
}

/** A module named without a condition, as in `-p tcp -m tcp`; asks for nothing and is kept for printing. */
export interface ModuleMatch {
  readonly kind: 'module';
  readonly module: string;
}

/** Something the walk cannot decide: an ipset, a helper, a module it does not know. */
export interface UnknownMatch {
  readonly kind: 'unknown';
  /** As written, without the surrounding rule. */
  readonly text: string;
}

/** One condition of a rule. */
export type Match =
  | ProtocolMatch
  | AddressMatch
  | InterfaceMatch
  | PortMatch
  | OwnerMatch
  | SocketOwnerMatch
  | MarkMatch
  | StateMatch
  | SocketMatch
  | ModuleMatch
  | UnknownMatch;
