/** What `meshctl iptables prove` does. */
import { diff } from '../../iptables/diff/diff.ts';
import type { Family } from '../../iptables/model/rule.ts';
import { groundOf } from '../../iptables/prove/ground.ts';
import { type Proof, prove, questionsFor } from '../../iptables/prove/questions.ts';
import { type RegionReport, regionReports } from '../../iptables/prove/report.ts';
import { fieldOf } from '../../iptables/prove/scenarios.ts';
import { readNft } from '../../iptables/read/nft.ts';
import { ruleSetOf } from '../../iptables/ruleset/execute.ts';
import { machineOf } from '../../iptables/trace/machine.ts';
import { marksOfProgram } from '../../iptables/trace/place.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { counted } from './counted.ts';
import type { LoadedPlan } from './profile-input.ts';
import { type RegionStyle, regionText } from './region-text.ts';
import type { RuleFlags } from './rule-flags.ts';
import { type Call, loadRules, type Rules } from './rule-source.ts';
import { tellingOf } from './run-trace.ts';

/** A question's answer, ready to print. */
interface Result {
  readonly id: string;
  readonly family: Family;
  readonly question: string;
  /** What holds when no packet is found. */
  readonly clear: string;
  readonly severity: Proof['question']['severity'];
  readonly holds: boolean;
  readonly regions: readonly RegionReport[];
  readonly classes: number;
  readonly truncated: boolean;
}

function asked(rules: Rules, family: Family, { address }: RuleFlags): readonly Result[] {
  const own = address
    ?.map((text) => text.replace(/^.*=/, '').replace(/\/.*$/, ''))
    .find((text) => text.includes(':') === (family === 'ipv6'));
  const field = fieldOf([rules.machine], {
    facts: rules.facts,
    ground: groundOf(family, own),
    // The proxy of 2018 called the application from its own address.
    passthrough: rules.recogniser.profile?.name !== 'istio-2018',
  });
  const tell = tellingOf(rules);
  return questionsFor(field).map((question) => {
    const { answers, classes, truncated } = prove(field, question);
    const regions = answers.flatMap((answer) => regionReports(answer, field, (step) => tell(step)?.flag));
    const { id, text, clear, severity } = question;
    return { id, family, question: text, clear, severity, holds: regions.length === 0, regions, classes, truncated };
  });
}

/** How the forms of a configuration for iptables and for nft compare in a family. */
type Agreement = Pick<Result, 'id' | 'question' | 'clear' | 'severity'>;

const PROGRAMMED: Agreement = {
  id: 'agreement',
  question: 'Do the forms of these rules for iptables and for nft disagree?',
  clear: 'Both forms treat every packet alike, but for strays no socket sent: nft never matches their owner.',
  severity: 'error',
};

/** nft's tables are for both families, those of iptables for the one they are given to. */
const NOT_PROGRAMMED: Agreement = {
  id: 'other-family',
  question: 'Does the form for nft also touch the family that iptables gets no rules for?',
  clear: 'It leaves that family alone.',
  severity: 'info',
};

/** Whether the forms of a configuration for iptables and for nft treat every packet a socket sent alike. */
function agreement({ plan, backend }: LoadedPlan): readonly Result[] {
  const { program, texts, facts } = plan;
  const script = texts?.nft?.(program.families);
  if (script === undefined || backend === 'nft') return [];
  const place = { localMarks: marksOfProgram(program) };
  const ruleSets = program.families.map((family) => ruleSetOf(program, family));
  const before = machineOf(ruleSets, place);
  const after = machineOf([readNft(script)], place);
  return diff({ before, after, facts, strays: false }).map(({ family, field, answers, classes, truncated }) => {
    const regions = answers.flatMap((answer) => regionReports(answer, field, () => undefined));
    const asks = program.families.includes(family) ? PROGRAMMED : NOT_PROGRAMMED;
    return { ...asks, family, holds: regions.length === 0, regions, classes, truncated };
  });
}

/** Regions told of one answer. */
const MAX_TOLD = 20;

const NAMES: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

function resultText(
  { family, question, clear, severity, holds, regions, classes, truncated, id }: Result,
  { words, paint }: Pick<RegionStyle, 'words' | 'paint'>,
): string {
  const told = `${paint.bold(question)} ${paint.dim(`(${NAMES[family]}, ${counted(classes, 'class', 'classes')} of packets${truncated ? ', given up' : ''})`)}\n`;
  if (holds) return `${told}  ${truncated ? 'none was found so far' : `${paint.green('no:')} ${clear}`}\n`;
  const labels = id === PROGRAMMED.id || id === NOT_PROGRAMMED.id ? ['iptables', 'nft'] : [];
  const colour = { error: paint.red, warning: paint.yellow, info: paint.blue }[severity];
  const more = regions.length - MAX_TOLD;
  const rest = more > 0 ? `  and ${more} more of the kind; -o json has them all\n` : '';
  const shown = regions.slice(0, MAX_TOLD).map((region) => regionText(region, { labels, words, paint }));
  return `${told}  ${colour('yes:')}\n${shown.join('')}${rest}`;
}

function missingFamilies({ machine }: Rules): string {
  const [only, ...others] = machine.families;
  if (only === undefined || others.length > 0) return '';
  const other = only === 'ipv4' ? 'IPv6' : 'IPv4';
  return `there are no rules for ${other}: all ${other} traffic passes by the proxy\n`;
}

/** The whole of `meshctl iptables prove`. */
export async function runProve(files: readonly string[], call: Call): Promise<ExitStatus> {
  const { flags, host } = call;
  const rules = await loadRules(call, files.length > 0 ? files : flags.from);
  const results = [
    ...rules.machine.families.flatMap((family) => asked(rules, family, flags)),
    ...(rules.loaded ? agreement(rules.loaded) : []),
  ];
  if (flags.output === 'json' || flags.output === 'yaml') {
    host.stdout.write(await documentText(flags.output, envelope('RuleProof', { facts: rules.facts, results })));
  } else {
    const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
    host.stdout.write(
      results.map((result) => resultText(result, { words: rules.words, paint })).join('\n') + missingFamilies(rules),
    );
  }
  return results.some(({ holds, severity }) => !holds && severity === 'error') ? EXIT.findings : EXIT.ok;
}
