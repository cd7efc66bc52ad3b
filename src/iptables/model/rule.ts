/** A rule, a program that makes rules, and the rule set that is the result. */
import type { Range } from '../../model/range.ts';
import type { Match } from './match.ts';
import type { Target } from './target.ts';

/** The tables of netfilter in the order a packet meets them. */
export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';

/** The family of addresses that rules are for. */
export type Family = 'ipv4' | 'ipv6';

/** Why a rule is there: what `explain` tells. */
export interface Reason {
  /** Key of the reason table of its profile: meaning, and what breaks without it. */
  readonly id: string;
  /** The flag that made it, long form with its value (`--proxy-uid 1337`), or an annotation; absent for rules that are always there. */
  readonly flag?: string;
}

/** Packets and bytes that matched, as a listing or dump shows them. */
export interface Counters {
  readonly packets: number;
  readonly bytes: number;
}

/** Conditions, all of which must hold, and what happens then. */
export interface Rule {
  /** In the order they are printed. */
  readonly matches: readonly Match[];
  readonly target: Target;
  /** Statements of an nft rule that are done before its target: `meta mark set 0x539 accept`. */
  readonly before?: readonly Target[];
  /** The matches as nft's form of a generated rule has them, where that is not `matches` in nft's usual order. */
  readonly nft?: readonly Match[];
  readonly comment?: string;
  /** Of rules that meshctl generated. */
  readonly reason?: Reason;
  /** Of rules that were read. */
  readonly counters?: Counters;
  /** The rule as it was read, one line without its end. */
  readonly text?: string;
  /** Where in the file it was read. */
  readonly range?: Range;
}

/** One step of a program: a rule and where it goes. */
export interface RuleStep {
  readonly table: TableName;
  readonly chain: string;
  /** `append`, or `insert` at a 1-based position counted when the step is done. */
  readonly op: 'append' | 'insert';
  readonly position?: number;
  /** The families it is for; both where it names no address. */
  readonly families: readonly Family[];
  readonly rule: Rule;
}

/** An `ip rule`, route, address or kernel setting that belongs to a rule set. */
export interface HostStep {
  readonly kind: 'policy-rule' | 'route' | 'address' | 'sysctl';
  readonly family: Family;
  /**
   * Arguments after `ip` (`-6` included for IPv6): `['rule', 'add', 'fwmark', '1337', 'lookup', '133']`; for `sysctl` those
   * after `sysctl`.
   */
  readonly args: readonly string[];
  readonly reason: Reason;
}

/** What a profile makes of its configuration: steps in execution order, for every printer and for the kernel. */
export interface Program {
  readonly profile: string;
  /** Families that are programmed; IPv4 first. */
  readonly families: readonly Family[];
  readonly steps: readonly RuleStep[];
  readonly host: readonly HostStep[];
}

/** Where a base chain hangs. */
export interface Hook {
  readonly hook: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';
  /** Lower comes first: raw -300, mangle -150, nat -100, filter 0. */
  readonly priority: number;
  readonly type: 'filter' | 'nat' | 'route';
  /** What becomes of a packet that falls off the end. */
  readonly policy: 'accept' | 'drop';
}

/** Rules one after the other, under a name. */
export interface Chain {
  readonly name: string;
  /** Present for base chains. */
  readonly hook?: Hook;
  readonly counters?: Counters;
  readonly rules: readonly Rule[];
}

/** The chains of one purpose. */
export interface Table {
  /** `nat`, or an nft table's own name. */
  readonly name: string;
  /** Families whose packets cross it; both for nft's `inet`. */
  readonly families: readonly Family[];
  readonly chains: ReadonlyMap<string, Chain>;
}

/** All rules as the kernel would hold them: the result of a program, or what was read. */
export interface RuleSet {
  /** Whose semantics: iptables' owner match and nft's differ for packets without a socket. */
  readonly dialect: 'iptables' | 'nft';
  /** An iptables rule set of one family has one family; read v4 and v6 are two rule sets. */
  readonly families: readonly Family[];
  readonly tables: readonly Table[];
}
