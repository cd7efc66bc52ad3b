/** Rule sets made ready to walk packets through. */
import { InputError } from '../../model/errors.ts';
import type { Chain, Family, Hook, Rule, RuleSet, Table } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { type Condition, conditionOf } from './conditions.ts';

/** A rule whose conditions can be asked. */
export interface ReadyRule {
  /** 1-based, as `iptables -L --line-numbers` shows it. */
  readonly number: number;
  readonly rule: Rule;
  readonly conditions: readonly Condition[];
  /** What it does, in order; the last one decides how the walk goes on. */
  readonly targets: readonly Target[];
}

/** A chain of ready rules. */
export interface ReadyChain {
  readonly dialect: RuleSet['dialect'];
  readonly table: string;
  readonly name: string;
  readonly rules: readonly ReadyRule[];
}

/** A chain that hangs at a hook, with the chains it can jump to. */
export interface BaseChain {
  readonly hook: Hook;
  readonly families: readonly Family[];
  readonly chain: ReadyChain;
  readonly others: ReadonlyMap<string, ReadyChain>;
}

/** What the walk may know of the place besides the rules. */
export interface Place {
  /** Marks by which packets are routed back to this machine: `ip rule add fwmark M lookup T` where T has a local default route. */
  readonly localMarks?: readonly { readonly value: number; readonly mask: number; readonly family?: Family }[];
  /** The machine's addresses by interface, first one first; without any, what arrives is taken to be for this machine. */
  readonly addresses?: readonly { readonly iface: string; readonly address: string }[];
}

/** Everything a walk needs. */
export interface Machine {
  /** At each hook in the order packets meet them. */
  readonly hooks: ReadonlyMap<Hook['hook'], readonly BaseChain[]>;
  readonly families: readonly Family[];
  readonly place: Place;
}

function readyChain(table: Table, chain: Chain, dialect: RuleSet['dialect']): ReadyChain {
  return {
    dialect,
    table: table.name,
    name: chain.name,
    rules: chain.rules.map((rule, index) => ({
      number: index + 1,
      rule,
      conditions: rule.matches.filter(({ kind }) => kind !== 'module').map((match) => conditionOf(match, dialect)),
      targets: [...(rule.before ?? []), rule.target],
    })),
  };
}

/** The chains a rule sends packets to. */
function nextChains({ rules }: Chain): readonly string[] {
  return rules.flatMap(({ target }) => (target.kind === 'jump' || target.kind === 'goto' ? [target.chain] : []));
}

/** The kernel refuses rules that jump in a circle or to a chain that is not there; text can say them. */
function checkJumps({ name: table, chains }: Table): void {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      throw new InputError('INPUT_RULES', `chains of table ${table} jump in a circle: ${[...path, name].join(' → ')}`);
    }
    const chain = chains.get(name);
    if (!chain)
      throw new InputError(
        'INPUT_RULES',
        `chain ${path.at(-1)} of table ${table} jumps to ${name}, which is not there`,
      );
    if (done.has(name)) return;
    for (const next of nextChains(chain)) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of chains.keys()) visit(name, []);
}

function* baseChains({ dialect, tables }: RuleSet): Generator<BaseChain> {
  for (const table of tables) {
    checkJumps(table);
    const others = new Map([...table.chains].map(([name, chain]) => [name, readyChain(table, chain, dialect)]));
    for (const [name, { hook }] of table.chains) {
      const chain = others.get(name);
      if (hook && chain) yield { hook, families: table.families, chain, others };
    }
  }
}

/** Makes rule sets ready: those of both families, of iptables and nft together, as the kernel holds them. Throws InputError for jumps the kernel would refuse. */
export function machineOf(ruleSets: readonly RuleSet[], place: Place = {}): Machine {
  const hooks = new Map<Hook['hook'], BaseChain[]>();
  for (const base of ruleSets.flatMap((ruleSet) => [...baseChains(ruleSet)])) {
    const there = hooks.get(base.hook.hook) ?? [];
    there.push(base);
    hooks.set(base.hook.hook, there);
  }
  for (const there of hooks.values()) there.sort((a, b) => a.hook.priority - b.hook.priority);
  const families = (['ipv4', 'ipv6'] as const).filter((family) =>
    ruleSets.some((set) => set.families.includes(family)),
  );
  return { hooks, families, place };
}
