/** Rules of a VirtualService that no request can get to, because an earlier one takes them all. */
import type { Cursor } from '../cursor.ts';
import { type Problem, type Problems, problem, quoted } from '../problem.ts';
import { conditionText, coverage } from './overlap.ts';

/** The names of the lists whose items are tried in order. */
const LISTS = ['http', 'tcp', 'tls'] as const;

/** A condition of a rule, with the rule. */
interface Condition {
  readonly match: Cursor;
  readonly rule: Cursor;
}

/** How a rule or a condition is called: its name, else its index in the list. */
const called = (at: Cursor, index: number): string => (at.says('name') ? quoted(at.at('name').text) : `#${index}`);

const indexOf = (at: Cursor): number => Number(at.path.at(-1));
const nameOf = (at: Cursor): string => called(at, indexOf(at));

const unreachable = (rule: Cursor, why: string, echo: boolean): Problem =>
  problem('IST0130', rule, `the rule ${nameOf(rule)} is never used: ${why}`, { echo });

const ineffective = (condition: Condition, earlier: string, echo: boolean): Problem =>
  problem(
    'IST0131',
    condition.match,
    `the match ${nameOf(condition.match)} of the rule ${nameOf(condition.rule)} is never used: ${earlier}`,
    {
      reference: 'warning',
      echo,
    },
  );

/** What is known of the rules before the one that is looked at. */
class Earlier {
  /** Who was the first to ask for a condition. */
  readonly conditions = new Map<string, Condition>();
  /** Rules without conditions take everything. */
  catchAll: Cursor | undefined;

  *rule(rule: Cursor): Problems {
    const matches = rule.items('match');
    if (this.catchAll) yield* this.behindCatchAll(rule, this.catchAll);
    if (matches.length === 0) this.catchAll = rule;
    else yield* this.duplicates(rule, matches);
  }

  /** istioctl counts each condition of such a rule. */
  private *behindCatchAll(rule: Cursor, catchAll: Cursor): Problems {
    const why = `the rule ${nameOf(catchAll)} before it has no match and takes every request`;
    for (let count = 0; count < Math.max(1, rule.items('match').length); count++)
      yield unreachable(rule, why, count > 0);
  }

  private *duplicates(rule: Cursor, matches: readonly Cursor[]): Problems {
    const found: (readonly [Condition, Condition])[] = [];
    for (const match of matches) {
      const text = conditionText(match);
      const before = this.conditions.get(text);
      if (before) found.push([{ match, rule }, before]);
      else this.conditions.set(text, { match, rule });
    }
    const all = found.length === matches.length;
    for (const [condition, before] of found)
      yield ineffective(
        condition,
        `the rule ${nameOf(before.rule)} has the same match`,
        all || this.catchAll !== undefined,
      );
    if (all) yield unreachable(rule, 'rules before it have all of its matches', this.catchAll !== undefined);
  }
}

/** Conditions on a prefix of the path that an earlier, shorter one covers. */
function* overlaps(conditions: readonly Condition[]): Problems {
  for (const [index, condition] of conditions.entries()) {
    let found = false;
    for (const before of conditions.slice(0, index)) {
      const how = coverage(condition.match, before.match);
      if (how === undefined) continue;
      const prefix = quoted(before.match.at('uri').at('prefix').text);
      const where = `the rule ${nameOf(before.rule)} takes the prefix ${prefix} before it`;
      yield ineffective(condition, where, found || how === 'claimed');
      found ||= how === 'certain';
    }
  }
}

/** Rules (IST0130) and conditions (IST0131) that are never used. */
export function* reachability(spec: Cursor): Problems {
  for (const list of LISTS) {
    const earlier = new Earlier();
    for (const rule of spec.items(list)) yield* earlier.rule(rule);
    if (list === 'http') yield* overlaps([...earlier.conditions.values()]);
  }
}
