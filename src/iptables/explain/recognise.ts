/** Tells whose rules a rule set has, and why each is there, by comparing them with what the profiles make. */
import type { Family, Reason, Rule, RuleSet } from '../model/rule.ts';
import type { Profile, ProfileInput, ProfileName, ReasonText } from '../profiles/profile.ts';
import { ruleSetOf } from '../ruleset/execute.ts';
import { EXAMPLES, exampleInput } from './examples.ts';
import { commonChain, type RulePlace, shapeOf } from './shape.ts';

/** Why a rule is there. */
export interface Recognised extends ReasonText {
  readonly profile: string;
  readonly reason: string;
  /** The flag that makes such rules, without a value where the rule was read; absent for rules that are always there. */
  readonly flag?: string;
}

interface ProfileShapes {
  readonly profile: Profile;
  readonly exact: ReadonlyMap<string, Reason>;
  readonly loose: ReadonlyMap<string, Reason>;
}

/** The profiles whose rules can be recognised; those of the CNI plugin are the sidecar's. */
export const EXAMPLED_PROFILES: readonly ProfileName[] = ['istio', 'istio-2018', 'istio-ambient', 'linkerd', 'kuma'];

/** How chains of their own are called, in iptables' words; rules with such chains are worth comparing with a profile's. */
const OWN_CHAINS: readonly (readonly [RegExp, readonly ProfileName[]])[] = [
  [/^ISTIO_(?:PRERT|POSTRT)$/, ['istio-ambient']],
  [/^ISTIO_(?:REDIRECT|INBOUND|DIVERT)$/, ['istio', 'istio-2018']],
  [/^PROXY_INIT_/, ['linkerd']],
  [/^KUMA_MESH_/, ['kuma']],
];

/** The profiles rule sets can be of, by the names of their chains; all of them where no name tells. */
export function candidates(ruleSets: readonly RuleSet[]): readonly ProfileName[] {
  const tables = ruleSets.flatMap((ruleSet) => ruleSet.tables);
  const chains = new Set(tables.flatMap((table) => [...table.chains.keys()].map(commonChain)));
  const found = OWN_CHAINS.filter(([own]) => [...chains].some((chain) => own.test(chain))).flatMap(
    ([, names]) => names,
  );
  return found.length === 0 ? EXAMPLED_PROFILES : EXAMPLED_PROFILES.filter((name) => found.includes(name));
}

/** The shapes of all profiles. */
export type KnownShapes = readonly ProfileShapes[];

/** Makes the shapes of profiles ready, for the families that rules to be recognised are of. */
export function knownShapes(profiles: readonly Profile[], families: readonly Family[] = ['ipv4', 'ipv6']): KnownShapes {
  return profiles.flatMap((profile) => {
    const examples = EXAMPLES[profile.name];
    return examples
      ? [
          shapesOf(
            profile,
            examples.map((example) => exampleInput(example, families)),
          ),
        ]
      : [];
  });
}

/** Whether an example asked for a rule; rules that look alike are rather what somebody asked for than what is always there. */
function isAsked({ flag = '' }: Reason, { values }: ProfileInput): boolean {
  return values.has(flag.replace(/^--/, '').split(' ')[0] ?? '');
}

function shapesOf(profile: Profile, inputs: readonly ProfileInput[]): ProfileShapes {
  const exact = new Map<string, Reason>();
  const loose = new Map<string, Reason>();
  const asked = new Set<string>();
  for (const input of inputs) {
    const { program } = profile.plan(input);
    for (const [rule, place] of placesOf(program.families.map((family) => ruleSetOf(program, family)))) {
      if (!rule.reason) continue;
      const shape = shapeOf(rule, place);
      if (!exact.has(shape.exact)) exact.set(shape.exact, rule.reason);
      const wins = isAsked(rule.reason, input) && !asked.has(shape.loose);
      if (wins || !loose.has(shape.loose)) loose.set(shape.loose, rule.reason);
      if (wins) asked.add(shape.loose);
    }
  }
  return { profile, exact, loose };
}

/** How well a profile explains rule sets: an exact likeness counts more than a loose one. */
function score({ exact, loose }: ProfileShapes, ruleSets: readonly RuleSet[]): number {
  let points = 0;
  for (const [rule, place] of placesOf(ruleSets)) {
    const shape = shapeOf(rule, place);
    points += exact.has(shape.exact) ? 3 : loose.has(shape.loose) ? 1 : 0;
  }
  return points;
}

/** Every rule with its place; one that is for both families with its IPv4 place, where it names no IPv6 address. */
function* placesOf(ruleSets: readonly RuleSet[]): Generator<readonly [Rule, RulePlace]> {
  for (const { tables } of ruleSets) {
    for (const { name: table, families, chains } of tables) {
      for (const { name: chain, rules } of chains.values()) {
        for (const rule of rules) yield [rule, { table, chain, family: ruleFamily(rule, families), siblings: rules }];
      }
    }
  }
}

/** The family a rule is compared in. */
export function ruleFamily(rule: Rule, families: readonly Family[]): Family {
  const named = rule.matches.find((match) => match.kind === 'source' || match.kind === 'destination');
  if (named && 'cidr' in named) return named.cidr.includes(':') ? 'ipv6' : 'ipv4';
  return families[0] ?? 'ipv4';
}

/** Explains rules of given rule sets. */
export interface Recogniser {
  /** The profile whose rules they are most like; `undefined` when none of them is known. */
  readonly profile: Profile | undefined;
  /** Why a rule is there; `undefined` for one nobody knows. */
  readonly reasonOf: (rule: Rule, place: RulePlace) => Recognised | undefined;
}

function textOf(profile: Profile, { id, flag }: Reason): Recognised | undefined {
  const text = Object.hasOwn(profile.reasons, id) ? profile.reasons[id] : undefined;
  return text && { ...text, profile: profile.name, reason: id, ...(flag === undefined ? {} : { flag }) };
}

/** A recogniser of rules that a profile made. */
export function recogniserOf(profile: Profile): Recogniser {
  return { profile, reasonOf: ({ reason }) => (reason ? textOf(profile, reason) : undefined) };
}

/** A recogniser of rules that were read: by the profile that explains most of them, exact likeness before loose. */
export function recognise(ruleSets: readonly RuleSet[], known: KnownShapes): Recogniser {
  const ranked = known
    .map((shapes) => ({ shapes, points: score(shapes, ruleSets) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points);
  const best = ranked[0]?.shapes;
  return {
    profile: best?.profile,
    reasonOf(rule, place) {
      const shape = shapeOf(rule, place);
      for (const { shapes } of ranked) {
        const reason = shapes.exact.get(shape.exact) ?? shapes.loose.get(shape.loose);
        // The value beside a flag is the example's, not this rule's.
        const flag = reason?.flag?.split(' ')[0];
        if (reason) return textOf(shapes.profile, { id: reason.id, ...(flag === undefined ? {} : { flag }) });
      }
      return undefined;
    },
  };
}
