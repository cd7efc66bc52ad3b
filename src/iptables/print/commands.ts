/** A program as commands for a shell. */
import type { Family, HostStep, Program, RuleStep } from '../model/rule.ts';
import { ownChains, stepsFor } from './restore.ts';
import { ISTIO_STYLE, type RuleStyle, ruleWords } from './rule-text.ts';

/** The programs of each family, by their plain names. */
export const BINARY: Readonly<Record<Family, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };

/** A word as a POSIX shell reads it back. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./!-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command line of words. */
export const commandLine = (words: readonly string[]): string => words.map(shellWord).join(' ');

const TABLES = ['raw', 'mangle', 'nat', 'filter'] as const;

/** The arguments of one step: `-t nat -A OUTPUT -j ISTIO_OUTPUT`. */
export function stepWords({ table, chain, op, position, rule }: RuleStep, style: RuleStyle): readonly string[] {
  const where = op === 'append' ? ['-A', chain] : ['-I', chain, String(position ?? 1)];
  return ['-t', table, ...where, ...ruleWords(rule, style)];
}

/** The command of a host step: `ip -6 route add …`, `sysctl -w …`. */
export const hostWords = ({ kind, args }: HostStep): readonly string[] => [
  kind === 'sysctl' ? 'sysctl' : 'ip',
  ...args,
];

/** Every chain that has to be made, then every rule in program order, then routes and addresses; one command each. */
export function commandsText(program: Program, families: readonly Family[], style: RuleStyle = ISTIO_STYLE): string {
  const lines = families.flatMap((family) => {
    const steps = stepsFor(program, family);
    const chains = TABLES.flatMap((table) =>
      ownChains(steps.filter((step) => step.table === table)).map((chain) => ['-t', table, '-N', chain]),
    );
    return [...chains, ...steps.map((step) => stepWords(step, style))].map((words) => [BINARY[family], ...words]);
  });
  const host = program.host.filter(({ family }) => families.includes(family)).map(hostWords);
  return [...lines, ...host].map((words) => `${commandLine(words)}\n`).join('');
}
