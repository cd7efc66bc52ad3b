import type { Match } from '../../model/match.ts';
import type { Family, Program, Rule, RuleStep } from '../../model/rule.ts';
import type { Target } from '../../model/target.ts';
import type { IptablesMode } from './config.ts';
import { OUTPUT_CHAIN, portText, REDIRECT_CHAIN } from './program.ts';

/** How the command lines are written. */
export interface CommandStyle {
  readonly mode: IptablesMode;
  readonly wait: boolean;
}

const PREFIX: Readonly<Record<Family, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };
const INFIX: Readonly<Record<IptablesMode, string>> = { nft: '-nft', legacy: '-legacy', plain: '' };

/** proxy-init names the subnet behind the target. */
function isTrailing(match: Match): boolean {
  return match.kind === 'source';
}

function matchText(match: Match): string {
  switch (match.kind) {
    case 'protocol':
      return `-p ${match.protocol}`;
    case 'source':
      return `-s ${match.cidr}`;
    case 'out-interface':
      return `-o ${match.name}`;
    case 'owner-uid':
      return `-m owner --uid-owner ${match.first}`;
    case 'owner-gid':
      return `-m owner --gid-owner ${match.first}`;
    case 'destination-port': {
      const ports = match.ports.map(portText).join(',');
      return match.multiport ? `--match multiport --dports ${ports}` : `--destination-port ${ports}`;
    }
    default:
      throw new Error(`not a condition of this profile: ${match.kind}`);
  }
}

function targetText(target: Target): string {
  switch (target.kind) {
    case 'return':
      return '-j RETURN';
    case 'jump':
      return `-j ${target.chain}`;
    case 'redirect':
      return `-j REDIRECT --to-port ${portText(target.ports)}`;
    default:
      throw new Error(`not a target of this profile: ${target.kind}`);
  }
}

function ruleText(rule: Rule): string {
  return [
    ...rule.matches.filter((match) => !isTrailing(match)).map(matchText),
    targetText(rule.target),
    ...rule.matches.filter(isTrailing).map(matchText),
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
    const line = `-A ${chain} ${ruleText(rule)}`;
    if (made.has(chain)) return [line];
    made.add(chain);
    return [`-N ${chain}`, line];
  });
}

/** The commands proxy-init runs on a machine without its rules: IPv4 first, each family between two saves. */
export function linkerdCommands(program: Program, style: CommandStyle): readonly string[] {
  const rules = program.families.flatMap((family) => {
    const { save, command } = writer(family, style);
    const steps = program.steps.filter((step) => step.families.includes(family));
    return [save, ...rulesOf(steps).map(command), save];
  });
  return [...program.host.map(({ args }) => ['sysctl', ...args].join(' ')), ...rules];
}

/** The commands that remove the rules again: the jumps, then what is in the chains, then the chains. */
export function linkerdRemoval(program: Program, style: CommandStyle): readonly string[] {
  return program.families.flatMap((family) => {
    const { save, command } = writer(family, style);
    const jumps = program.steps.filter(({ rule }) => rule.target.kind === 'jump');
    const lines = [
      ...jumps.map(({ chain, rule }) => `-D ${chain} ${ruleText(rule)}`),
      ...[OUTPUT_CHAIN, REDIRECT_CHAIN].flatMap((chain) => [`-F ${chain}`, `-X ${chain}`]),
    ];
    return [save, ...lines.map(command), save];
  });
}
