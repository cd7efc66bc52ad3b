/** A script for `nft -f`: one transaction that replaces the program's tables. */
import { UsageError } from '../../model/errors.ts';
import type { Family, Program, RuleStep, TableName } from '../model/rule.ts';
import { nftRuleText } from './nft-text.ts';
import { isBuiltIn, ownChains, stepText } from './restore.ts';
import { ISTIO_STYLE } from './rule-text.ts';

/** How a peer names its tables and chains, and in which order it makes them. */
export interface NftNames {
  /** What comes before the name of a table: `istio-proxy-`. */
  readonly prefix: string;
  readonly tables: readonly TableName[];
  /** A chain's own name in nft. */
  readonly chain: (chain: string) => string;
  /** The order of a table's chains; those not listed come last, by first rule. */
  readonly order: Partial<Readonly<Record<TableName, readonly string[]>>>;
}

/** Priorities of the hooks by table; mangle's output hook routes again when the mark changes. */
const PRIORITY: Readonly<Record<TableName, number>> = { raw: -300, mangle: -150, nat: -100, filter: 0 };

const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;

/** Chains in nft's usual spelling. */
const lowerCase = (chain: string): string => chain.toLowerCase().replaceAll('_', '-');

/** The sidecar's names. */
const SIDECAR: NftNames = {
  prefix: 'istio-proxy-',
  tables: ['nat', 'mangle', 'raw'],
  chain: lowerCase,
  order: {
    nat: ['ISTIO_INBOUND', 'ISTIO_REDIRECT', 'ISTIO_IN_REDIRECT', 'ISTIO_OUTPUT', 'ISTIO_OUTPUT_DNS'],
    mangle: ['ISTIO_DIVERT', 'ISTIO_TPROXY', 'ISTIO_INBOUND', 'ISTIO_DROP'],
    raw: ['ISTIO_INBOUND', 'ISTIO_OUTPUT_DNS'],
  },
};

function chainType(table: TableName, hook: string): string {
  if (table === 'nat') return 'nat';
  return table === 'mangle' && hook === 'OUTPUT' ? 'route' : 'filter';
}

function baseChains(steps: readonly RuleStep[], table: TableName, place: string): readonly string[] {
  return HOOKS.filter((hook) => steps.some(({ chain }) => chain === hook)).map((hook) => {
    const name = hook.toLowerCase();
    const type = chainType(table, hook);
    return `add chain ${place} ${name} { type ${type} hook ${name} priority ${PRIORITY[table]} ; }`;
  });
}

function userChains(steps: readonly RuleStep[], order: readonly string[]): readonly string[] {
  const chains = ownChains(steps);
  return [...order.filter((chain) => chains.includes(chain)), ...chains.filter((chain) => !order.includes(chain))];
}

/**
 * Rules in program order. An insert at index n goes before the rule that is there; nft knows no insert past the end, so such
 * a one becomes an append.
 */
function* ruleLines(steps: readonly RuleStep[], place: string, names: NftNames): Generator<string> {
  const sizes = new Map<string, number>();
  for (const step of steps) {
    const text = nftRuleText(step, names.chain);
    if (text === undefined) {
      const rule = stepText(step, ISTIO_STYLE);
      throw new UsageError('USAGE_NFT', `nft has no words for the rule "${rule}" of table ${step.table}`);
    }
    const size = sizes.get(step.chain) ?? 0;
    sizes.set(step.chain, size + 1);
    const index = (step.position ?? 1) - 1;
    const chain = isBuiltIn(step.chain) ? step.chain.toLowerCase() : names.chain(step.chain);
    yield step.op === 'insert' && index < size
      ? `insert rule ${place} ${chain} index ${index} ${text}`
      : `add rule ${place} ${chain} ${text}`;
  }
}

/** A program as an nft script; tables without rules are left out. Throws UsageError for a rule nft has no words for. */
export function nftText(program: Program, families: readonly Family[], names: NftNames): string {
  const steps = program.steps.filter((step) => step.families.some((family) => families.includes(family)));
  const lines = names.tables.flatMap((table) => {
    const inTable = steps.filter((step) => step.table === table);
    if (inTable.length === 0) return [];
    const place = `inet ${names.prefix}${table}`;
    return [
      `add table ${place}`,
      `flush table ${place}`,
      ...baseChains(inTable, table, place),
      ...userChains(inTable, names.order[table] ?? []).map((chain) => `add chain ${place} ${names.chain(chain)}`),
      ...ruleLines(inTable, place, names),
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** The script of a program whose peer has none of its own: tables `PROFILE-nat` and so on. Throws as {@link nftText} does. */
export const plainNft = (program: Program, families: readonly Family[]): string =>
  nftText(program, families, {
    prefix: `${program.profile}-`,
    tables: ['nat', 'mangle', 'raw', 'filter'],
    chain: lowerCase,
    order: {},
  });

/** The sidecar's script, as the peer writes it with --native-nftables. @see istio tools/istio-nftables */
export const sidecarNft = (program: Program, families: readonly Family[]): string =>
  nftText(program, families, SIDECAR);
