/** What `meshctl iptables explain` does. */
import type { ChalkInstance } from 'chalk';
import { type ExplainedHostStep, type ExplainedRule, explain, explainHost } from '../../iptables/explain/explain.ts';
import type { Recognised } from '../../iptables/explain/recognise.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { counted } from './counted.ts';
import { type Call, loadRules, type Rules } from './rule-source.ts';

function knownText(known: Recognised | undefined, does: string, paint: ChalkInstance): string {
  if (!known) return `      ${does}\n      ${paint.yellow('no rule of a known mesh')}\n`;
  const flag = known.flag === undefined ? '' : `      made by ${known.flag}\n`;
  return `      ${known.meaning}\n      ${paint.dim(`without it: ${known.without}`)}\n${flag}`;
}

function chainText(rules: readonly ExplainedRule[], paint: ChalkInstance): string {
  return rules
    .map(({ number, text, known, does, counters }) => {
      const count = counters ? paint.dim(`  (${counters.packets} packets)`) : '';
      return `  ${number}. ${paint.cyan(text === '' ? '(no condition, no target)' : text)}${count}\n${knownText(known, does, paint)}`;
    })
    .join('');
}

/** Rules in groups of one chain. */
function byChain(rules: readonly ExplainedRule[]): readonly (readonly ExplainedRule[])[] {
  const groups = new Map<string, ExplainedRule[]>();
  for (const rule of rules) {
    const key = JSON.stringify([rule.families, rule.table, rule.chain]);
    const group = groups.get(key) ?? [];
    group.push(rule);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function headOf([rule]: readonly ExplainedRule[], several: boolean): string {
  if (!rule) return '';
  const families = several
    ? ` (${rule.families.map((family) => (family === 'ipv4' ? 'IPv4' : 'IPv6')).join(', ')})`
    : '';
  return `table ${rule.table}, chain ${rule.chain}${families}`;
}

/** What is told. */
interface Told {
  readonly rules: Rules;
  readonly explained: readonly ExplainedRule[];
  readonly beside: readonly ExplainedHostStep[];
}

function text({ rules, explained, beside }: Told, paint: ChalkInstance): string {
  if (explained.length === 0) return 'there are no rules\n';
  const { profile } = rules.recogniser;
  const whose = profile ? `${profile.summary} (profile ${profile.name})` : 'nobody that is known';
  const unknown = explained.filter(({ known }) => !known).length;
  const several = new Set(explained.flatMap(({ families }) => families)).size > 1;
  const others = unknown > 0 && profile ? `; ${unknown} of them ${unknown === 1 ? 'is' : 'are'} of somebody else` : '';
  const head = `${counted(explained.length, 'rule')} of ${whose}${others}\n`;
  const chains = byChain(explained).map(
    (group) => `\n${paint.bold(headOf(group, several))}\n${chainText(group, paint)}`,
  );
  const steps = beside.map(({ command, known }) => `  ${paint.cyan(command)}\n${knownText(known, '', paint)}`);
  return head + chains.join('') + (steps.length > 0 ? `\n${paint.bold('beside the rules')}\n${steps.join('')}` : '');
}

/** The whole of `meshctl iptables explain`. */
export async function runExplain(files: readonly string[], call: Call): Promise<ExitStatus> {
  const { flags, host } = call;
  const rules = await loadRules(call, files.length > 0 ? files : flags.from);
  const explained = explain(rules.ruleSets, rules.recogniser);
  const beside = rules.loaded ? explainHost(rules.loaded.plan.program, rules.recogniser) : [];
  if (flags.output === 'json' || flags.output === 'yaml') {
    const fields = { profile: rules.recogniser.profile?.name ?? null, rules: explained, host: beside };
    host.stdout.write(await documentText(flags.output, envelope('RuleExplanation', fields)));
  } else {
    const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
    host.stdout.write(text({ rules, explained, beside }, paint));
  }
  return EXIT.ok;
}
