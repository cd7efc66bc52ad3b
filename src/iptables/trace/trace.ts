/** What becomes of a packet, and what nearly did. */
import type { Match } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import { hasPorts, protocolName } from '../ruleset/protocols.ts';
import { conditionText } from '../ruleset/rule-text.ts';
import type { Condition } from './conditions.ts';
import type { Machine } from './machine.ts';
import { type Passage, walkOnce } from './path.ts';

/** A rule that would have matched but for one condition. */
export interface NearMiss {
  readonly table: string;
  readonly chain: string;
  readonly number: number;
  readonly rule: Rule;
  readonly dialect: RuleSet['dialect'];
  /** The condition that did not hold. */
  readonly but: Match;
}

/** The walk as it goes if conditions nobody can decide are answered in one way. */
export interface Branch extends Passage {
  /** The conditions taken to hold, in the notation of their rules. */
  readonly assuming: readonly string[];
}

/** The whole answer for one packet. Its own passage is the one in which no undecided condition holds. */
export interface Trace extends Passage {
  readonly packet: Packet;
  readonly nearMisses: readonly NearMiss[];
  /** The other ways it can go; empty when the rules decide everything. */
  readonly branches: readonly Branch[];
  /** True when there were more ways than are told. */
  readonly truncated: boolean;
}

/** How many ways through undecided conditions are followed. */
const MAX_BRANCHES = 32;

type Answers = ReadonlyMap<Match, boolean>;

interface Explored {
  readonly answers: Answers;
  readonly passage: Passage;
}

/** One walk with given answers; conditions nobody answered do not hold, and are reported in the order they were asked. */
function walkWith(machine: Machine, packet: Packet, given: Answers) {
  const asked = new Map(given);
  const fresh: Match[] = [];
  const decide = ({ match }: Condition): boolean => {
    const known = asked.get(match);
    if (known !== undefined) return known;
    asked.set(match, false);
    fresh.push(match);
    return false;
  };
  return { passage: walkOnce(machine, packet, { decide }), asked, fresh };
}

/** Every way the packet can go, the one without undecided conditions first. */
function explore(
  machine: Machine,
  packet: Packet,
): { readonly ways: readonly Explored[]; readonly truncated: boolean } {
  const ways: Explored[] = [];
  const open: Answers[] = [new Map()];
  for (let given = open.shift(); given; given = open.shift()) {
    if (ways.length >= MAX_BRANCHES) return { ways, truncated: true };
    const { passage, asked, fresh } = walkWith(machine, packet, given);
    ways.push({ answers: asked, passage });
    const answers = new Map(given);
    for (const match of fresh) {
      open.push(new Map(answers).set(match, true));
      answers.set(match, false);
    }
  }
  return { ways, truncated: false };
}

function nearMisses(machine: Machine, packet: Packet, answers: Answers): readonly NearMiss[] {
  const misses: NearMiss[] = [];
  walkOnce(machine, packet, {
    decide: ({ match }) => answers.get(match) ?? false,
    watcher: {
      all: true,
      compared({ number, rule, conditions }, { table, name: chain, dialect }, failed) {
        const [but, ...more] = failed;
        // A rule with a single condition is no near miss: it is about something else.
        if (!but || more.length > 0 || conditions.length < 2) return;
        misses.push({ table, chain, number, rule, dialect, but: but.match });
      },
    },
  });
  return misses;
}

/** The dialect of a condition, for its notation. */
function dialectOf(machine: Machine, match: Match): RuleSet['dialect'] {
  for (const bases of machine.hooks.values()) {
    for (const { others } of bases) {
      for (const { dialect, rules } of others.values())
        if (rules.some(({ rule }) => rule.matches.includes(match))) return dialect;
    }
  }
  return 'iptables';
}

/** What the answer rests on that the packet leaves open. */
function openNotes({ proto, dport }: Packet): readonly string[] {
  if (dport !== undefined || !hasPorts(protocolName(proto))) return [];
  return ['the packet has no destination port: rules about certain ports are taken not to match'];
}

/** Walks a packet through a machine and tells everything about it. Throws InputError for a packet with bad addresses. */
export function trace(machine: Machine, packet: Packet): Trace {
  const { ways, truncated } = explore(machine, packet);
  const [main, ...others] = ways;
  const passage = main?.passage ?? walkWith(machine, packet, new Map()).passage;
  const branches = others.map(({ answers, passage: way }) => {
    const held = [...answers].filter(([, holds]) => holds).map(([match]) => match);
    return { ...way, assuming: held.map((match) => conditionText(match, dialectOf(machine, match))) };
  });
  return {
    ...passage,
    notes: [...passage.notes, ...openNotes(packet)],
    packet,
    nearMisses: nearMisses(machine, packet, main?.answers ?? new Map()),
    branches,
    truncated,
  };
}
