/** A walk and what it leaves behind. */
import type { Rule, RuleSet } from '../model/rule.ts';
import type { Condition } from './conditions.ts';
import type { ReadyChain, ReadyRule } from './machine.ts';
import type { View } from './view.ts';

/** A rule that was crossed, or the policy at a chain's end. */
export interface Step {
  readonly table: string;
  readonly chain: string;
  readonly number: number | 'policy';
  /** `jump X`, `goto X`, `return`, `accept`, `drop` or `continue`, as the kernel's trace says it. */
  readonly action: string;
  /** Absent for policies. */
  readonly rule?: Rule;
  readonly dialect: RuleSet['dialect'];
}

/** Where a packet is diverted to. */
export interface Diversion {
  readonly kind: 'REDIRECT' | 'TPROXY';
  readonly port: number;
}

/** Who follows a walk closely. */
export interface Watcher {
  /** Called for each condition that was asked, in order, with the answer. */
  readonly asked?: (condition: Condition, holds: boolean, view: View) => void;
  /** Called for each rule that was compared, with the conditions that do not hold (one alone unless `all` is set). */
  readonly compared?: (rule: ReadyRule, chain: ReadyChain, failed: readonly Condition[]) => void;
  /** Ask all conditions of a rule, also behind one that does not hold. */
  readonly all?: boolean;
}

/** One walk: the packet, what was crossed, and what it came to. */
export interface Walk {
  readonly view: View;
  readonly steps: Step[];
  /** Marks that were set and the zone that won, in order: `0x53a`, `zone=2`. */
  readonly effects: string[];
  /** What the walk had to take for granted. */
  readonly notes: Set<string>;
  /** Rules that were compared with the packet. */
  examined: number;
  diversion: Diversion | undefined;
  /** The address of this machine a REDIRECT goes to where the packet is now; `undefined` when it is not known. */
  redirectTo: bigint | undefined;
  /** The destination or source was settled by a nat chain; later ones are not asked. */
  natted: boolean;
  /** Answers conditions the walk cannot decide. */
  readonly decide: (condition: Condition) => boolean;
  readonly watcher: Watcher;
}

/** How a chain or rule ends: `next` goes on behind it. */
export type Ending = 'accept' | 'drop' | 'return' | 'next';
