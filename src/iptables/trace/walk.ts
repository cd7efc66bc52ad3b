/** The walk of one packet through the chains of one hook. */
import type { JumpTarget, Target } from '../model/target.ts';
import type { Condition } from './conditions.ts';
import type { BaseChain, ReadyChain, ReadyRule } from './machine.ts';
import { perform } from './perform.ts';
import type { Ending, Walk } from './state.ts';

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
