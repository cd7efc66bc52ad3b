/** Which of the installed iptables tools the rules are written with. */
import type { Family } from '../model/rule.ts';
import { isLegacyBuild, VARIANTS, type Variant, type VariantFacts } from './variant.ts';

/** What the decision is made from. */
export interface DetectInput {
  readonly facts: readonly VariantFacts[];
  /** The legacy tables the kernel has made in this namespace: /proc/net/ip_tables_names and its IPv6 twin. */
  readonly legacyTables: Readonly<Record<Family, readonly string[]>>;
  /** The families that will be programmed. */
  readonly families: readonly Family[];
  /** `--force-iptables-binary`. */
  readonly force?: 'legacy' | 'nft';
  /** Beginnings of the names of chains that are ours. */
  readonly ownPrefixes: readonly string[];
}

/** The tools to use for every family, and why. */
export interface Detection {
  readonly variant: Variant;
  /** Whether writing goes to the legacy tables, which need a lock. */
  readonly legacy: boolean;
  /** As the tool prints it. */
  readonly version: string;
  /** One sentence for the user. */
  readonly reason: string;
}

/** Why no tool can be used. */
export interface DetectProblem {
  readonly problem: string;
}

/**
 * Chooses one variant for all families from what the tools' dumps say; nothing is written to find out. Peers try a rule
 * instead, which leaves a legacy nat table behind and makes their next run choose otherwise.
 * In this order: the one that is forced; the one that holds our rules; legacy if it holds any rules; nft; plain; legacy.
 */
export function detect(input: DetectInput): Detection | DetectProblem {
  const { force } = input;
  if (force !== undefined) {
    const problem = unusable(input, force);
    return problem === undefined ? chosen(input, force, 'it was asked for') : { problem };
  }
  const usable = VARIANTS.filter((variant) => unusable(input, variant) === undefined);
  const holder = (['nft', 'legacy'] as const).find((variant) => usable.includes(variant) && holdsOurs(input, variant));
  if (holder !== undefined) return chosen(input, holder, 'it holds rules of this kind already');
  if (usable.includes('legacy') && ruleCount(input, 'legacy') > 0) {
    return chosen(input, 'legacy', `the legacy tables hold ${ruleCount(input, 'legacy')} rules and chains of others`);
  }
  const first = (['nft', 'plain', 'legacy'] as const).find((variant) => usable.includes(variant));
  if (first !== undefined) return chosen(input, first, FIRST_REASONS[first]);
  return { problem: VARIANTS.map((variant) => unusable(input, variant)).join('; ') };
}

const FIRST_REASONS: Readonly<Record<Variant, string>> = {
  nft: 'it works, and the legacy tables hold no rules',
  plain: 'it is the only one that works',
  legacy: 'it is the only one that works',
};

function factsOf({ facts }: DetectInput, variant: Variant, family: Family): VariantFacts | undefined {
  return facts.find((fact) => fact.variant === variant && fact.family === family);
}

/** Why a variant cannot be used for the families asked for; `undefined` when it can. */
function unusable(input: DetectInput, variant: Variant): string | undefined {
  for (const family of input.families) {
    const fact = factsOf(input, variant, family);
    if (fact?.outcome === 'works') continue;
    const name = family === 'ipv4' ? 'iptables' : 'ip6tables';
    const tool = variant === 'plain' ? name : `${name}-${variant}`;
    return fact?.outcome === 'broken' ? `${tool} does not work: ${fact.problem ?? ''}` : `${tool} is not installed`;
  }
  return undefined;
}

function chosen(input: DetectInput, variant: Variant, reason: string): Detection {
  const facts = factsOf(input, variant, input.families[0] ?? 'ipv4');
  const version = facts?.version ?? '';
  const legacy = isLegacyBuild({ variant, version });
  const tool = variant === 'plain' ? 'iptables' : `iptables-${variant}`;
  return { variant, legacy, version, reason: `${tool}: ${reason}` };
}

/** The dumps of a variant that can hold rules: a legacy table the kernel has not made holds none. */
function dumps(input: DetectInput, variant: Variant): readonly string[] {
  return input.facts
    .filter((fact) => fact.variant === variant && fact.outcome === 'works')
    .filter(({ family }) => variant !== 'legacy' || input.legacyTables[family].length > 0)
    .map(({ dump }) => dump);
}

const USER_CHAIN = /^:(\S+) - /gm;
const RULE = /^(?:\[\d+:\d+\] )?-A /gm;

function ruleCount(input: DetectInput, variant: Variant): number {
  const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
  return dumps(input, variant).reduce((sum, dump) => sum + count(dump, USER_CHAIN) + count(dump, RULE), 0);
}

function holdsOurs(input: DetectInput, variant: Variant): boolean {
  return dumps(input, variant).some((dump) =>
    [...dump.matchAll(USER_CHAIN)].some(([, name = '']) => input.ownPrefixes.some((prefix) => name.startsWith(prefix))),
  );
}
