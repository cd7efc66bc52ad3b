import type { PortRange } from '../../model/match.ts';
import type { Family } from '../../model/rule.ts';

/** Traffic of some users to some ports that is left alone. */
export interface OwnerExclusion {
  readonly protocol: 'tcp' | 'udp';
  readonly ports: readonly PortRange[];
  /** The users, one or a range. */
  readonly uids: PortRange;
}

/** An interface of a virtual network and the addresses that are on it. */
export interface VirtualNetwork {
  readonly interface: string;
  readonly cidr: string;
}

/** One direction. */
export interface Direction {
  readonly enabled: boolean;
  readonly port: number;
  /** Ports to capture; empty: all but the excluded ones. */
  readonly included: readonly PortRange[];
  readonly excluded: readonly PortRange[];
  /** Peers left alone: sources of inbound, destinations of outbound connections. */
  readonly addresses: Readonly<Record<Family, readonly string[]>>;
  /** The jump is inserted before foreign rules instead of appended behind them. */
  readonly insert: boolean;
}

/** What is done about DNS. */
export interface KumaDns {
  readonly port: number;
  /** Every query, not only those to the nameservers. */
  readonly all: boolean;
  /** Nameservers by family; empty where every query is taken. */
  readonly servers: Readonly<Record<Family, readonly string[]>>;
  /** Conntrack zones for the two halves of a captured query. */
  readonly zones: boolean;
  /** Docker has rules for its resolver, through which the proxy's own queries have to go. */
  readonly docker: boolean;
}

/** What the transparent proxy is told. */
export interface KumaConfig {
  readonly families: readonly Family[];
  readonly uid: number;
  readonly inbound: Direction;
  readonly outbound: Direction;
  readonly ownerExclusions: readonly OwnerExclusion[];
  /** Absent: DNS is left alone. */
  readonly dns?: KumaDns;
  /** By family, in the order of the interfaces' names. */
  readonly networks: Readonly<Record<Family, readonly VirtualNetwork[]>>;
  readonly dropInvalid: boolean;
  /** Level of the kernel's log for packets that arrive at the built-in chains of nat; absent: no log. */
  readonly logLevel?: number;
  readonly comments: boolean;
  readonly verbose: boolean;
}

/** User of kuma-dp unless another one is given. @see kuma, transparent proxy defaults */
export const PROXY_UID = 5678;

/** A debugging message in the kernel's log. @see syslog(2) */
export const LOG_LEVEL = 7;

/** The chains of the profile. */
export const CHAIN = {
  inbound: 'KUMA_MESH_INBOUND',
  outbound: 'KUMA_MESH_OUTBOUND',
  inboundRedirect: 'KUMA_MESH_INBOUND_REDIRECT',
  outboundRedirect: 'KUMA_MESH_OUTBOUND_REDIRECT',
} as const;

/** The chain Docker keeps for its resolver. */
export const DOCKER_CHAIN = 'DOCKER_OUTPUT';
