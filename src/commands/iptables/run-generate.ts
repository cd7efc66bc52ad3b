import type { Command } from 'commander';
import type { Family, Program } from '../../iptables/model/rule.ts';
import type { PeerFormat } from '../../iptables/profiles/profile.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { GenerateFlags, GenerateFormat } from './generate.ts';
import { type LoadedPlan, loadPlan } from './profile-input.ts';
import { reportFindings } from './report.ts';

/** The command as it was called. */
export interface Call {
  readonly command: Command;
  readonly host: Host;
}

const isPeerFormat = (format: GenerateFormat): format is PeerFormat =>
  format === 'restore' || format === 'commands' || format === 'nft';

/** The text of one family's rules for iptables-restore; several are told apart by comments, which the tools skip. */
async function restoreTexts({ plan, compat }: LoadedPlan, families: readonly Family[]): Promise<string> {
  const { restoreText } = await import('../../iptables/print/restore.ts');
  const texts = families.map((family) => {
    const text = plan.texts?.restore?.([family]) ?? restoreText(plan.program, family);
    const head = `# ${family === 'ipv4' ? 'iptables' : 'ip6tables'}-restore --noflush\n`;
    return text === '' || families.length === 1 || compat ? text : head + text;
  });
  return texts.join('');
}

const PEER_TEXTS: Readonly<Record<PeerFormat, (loaded: LoadedPlan, families: readonly Family[]) => Promise<string>>> = {
  restore: restoreTexts,
  async commands({ plan }, families) {
    const own = plan.texts?.commands;
    return own
      ? own(families)
      : (await import('../../iptables/print/commands.ts')).commandsText(plan.program, families);
  },
  async nft({ plan }, families) {
    const own = plan.texts?.nft;
    return own ? own(families) : (await import('../../iptables/print/nft.ts')).plainNft(plan.program, families);
  },
};

async function drawing(format: 'mermaid' | 'svg', program: Program): Promise<string> {
  return format === 'svg'
    ? (await import('../../iptables/print/svg.ts')).svgText(program)
    : (await import('../../iptables/print/mermaid.ts')).mermaidText(program);
}

async function textOf(format: GenerateFormat, loaded: LoadedPlan): Promise<string> {
  const { profile, plan } = loaded;
  if (isPeerFormat(format)) {
    if (!profile.formats.includes(format)) {
      throw new UsageError(
        'USAGE_OUTPUT',
        `the profile ${profile.name} has no rules in the form of --output ${format}`,
      );
    }
    return PEER_TEXTS[format](loaded, plan.program.families);
  }
  if (format !== 'json') return drawing(format, plan.program);
  const [{ programData }, { envelope, json }] = await Promise.all([
    import('../../iptables/print/json.ts'),
    import('../../output/json.ts'),
  ]);
  return json(envelope('InterceptionProgram', programData(plan, profile)));
}

/** The commands that remove the rules of a plan; asked for by --cleanup-only or the word clean. */
function removalText({ plan, profile }: LoadedPlan, format: GenerateFormat | undefined): string {
  if (format !== undefined && format !== 'commands') {
    throw new UsageError('USAGE_OUTPUT', `what removes rules is commands: --output ${format} cannot show it`);
  }
  if (!plan.removal) throw new UsageError('USAGE_CLEAN', `the profile ${profile.name} has no commands that remove`);
  return plan
    .removal(plan.program.families)
    .map((line) => `${line}\n`)
    .join('');
}

const CLEAN = 'clean';

/** The peers pass over surplus words, which may hide a mistake; one of them is a command of the shell script of 2018. */
function wantsRemoval(words: readonly string[], { profile, values, compat }: LoadedPlan): boolean {
  const script = profile.name === 'istio-2018' && words[0] === CLEAN;
  const surplus = script ? words.slice(1) : words;
  if (surplus.length > 0 && !compat) {
    throw new UsageError(
      'USAGE_ARGUMENT',
      `unexpected argument "${surplus[0]}": what is to be generated is said by flags`,
    );
  }
  return script || values.get('cleanup-only')?.text === 'true';
}

/** The whole of `meshctl iptables generate`. */
export async function runGenerate(
  flags: GenerateFlags,
  words: readonly string[],
  { command, host }: Call,
): Promise<ExitStatus> {
  const loaded = await loadPlan(command, flags, { host, ...(flags.output === 'nft' ? { backend: 'nft' } : {}) });
  const preset = loaded.backend === 'nft' ? 'nft' : (loaded.profile.formats[0] ?? 'restore');
  const text = wantsRemoval(words, loaded)
    ? removalText(loaded, flags.output)
    : await textOf(flags.output ?? preset, loaded);
  await reportFindings(loaded.diagnostics, flags, host);
  if (flags.out === undefined) host.stdout.write(text);
  else await (await import('../../io/write.ts')).writeAtomically(flags.out, text, host);
  return EXIT.ok;
}
