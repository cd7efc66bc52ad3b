/** Why a packet did not end up at a port. */
import type { Match } from '../model/match.ts';
import type { Packet } from '../model/packet.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import type { BaseChain, Machine, ReadyChain } from './machine.ts';
import { type Passage, walkOnce } from './path.ts';
import type { Step } from './state.ts';

/** A rule on the way to the port which did not match, and the conditions that did not hold. */
export interface MissedRule {
  readonly table: string;
  readonly chain: string;
  readonly number: number;
  readonly rule: Rule;
  readonly dialect: RuleSet['dialect'];
  readonly failed: readonly Match[];
}

/** The answer. */
export interface WhyNot {
  readonly port: number;
  /** The packet does go there. */
  readonly arrives: boolean;
  /** No rule of these rule sets sends anything there. */
  readonly unknownPort: boolean;
  /** The first rule that took the packet off the way before a rule to the port was reached. */
  readonly diverted: Step | undefined;
  /** Rules to the port that were reached, and did not match. */
  readonly missed: readonly MissedRule[];
  /** Chains that lead to the port and that no rule jumps to: a jump is missing. */
  readonly unreachable: readonly { readonly table: string; readonly chain: string }[];
  /** Chains that lead to the port and were not entered because nat only sees the first packet of a connection. */
  readonly natSkipped: boolean;
}

const goesTo = (target: Target, port: number): boolean =>
  (target.kind === 'redirect' && target.ports.first <= port && port <= target.ports.last) ||
  (target.kind === 'tproxy' && target.port === port);

/** The chains of one table from which a rule to the port can be reached. */
function leadingChains(chains: ReadonlyMap<string, ReadyChain>, port: number): ReadonlySet<string> {
  const leading = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const [name, { rules }] of chains) {
      if (leading.has(name)) continue;
      if (!rules.some(({ targets }) => targets.some((target) => leads(target, port, leading)))) continue;
      leading.add(name);
      grew = true;
    }
  }
  return leading;
}

function leads(target: Target, port: number, leading: ReadonlySet<string>): boolean {
  return goesTo(target, port) || ('chain' in target && leading.has(target.chain));
}

/** What can be known of the chains without a packet. */
interface Map_ {
  /** By chain: those from which the port can be reached in the chain's own table. */
  readonly leading: ReadonlyMap<ReadyChain, ReadonlySet<string>>;
  readonly bases: readonly BaseChain[];
}

function mapOf(machine: Machine, port: number): Map_ {
  const leading = new Map<ReadyChain, ReadonlySet<string>>();
  const bases = [...machine.hooks.values()].flat();
  for (const { others } of bases) {
    const names = leadingChains(others, port);
    for (const chain of others.values()) if (names.has(chain.name)) leading.set(chain, names);
  }
  return { leading, bases };
}

const key = (table: string, chain: string): string => `${table}\n${chain}`;

/** Of the chains on the way to the port those that nothing jumps to although they hang at no hook. */
function unreachable({ leading, bases }: Map_): WhyNot['unreachable'] {
  const reached = new Set(bases.map(({ chain }) => key(chain.table, chain.name)));
  for (const { chain, others } of bases) {
    for (const { rules } of others.values()) {
      for (const target of rules.flatMap(({ targets }) => targets)) {
        if ('chain' in target) reached.add(key(chain.table, target.chain));
      }
    }
  }
  const found = new Map([...leading.keys()].map((chain) => [key(chain.table, chain.name), chain] as const));
  return [...found].filter(([name]) => !reached.has(name)).map(([, { table, name }]) => ({ table, chain: name }));
}

/** The first step that left a chain on the way to the port for somewhere else. */
function diversion(passage: Passage, chains: ReadonlySet<string>): Step | undefined {
  return passage.hops
    .flatMap(({ steps }) => steps)
    .find(
      ({ table, chain, action, number }) =>
        number !== 'policy' && chains.has(key(table, chain)) && /^(?:accept|return|drop)$/.test(action),
    );
}

/** Tells why a packet does not end at a port of the proxy, or that it does. */
export function whyNot(machine: Machine, packet: Packet, port: number): WhyNot {
  const map = mapOf(machine, port);
  const { leading, bases } = map;
  const missed: MissedRule[] = [];
  const passage = walkOnce(machine, packet, {
    decide: () => false,
    watcher: {
      all: true,
      compared({ number, rule, targets }, chain, failed) {
        const names = leading.get(chain);
        if (!names || failed.length === 0 || !targets.some((target) => leads(target, port, names))) return;
        const { table, name, dialect } = chain;
        missed.push({ table, chain: name, number, rule, dialect, failed: failed.map(({ match }) => match) });
      },
    },
  });
  const arrives = passage.port === port;
  const onTheWay = new Set([...leading.keys()].map(({ table, name }) => key(table, name)));
  const nat = bases.some(({ hook, chain }) => hook.type === 'nat' && leading.has(chain));
  return {
    port,
    arrives,
    unknownPort: leading.size === 0,
    diverted: arrives ? undefined : diversion(passage, onTheWay),
    missed: arrives ? [] : missed,
    unreachable: arrives ? [] : unreachable(map),
    natSkipped: !arrives && nat && packet.ctstate !== 'NEW' && packet.ctstate !== 'RELATED',
  };
}
