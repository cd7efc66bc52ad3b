import type { Match } from '../../model/match.ts';
import type { Family, Program, Rule, RuleStep } from '../../model/rule.ts';
import { stepsFor } from '../../print/restore.ts';
import { matchWords, type RuleStyle, targetWords } from '../../print/rule-text.ts';
import type { IptablesMode } from './config.ts';
import { OUTPUT_CHAIN, REDIRECT_CHAIN } from './program.ts';

/** How the command lines are written. */
export interface CommandStyle {
  readonly mode: IptablesMode;
  readonly wait: boolean;
}

const PREFIX: Readonly<Record<Family, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };
const INFIX: Readonly<Record<IptablesMode, string>> = { nft: '-nft', legacy: '-legacy', plain: '' };

/** proxy-init's habits of spelling. */
export const LINKERD_STYLE: RuleStyle = {
  redirect: { tcp: '--to-port', udp: '--to-port' },
  multiport: '--match',
  port: '--destination-port',
  comment: 'last',
  fullMasks: false,
};

/** proxy-init names the subnet behind the target. */
const isTrailing = ({ kind }: Match): boolean => kind === 'source';

function ruleWords(rule: Rule): string {
  const words = (matches: readonly Match[]) => matches.flatMap((match) => matchWords(match, LINKERD_STYLE));
  return [
    ...words(rule.matches.filter((match) => !isTrailing(match))),
    ...targetWords(rule, LINKERD_STYLE),
    ...words(rule.matches.filter(isTrailing)),
    `-m comment --comment ${rule.comment}`,
  ].join(' ');
}

function writer(family: Family, { mode, wait }: CommandStyle) {
  const binary = `${PREFIX[family]}${INFIX[mode]}`;
  return {
    save: `${binary}-save -t nat`,
    command: (text: string) => `${binary} -t nat ${text}${wait ? ' -w' : ''}`,
  };
}

function rulesOf(steps: readonly RuleStep[]): readonly string[] {
  const made = new Set<string>(['PREROUTING', 'OUTPUT']);
  return steps.flatMap(({ chain, rule }) => {
    const line = `-A ${chain} ${ruleWords(rule)}`;
    if (made.has(chain)) return [line];
    made.add(chain);
    return [`-N ${chain}`, line];
  });
}

/** The commands proxy-init runs on a machine without its rules: IPv4 first, each family between two saves. */
export function linkerdCommands(program: Program, style: CommandStyle): readonly string[] {
  const rules = program.families.flatMap((family) => {
    const { save, command } = writer(family, style);
    return [save, ...rulesOf(stepsFor(program, family)).map(command), save];
  });
  return [...program.host.map(({ args }) => ['sysctl', ...args].join(' ')), ...rules];
}

/** The commands that remove the rules again: the jumps, then what is in the chains, then the chains. */
export function linkerdRemoval(program: Program, style: CommandStyle): readonly string[] {
  return program.families.flatMap((family) => {
    const { save, command } = writer(family, style);
    const jumps = program.steps.filter(({ rule }) => rule.target.kind === 'jump');
    const lines = [
      ...jumps.map(({ chain, rule }) => `-D ${chain} ${ruleWords(rule)}`),
      ...[OUTPUT_CHAIN, REDIRECT_CHAIN].flatMap((chain) => [`-F ${chain}`, `-X ${chain}`]),
    ];
    return [save, ...lines.map(command), save];
  });
}
