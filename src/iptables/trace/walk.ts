/** The walk of one packet through the chains of one hook. */

import { parseAddress } from '../../model/ip.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import type { JumpTarget, Target, UnknownTarget } from '../model/target.ts';
import type { Condition } from './conditions.ts';
import type { BaseChain, ReadyChain, ReadyRule } from './machine.ts';
import { copyBits, setBits, type View } from './view.ts';

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
type Ending = 'accept' | 'drop' | 'return' | 'next';

/** Targets meshctl does not model which let a packet go on, as iptables and nft call them. */
const PASSING: ReadonlySet<string> = new Set(
  (
    'AUDIT CHECKSUM CLASSIFY CONNSECMARK CT DSCP ECN HL IDLETIMER LED LOG NFLOG NOTRACK RATEEST SECMARK SET TCPMSS ' +
    'TCPOPTSTRIP TEE TOS TRACE TTL log meta ct notrack dup limit quota add set update flow'
  ).split(' '),
);

/** Targets that rewrite the source only: nothing changes for where the packet goes. */
const SOURCE_NAT: ReadonlySet<string> = new Set(['MASQUERADE', 'masquerade', 'NETMAP', 'SNPT', 'DNPT']);

const hex = (value: number): string => `0x${value.toString(16)}`;

function redirect(walk: Walk, port: number | undefined): Ending {
  const { view } = walk;
  if (port !== undefined) {
    view.destinationPort = port;
    view.fixed.add('destination-port');
  }
  if (walk.redirectTo !== undefined) {
    view.destination = walk.redirectTo;
    view.fixed.add('destination');
  }
  walk.natted = true;
  walk.diversion ??= { kind: 'REDIRECT', port: port ?? view.destinationPort ?? 0 };
  return 'accept';
}

function destinationNat(walk: Walk, to: string): Ending {
  const { view } = walk;
  const found = /^\[?([\da-f.:]*?)\]?(?::(\d+))?$/i.exec(to);
  const address = parseAddress(found?.[1] ?? '');
  walk.natted = true;
  if (address && address.family === view.family) {
    view.destination = address.value;
    view.fixed.add('destination');
  } else if (!found) walk.notes.add(`DNAT to ${to}: the destination chosen is not known`);
  if (found?.[2]) {
    view.destinationPort = Number(found[2]);
    view.fixed.add('destination-port');
  }
  return 'accept';
}

function foreign(walk: Walk, { name }: UnknownTarget): Ending {
  if (PASSING.has(name)) return 'next';
  if (name.toLowerCase() === 'redirect') return redirect(walk, undefined);
  if (SOURCE_NAT.has(name)) {
    walk.natted = true;
    return 'accept';
  }
  if (/^(?:NF)?QUEUE$/i.test(name)) {
    walk.notes.add(`${name} leaves the packet to a program; it is taken to let it pass`);
    return 'accept';
  }
  walk.notes.add(`target ${name} is not understood; the packet is taken to go on behind it`);
  return 'next';
}

/** Does what a target does; jumps are the caller's. */
function perform(walk: Walk, target: Exclude<Target, JumpTarget>): Ending {
  const { view, effects } = walk;
  switch (target.kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return target.kind;
    case 'reject':
      return 'drop';
    case 'redirect':
      return redirect(walk, target.ports.first);
    case 'tproxy':
      view.mark = setBits(view.mark, target.mark, target.mask);
      walk.diversion = { kind: 'TPROXY', port: target.port };
      return 'accept';
    case 'set-mark':
      view.mark = setBits(view.mark, target.value, target.mask);
      effects.push(hex(view.mark.value));
      return 'next';
    case 'set-connmark':
      view.connmark = setBits(view.connmark, target.value, target.mask);
      return 'next';
    case 'save-mark':
      view.connmark = copyBits(view.connmark, target.ctmask, view.mark, target.nfmask);
      return 'next';
    case 'restore-mark': {
      const old = view.mark.value;
      view.mark = copyBits(view.mark, target.nfmask, view.connmark, target.ctmask);
      if (view.mark.value !== old) effects.push(hex(view.mark.value));
      return 'next';
    }
    case 'zone':
      // The first template a packet gets stays.
      if (view.zone === undefined) effects.push(`zone=${target.zone}`);
      view.zone ??= target.zone;
      return 'next';
    case 'snat':
      walk.natted = true;
      return 'accept';
    case 'dnat':
      return destinationNat(walk, target.to);
    case 'count':
      return 'next';
    case 'unknown':
      return foreign(walk, target);
  }
}

function holds(walk: Walk, condition: Condition): boolean {
  const answer = condition.holds(walk.view) ?? walk.decide(condition);
  walk.watcher.asked?.(condition, answer, walk.view);
  return answer;
}

function matches(walk: Walk, rule: ReadyRule, chain: ReadyChain): boolean {
  walk.examined += 1;
  const failed: Condition[] = [];
  for (const condition of rule.conditions) {
    if (holds(walk, condition)) continue;
    failed.push(condition);
    if (!walk.watcher.all) break;
  }
  walk.watcher.compared?.(rule, chain, failed);
  return failed.length === 0;
}

const ACTIONS: Readonly<Record<Ending, string>> = {
  accept: 'accept',
  drop: 'drop',
  return: 'return',
  next: 'continue',
};

function step(walk: Walk, chain: ReadyChain, { number, rule }: ReadyRule, action: string): void {
  const { dialect, table, name } = chain;
  walk.steps.push({ table, chain: name, number, action, rule, dialect });
}

const isJump = (target: Target): target is JumpTarget => target.kind === 'jump' || target.kind === 'goto';

function crossRule(walk: Walk, base: BaseChain, chain: ReadyChain, rule: ReadyRule): Ending {
  for (const target of rule.targets) {
    if (isJump(target)) {
      const next = base.others.get(target.chain);
      step(walk, chain, rule, `${target.kind} ${target.chain}`);
      const ending = next ? crossChain(walk, base, next) : 'next';
      if (ending === 'accept' || ending === 'drop') return ending;
      return target.kind === 'goto' ? 'return' : 'next';
    }
    const ending = perform(walk, target);
    if (ending !== 'next' || target === rule.rule.target) {
      step(walk, chain, rule, ACTIONS[ending]);
      return ending;
    }
  }
  return 'next';
}

function crossChain(walk: Walk, base: BaseChain, chain: ReadyChain): Ending {
  for (const rule of chain.rules) {
    if (!matches(walk, rule, chain)) continue;
    const ending = crossRule(walk, base, chain, rule);
    if (ending !== 'next') return ending;
  }
  return 'next';
}

/** Walks a base chain to its end, its policy included. True: the packet goes on; false: it is dropped. */
export function crossBase(walk: Walk, base: BaseChain): boolean {
  if (base.chain.rules.length === 0 && base.hook.policy === 'accept') return true;
  const ending = crossChain(walk, base, base.chain);
  if (ending === 'accept' || ending === 'drop') return ending === 'accept';
  const { policy } = base.hook;
  const { dialect, table, name } = base.chain;
  walk.steps.push({ table, chain: name, number: 'policy', action: policy, dialect });
  return policy === 'accept';
}
