/** Where the packets went that live counters counted. */
import type { Chain, Rule, RuleSet, Table } from '../model/rule.ts';
import { ruleText } from '../ruleset/rule-text.ts';

/** What a rule took of the packets that entered its chain. */
export interface RuleFlow {
  readonly number: number;
  readonly text: string;
  readonly packets: number;
  readonly bytes: number;
  /** The rule ends the chain for what it matches, or sends it on; those that only mark do not count in sums. */
  readonly takes: boolean;
}

/** A chain's books. */
export interface ChainFlow {
  readonly table: string;
  readonly chain: string;
  /** Packets that came into the chain: by the rules that jump here. `undefined` for base chains, which count only what fell off. */
  readonly entered: number | undefined;
  readonly rules: readonly RuleFlow[];
  /** Packets of the rules that take them. */
  readonly taken: number;
  /** Packets no rule took; of base chains those the policy decided. */
  readonly rest: number | undefined;
  /** Whether the rules took no more than came in. False when packets came back from a chain and matched again, or counters were reset. */
  readonly balanced: boolean;
}

/** Where packets ended. */
export interface Destination {
  /** `port 15001`, `left alone by -m owner …`. */
  readonly what: string;
  readonly packets: number;
  readonly table: string;
  readonly chain: string;
  readonly number: number;
}

const TAKING: ReadonlySet<string> = new Set([
  'accept',
  'drop',
  'reject',
  'return',
  'jump',
  'goto',
  'redirect',
  'tproxy',
  'snat',
  'dnat',
]);

const packetsOf = ({ counters }: Rule): number => counters?.packets ?? 0;

/** How many packets jumped to each chain of a table. */
function entries({ chains }: Table): ReadonlyMap<string, number> {
  const entered = new Map<string, number>();
  for (const { rules } of chains.values()) {
    for (const rule of rules) {
      const { target } = rule;
      if (target.kind !== 'jump' && target.kind !== 'goto') continue;
      entered.set(target.chain, (entered.get(target.chain) ?? 0) + packetsOf(rule));
    }
  }
  return entered;
}

function chainFlow({ name: table }: Table, chain: Chain, { entered, dialect }: ChainFlowContext): ChainFlow {
  const rules = chain.rules.map((rule, index) => ({
    number: index + 1,
    text: ruleText(rule, dialect, 'ipv4'),
    packets: packetsOf(rule),
    bytes: rule.counters?.bytes ?? 0,
    takes: TAKING.has(rule.target.kind),
  }));
  const taken = rules.filter(({ takes }) => takes).reduce((sum, { packets }) => sum + packets, 0);
  const balanced = entered === undefined || taken <= entered;
  const left = entered === undefined ? chain.counters?.packets : entered - taken;
  return { table, chain: chain.name, entered, rules, taken, rest: balanced ? left : undefined, balanced };
}

interface ChainFlowContext {
  readonly entered: number | undefined;
  readonly dialect: RuleSet['dialect'];
}

/** Whether any rule of the rule sets was read with counters. */
export function hasCounters(ruleSets: readonly RuleSet[]): boolean {
  return ruleSets.some(({ tables }) =>
    tables.some(({ chains }) => [...chains.values()].some(({ rules }) => rules.some(({ counters }) => counters))),
  );
}

/** The books of every chain that has rules, in the order of tables and chains. */
export function flowsOf(ruleSets: readonly RuleSet[]): readonly ChainFlow[] {
  return ruleSets.flatMap(({ dialect, tables }) =>
    tables.flatMap((table) => {
      const entered = entries(table);
      return [...table.chains.values()]
        .filter(({ rules }) => rules.length > 0)
        .map((chain) =>
          chainFlow(table, chain, { dialect, entered: chain.hook ? undefined : (entered.get(chain.name) ?? 0) }),
        );
    }),
  );
}

function destination({ target }: Rule, text: string): string | undefined {
  switch (target.kind) {
    case 'redirect':
      return `redirected to port ${target.ports.first}`;
    case 'tproxy':
      return `handed to the transparent socket on port ${target.port}`;
    case 'drop':
    case 'reject':
      return `dropped by ${text}`;
    case 'return':
    case 'accept':
      return `left alone by ${text}`;
    default:
      return undefined;
  }
}

/** Where packets ended, most first; rules that matched nothing are left out. */
export function destinationsOf(ruleSets: readonly RuleSet[]): readonly Destination[] {
  return ruleSets
    .flatMap(({ dialect, tables }) =>
      tables.flatMap(({ name: table, chains }) =>
        [...chains.values()].flatMap(({ name: chain, rules }) =>
          rules.flatMap((rule, index) => {
            const packets = packetsOf(rule);
            const what = packets > 0 ? destination(rule, ruleText(rule, dialect, 'ipv4')) : undefined;
            return what === undefined ? [] : { what, packets, table, chain, number: index + 1 };
          }),
        ),
      ),
    )
    .toSorted((a, b) => b.packets - a.packets);
}
