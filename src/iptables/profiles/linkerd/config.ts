import type { PortRange } from '../../model/match.ts';
import type { Family } from '../../model/rule.ts';

/** Which set of binaries a command list names. */
export const IPTABLES_MODES = ['nft', 'legacy', 'plain'] as const;
export type IptablesMode = (typeof IPTABLES_MODES)[number];

/** What proxy-init is told. */
export interface LinkerdConfig {
  readonly families: readonly Family[];
  /** Where inbound connections are sent. */
  readonly incomingPort: number;
  /** Where outbound connections are sent. */
  readonly outgoingPort: number;
  /** The proxy's user and group; absent: no rule. */
  readonly uid?: number;
  readonly gid?: number;
  /** Inbound ports to redirect; empty: all. */
  readonly redirected: readonly number[];
  /** Ports left alone; absent: no list was given. A list of which nothing was usable still makes a rule, as the peer's does. */
  readonly inboundIgnored?: readonly PortRange[];
  readonly outboundIgnored?: readonly PortRange[];
  /** Source subnets left alone, by family. */
  readonly subnets: Readonly<Record<Family, readonly string[]>>;
  readonly mode: IptablesMode;
  /** `-w` behind every writing command. */
  readonly wait: boolean;
  /** Seconds conntrack keeps a half closed connection; absent: the system's own. */
  readonly closeWaitSeconds?: number;
}
