/** What a network namespace holds, as the planner wants it. */

import type { Variant } from '../detect/variant.ts';
import type { Family, RuleSet } from '../model/rule.ts';
import type { HostItem } from './host-item.ts';

/** The rules one variant of the tools shows of one family. */
export interface LiveTables {
  readonly variant: Variant;
  readonly family: Family;
  readonly ruleSet: RuleSet;
}

/** A native nft table as `nft list table` shows it. */
export interface LiveNftTable {
  readonly family: string;
  readonly name: string;
  /** Can be given back to `nft -f`. */
  readonly text: string;
}

/** The state of a namespace at one time. */
export interface Live {
  readonly tables: readonly LiveTables[];
  /** Tables of nft, those that iptables manages among them. */
  readonly nftTables: readonly LiveNftTable[];
  readonly host: readonly HostItem[];
}
