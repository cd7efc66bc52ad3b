/** The tables iptables has, and where their built-in chains hang. */
import type { Hook } from '../model/rule.ts';

interface BuiltinTable {
  readonly chains: readonly string[];
  readonly priority: number;
}

/** In the order iptables-nft-save prints them. @see netfilter's nf_ip_hook_priorities for the priorities */
export const BUILTIN_TABLES: Readonly<Record<string, BuiltinTable>> = {
  mangle: { chains: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'], priority: -150 },
  security: { chains: ['INPUT', 'FORWARD', 'OUTPUT'], priority: 50 },
  raw: { chains: ['PREROUTING', 'OUTPUT'], priority: -300 },
  filter: { chains: ['INPUT', 'FORWARD', 'OUTPUT'], priority: 0 },
  nat: { chains: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], priority: -100 },
};

/** Source NAT comes after everything else: the priority of nat's INPUT and POSTROUTING. */
const SOURCE_NAT_PRIORITY = 100;

const HOOKS: Readonly<Record<string, Hook['hook']>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** Where a built-in chain of iptables hangs; `undefined` for a chain of somebody's own. */
export function builtinHook(table: string, chain: string, policy: Hook['policy'] = 'accept'): Hook | undefined {
  const known = BUILTIN_TABLES[table];
  const hook = HOOKS[chain];
  if (!known?.chains.includes(chain) || !hook) return undefined;
  const sourceNat = table === 'nat' && (hook === 'input' || hook === 'postrouting');
  const type = table === 'nat' ? 'nat' : table === 'mangle' && hook === 'output' ? 'route' : 'filter';
  return { hook, type, policy, priority: sourceNat ? SOURCE_NAT_PRIORITY : known.priority };
}

/** The table that has exactly these built-in chains; `undefined` when that does not decide it. For listings, which do not say. */
export function tableWithChains(chains: Iterable<string>): string | undefined {
  const builtin = [...chains].filter((chain) => chain in HOOKS);
  const all = Object.entries(BUILTIN_TABLES).filter(([name]) => name !== 'security');
  const exact = all.find(([, table]) => sameNames(table.chains, builtin));
  // Before Linux 2.6.35 nat had no INPUT.
  if (exact) return exact[0];
  return sameNames(['PREROUTING', 'OUTPUT', 'POSTROUTING'], builtin) ? 'nat' : undefined;
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}
