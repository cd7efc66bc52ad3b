import type { Match, PortMatch } from '../../model/match.ts';
import type { Family, Program, Rule, RuleStep, TableName } from '../../model/rule.ts';
import { ownChains, stepsFor } from '../../print/restore.ts';
import { ISTIO_STYLE, matchWords, portsText, type RuleStyle, targetWords } from '../../print/rule-text.ts';
import { DOCKER_CHAIN } from './config.ts';

const STYLE: RuleStyle = { ...ISTIO_STYLE, redirect: { tcp: '--to-ports', udp: '--to-ports' } };

const TABLES: readonly TableName[] = ['raw', 'nat', 'mangle'];

/** The long form of every short option Kuma uses. */
const LONG: ReadonlyMap<string, string> = new Map([
  ['-A', '--append'],
  ['-I', '--insert'],
  ['-N', '--new-chain'],
  ['-m', '--match'],
  ['-p', '--protocol'],
  ['-s', '--source'],
  ['-d', '--destination'],
  ['-i', '--in-interface'],
  ['-o', '--out-interface'],
  ['-j', '--jump'],
  ['--sport', '--source-port'],
  ['--dport', '--destination-port'],
]);

const isMultiport = (match: Match): match is PortMatch => match.kind === 'destination-port' && match.multiport;

function conditionWords(match: Match): readonly string[] {
  if (isMultiport(match)) return ['--dport', portsText(match.ports)];
  if (match.kind === 'owner-uid' && match.first !== match.last) {
    return ['-m', 'owner', ...(match.negated ? ['!'] : []), '--uid-owner', `${match.first}:${match.last}`];
  }
  return matchWords(match, STYLE);
}

/** Kuma names the multiport module ahead of the protocol. */
function ruleWords(rule: Rule): readonly string[] {
  return [
    ...(rule.comment === undefined ? [] : ['-m', 'comment', '--comment', `"${rule.comment}"`]),
    ...(rule.matches.some(isMultiport) ? ['-m', 'multiport'] : []),
    ...rule.matches.flatMap(conditionWords),
    // Kuma writes the prefix of a log without quotes.
    ...targetWords(rule, STYLE).map((word) => word.replaceAll('"', '')),
  ];
}

function stepWords({ chain, op, position, rule }: RuleStep): readonly string[] {
  const place = op === 'append' ? ['-A', chain] : ['-I', chain, String(position)];
  return [...place, ...ruleWords(rule)];
}

interface TableLines {
  readonly table: TableName;
  readonly chains: readonly string[];
  readonly rules: readonly string[];
}

function tablesOf(program: Program, family: Family, verbose: boolean): readonly TableLines[] {
  const line = (words: readonly string[]) => words.map((word) => (verbose ? (LONG.get(word) ?? word) : word)).join(' ');
  const steps = stepsFor(program, family);
  return TABLES.map((table) => {
    const own = steps.filter((step) => step.table === table);
    // Docker made its chain itself.
    const chains = ownChains(own).filter((chain) => chain !== DOCKER_CHAIN);
    return {
      table,
      chains: chains.map((chain) => line(['-N', chain])),
      rules: own.map((step) => line(stepWords(step))),
    };
  }).filter(({ rules }) => rules.length > 0);
}

function terse({ table, chains, rules }: TableLines): string {
  return [`* ${table}`, ...chains, ...rules, 'COMMIT'].join('\n');
}

function roomy({ table, chains, rules }: TableLines): string {
  const parts = [
    [`* ${table}`],
    ...(chains.length > 0 ? [['# Custom Chains:', ...chains]] : []),
    ['# Rules:', ...rules],
    ['COMMIT'],
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

/** The text Kuma gives to iptables-restore for one family; `verbose` has long options and room between the parts. */
export function kumaRestore(program: Program, family: Family, verbose: boolean): string {
  const tables = tablesOf(program, family, verbose);
  if (tables.length === 0) return '';
  return `${tables.map(verbose ? roomy : terse).join(verbose ? '\n\n' : '\n')}\n`;
}

const BINARY: Readonly<Record<Family, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };

/** The same rules as single commands. */
export function kumaCommands(program: Program, families: readonly Family[], verbose: boolean): string {
  const lines = families.flatMap((family) =>
    tablesOf(program, family, verbose).flatMap(({ table, chains, rules }) =>
      [...chains, ...rules].map((line) => `${BINARY[family]} ${verbose ? '--table' : '-t'} ${table} ${line}\n`),
    ),
  );
  return lines.join('');
}
