/** What a walk needs to know of routing, from rules or from a program. */
import { FULL_MASK } from '../constants.ts';
import type { Program, RuleSet } from '../model/rule.ts';
import type { Place } from './machine.ts';

type LocalMarks = NonNullable<Place['localMarks']>;

/** `fwmark 0x539/0xfff lookup 133`, in whatever words stand around it. */
function markIn(text: string): LocalMarks[number] | undefined {
  const found = /\bfwmark (0x[\da-f]+|\d+)(?:\/(0x[\da-f]+|\d+))?/i.exec(text);
  return found ? { value: Number(found[1]), mask: Number(found[2] ?? FULL_MASK) } : undefined;
}

/** The marks that lines of `ip rule` route by. */
export function marksOfRules(lines: readonly string[]): LocalMarks {
  return lines.flatMap((line) => markIn(line) ?? []);
}

/** The marks a program routes back to its own machine. */
export function marksOfProgram({ host }: Program): LocalMarks {
  return host.flatMap(({ kind, family, args }) => {
    const mark = kind === 'policy-rule' ? markIn(args.join(' ')) : undefined;
    return mark ? { ...mark, family } : [];
  });
}

/**
 * The marks rules that were read without their routes are of no use without: those TPROXY gives, and those restored from
 * connections that replies are told by.
 */
export function marksOfRuleSets(ruleSets: readonly RuleSet[]): LocalMarks {
  const rules = ruleSets
    .flatMap(({ tables }) => tables)
    .flatMap(({ chains }) => [...chains.values()])
    .flatMap((chain) => chain.rules);
  const marks = rules.flatMap(({ matches, target }) => {
    if (target.kind === 'tproxy' && target.mask !== 0) return { value: target.mark, mask: FULL_MASK };
    const asked = target.kind === 'restore-mark' ? matches.find(({ kind }) => kind === 'connmark') : undefined;
    return asked?.kind === 'connmark' && !asked.negated ? { value: asked.value, mask: asked.mask } : [];
  });
  return [...new Map(marks.map((mark) => [`${mark.value}/${mark.mask}`, mark])).values()];
}
