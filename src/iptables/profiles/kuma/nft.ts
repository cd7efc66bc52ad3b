import { UsageError } from '../../../model/errors.ts';
import { ANY_ADDRESS } from '../../constants.ts';
import { destination } from '../../model/build.ts';
import type { Family, Program, RuleStep } from '../../model/rule.ts';
import { plainNft } from '../../print/nft.ts';
import type { KumaConfig } from './config.ts';
import { mergedSteps } from './program.ts';

/** A family's steps with every insert where it lands: in tables of our own nobody else's rules are in the way. */
function landed(steps: readonly RuleStep[], family: Family): readonly RuleStep[] {
  const chains = new Map<string, RuleStep[]>();
  for (const step of steps.filter(({ families }) => families.includes(family))) {
    const key = `${step.table} ${step.chain}`;
    const chain = chains.get(key) ?? [];
    chains.set(key, chain);
    const at = step.op === 'insert' ? (step.position ?? 1) - 1 : chain.length;
    const { position: _, ...rest } = step;
    chain.splice(at, 0, { ...rest, op: 'append', families: [family] });
  }
  return [...chains.values()].flat();
}

/** iptables' `+` is nft's `*`. */
function withNftNames(step: RuleStep): RuleStep {
  const matches = step.rule.matches.map((match) =>
    match.kind === 'in-interface' ? { ...match, name: match.name.replace(/\+$/, '*') } : match,
  );
  return { ...step, rule: { ...step.rule, matches } };
}

/** One table holds both families, so a rule of one of them that names no address has to say whose it is. */
function ofOneFamily(step: RuleStep): RuleStep {
  const [family, second] = step.families;
  const { matches } = step.rule;
  if (!family || second || matches.some(({ kind }) => kind === 'source' || kind === 'destination')) return step;
  return { ...step, rule: { ...step.rule, matches: [destination(ANY_ADDRESS[family]), ...matches] } };
}

/**
 * The rules in nft's form, which the peer does not have. Throws UsageError for what nft's tables of our own cannot do: log as
 * iptables does, or jump to Docker's chain.
 */
export function kumaNft(program: Program, families: readonly Family[], { logLevel, dns }: KumaConfig): string {
  if (logLevel !== undefined || dns?.docker) {
    const flag = dns?.docker ? '--docker-resolver' : '--iptables-logs';
    throw new UsageError('USAGE_FORMAT', `${flag} has no form in nft`, {
      hint: 'leave the flag out, or use iptables',
    });
  }
  const of = (family: Family) => (families.includes(family) ? landed(program.steps, family) : []);
  const both = mergedSteps(of('ipv4'), of('ipv6')).map(withNftNames);
  const steps = families.length > 1 ? both.map(ofOneFamily) : both;
  return plainNft({ ...program, steps }, families);
}
