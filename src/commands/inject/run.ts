import { noContainer, yieldsContainer } from '../../inject/config-checks.ts';
import type { LoadedConfig } from '../../inject/load-config.ts';
import { CODES } from '../../model/codes.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { findingsText } from '../../output/findings.ts';
import { json } from '../../output/json.ts';
import { Progress } from '../../output/progress.ts';
import { MemoLoader } from '../../yaml/load.ts';
import { extraKinds, injectConfig, readConfig, templateText } from './configure.ts';
import { destination, emit, splitOutput } from './destination.ts';
import { type Injector, resultsOf } from './documents.ts';
import { FORMATS, type Format, type InjectFlags } from './flags.ts';
import { jsonFormat, type RewriteFormat, textFormat } from './formats.ts';
import { Outputs } from './outputs.ts';
import { compatWarning, type ReportLine, reportDocument, reportLines, reportText } from './report.ts';
import { readSources, readSurroundings, type Source } from './sources.ts';

interface Call {
  readonly flags: InjectFlags;
  readonly host: Host;
}

/** Everything a run found out, before any of it is printed or written. */
interface Outcome {
  /** Whether any file changed. */
  readonly changed: boolean;
  readonly findings: readonly Diagnostic[];
  readonly lines: readonly ReportLine[];
  readonly compatWarnings: readonly string[];
  /** Whether templates were rendered and none had a container. */
  readonly empty: boolean;
}

/** The libraries behind diffs and patches are only loaded for them. */
async function formatOf(flags: InjectFlags, format: Format, host: Host): Promise<RewriteFormat> {
  if (format === 'yaml') return textFormat;
  if (format === 'json') return jsonFormat();
  if (format === 'diff') {
    const { diffFormat } = await import('./format-diff.ts');
    return diffFormat(painter({ choice: flags.color, env: host.env, stream: host.stdout }));
  }
  const { jsonPatchFormat, strategicPatchFormat } = await import('./format-patch.ts');
  return flags.patchType === 'json' ? jsonPatchFormat : strategicPatchFormat;
}

/** Injects every document of every source; nothing is written yet. */
async function injectAll(
  sources: readonly Source[],
  injector: Injector,
  { outputs, progress }: { readonly outputs: Outputs; readonly progress: Progress },
): Promise<Outcome> {
  const findings: Diagnostic[] = [];
  const lines: ReportLine[] = [];
  const compatWarnings: string[] = [];
  const rendered = { any: false, container: false };
  for (const source of sources) {
    const { file, end } = outputs.begin(source.name);
    let changed = false;
    for (const { result, findings: found } of resultsOf(source, injector)) {
      findings.push(...found);
      if (!result) continue;
      file.add(result);
      changed ||= result.changed;
      lines.push(...reportLines(result));
      compatWarnings.push(...result.reports.flatMap((report) => compatWarning(report) ?? []));
      rendered.any ||= result.reports.some(({ outcome }) => outcome === 'injected');
      rendered.container ||= result.reports.some(yieldsContainer);
      await progress.step();
    }
    end(changed);
  }
  return { changed: outputs.changed, findings, lines, compatWarnings, empty: rendered.any && !rendered.container };
}

const isError = ({ level }: Diagnostic): boolean => level === 'error';

/** The reference's own lines: an empty one, then one for each workload that is left alone. */
function compatReport({ findings, compatWarnings }: Outcome, host: Host): void {
  if (compatWarnings.length > 0) host.stderr.write(`\n${compatWarnings.join('\n')}\n`);
  for (const { message, range } of findings.filter(isError)) {
    host.stderr.write(`Error: ${range ? `line ${range.start.line}: ` : ''}${message}\n`);
  }
}

/** What happened to the output: it is where it should be, nobody wanted it, or it could not be written. */
type Fate = 'written' | 'held' | 'lost';

/** Tells what was found and, unless the output is lost, what became of every object. */
async function report(outcome: Outcome, fate: Fate, { flags, host }: Call): Promise<void> {
  const { findings } = outcome;
  const lines = fate === 'lost' ? [] : outcome.lines;
  if (flags.report === 'json') {
    const { findingRecords } = await import('../../output/finding-list.ts');
    host.stderr.write(json(reportDocument(lines, findingRecords(findings))));
  }
  if (flags.report !== 'text') return;
  if (flags.compat !== undefined) {
    compatReport(outcome, host);
    return;
  }
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stderr });
  host.stderr.write(findingsText(findings, paint));
  host.stderr.write(reportText(lines, paint, fate === 'written'));
  if (findings.some(isError)) host.stderr.write('nothing was written\n');
}

/** What `--set` says that nothing reads. */
function unreadFindings({ unread }: LoadedConfig): readonly Diagnostic[] {
  const { level, remediation } = CODES.MSH1112;
  return unread.map((message) => ({ code: 'MSH1112', level, message, origin: {}, remediation }));
}

/** What goes wrong in a template of the user's is a mistake in their configuration. */
const CONFIG_CODES: ReadonlySet<string> = new Set(['MSH1004', 'MSH1005']);

/** The status of what was found, whatever happens to the output. */
function statusOf({ findings, changed }: Outcome, flags: InjectFlags): ExitStatus {
  if (flags.check && changed) return EXIT.findings;
  const errors = findings.filter(isError);
  if (errors.length === 0) return EXIT.ok;
  if (flags.compat !== undefined) return EXIT.failure;
  return errors.every(({ code }) => CONFIG_CODES.has(code)) ? EXIT.config : EXIT.input;
}

/** Throws ConfigError when the injector's own file is why no pod gets a container; the reference takes it so. */
function refuseEmpty({ injectConfigFile, template, compat }: InjectFlags): void {
  if (injectConfigFile !== undefined && template === undefined && compat === undefined)
    throw noContainer(injectConfigFile);
}

/** Writes the output, and says what was injected once that is so. */
async function write(outcome: Outcome, output: () => Promise<readonly string[]>, call: Call): Promise<void> {
  let written: readonly string[] | undefined;
  try {
    written = await output();
  } finally {
    await report(outcome, written ? 'written' : 'lost', call);
  }
  if (call.flags.report === 'text') call.host.stderr.write(written.map((file) => `wrote ${file}\n`).join(''));
}

/** The whole of `meshctl inject`: reads, injects, reports and, when nothing was refused, writes. */
export async function runInject(flags: InjectFlags, host: Host): Promise<ExitStatus> {
  const { format = 'yaml', path } = splitOutput(flags, FORMATS);
  if (flags.patchType === 'strategic' && format !== 'patch')
    throw new UsageError('USAGE_OUTPUT', '--patch-type strategic is for -o patch', { hint: 'add -o patch' });
  const loaded = await readConfig(flags, host);
  if (flags.printTemplate !== undefined) {
    host.stdout.write(templateText(loaded, flags.printTemplate));
    return EXIT.ok;
  }
  const sources = await readSources(flags, host);
  const around = await readSurroundings(sources, flags, host);
  const config = injectConfig(loaded, { flags, around, env: host.env });
  const run = { loader: new MemoLoader(), trace: flags.explain ?? false, extraKinds: extraKinds(flags) };
  if (flags.explain) {
    const { runExplain } = await import('./explain.ts');
    return runExplain(sources, { config, run }, { flags, host });
  }

  const shape = await formatOf(flags, format, host);
  const outputs = new Outputs(shape);
  try {
    const progress = new Progress(host, 'documents');
    const found = await injectAll(sources, { config, run }, { outputs, progress });
    const outcome = { ...found, findings: [...unreadFindings(loaded), ...found.findings] };
    progress.done();
    if (outcome.empty) refuseEmpty(flags);
    const status = statusOf(outcome, flags);
    if (status === EXIT.ok && !flags.check && !flags.dryRun) {
      const where = destination(flags, path, { cwd: host.cwd, files: sources.length });
      const separate = shape.documents && flags.compat === undefined;
      await write(outcome, () => emit(outputs.finish(), { where, separate }, host), { flags, host });
    } else await report(outcome, 'held', { flags, host });
    return status;
  } finally {
    outputs.close();
  }
}
