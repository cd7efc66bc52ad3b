import { analyze } from '../../analyze/run.ts';
import { BUILD } from '../../cli/build-info.ts';
import { writeAtomically } from '../../io/write.ts';
import type { Diagnostic, Level } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { excerptOf } from '../../output/excerpt.ts';
import { findingsOutput } from '../../output/finding-formats.ts';
import { isFailing, statusOf } from '../validate/status.ts';
import { summaryText } from '../validate/summary.ts';
import { chooseAnalyzers, listAnalyzers } from './choose.ts';
import { type AnalyzeFlags, formatOf, thresholdOf } from './flags.ts';
import { type Input, readAll } from './input.ts';
import { search } from './search.ts';
import { checkWanted } from './wanted.ts';

async function print(
  findings: readonly Diagnostic[],
  { input, flags, threshold }: { readonly input: Input; readonly flags: AnalyzeFlags; readonly threshold: Level },
  host: Host,
): Promise<void> {
  const format = formatOf(flags);
  const lowest = thresholdOf('--output-threshold', flags.outputThreshold);
  const shown = findings.filter((finding) => isFailing(finding, lowest));
  const excerpts = new Map(input.excerpts);
  for (const finding of shown) {
    const text = input.texts.get(finding.origin.file ?? '');
    if (finding.range && text !== undefined) excerpts.set(finding, excerptOf(text, finding.range));
  }
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stdout });
  const { files, resources } = input;
  const scope = { files: files.length, resources };
  const report = { findings: shown, excerpts, files, threshold, paint, scope, version: BUILD.version };
  host.stdout.write(await findingsOutput(format, report));
  if (format === 'text') host.stderr.write(summaryText({ findings: shown, files, resources, unchecked: new Map() }));
}

function inputsOf(paths: readonly string[], flags: AnalyzeFlags, host: Host): readonly string[] {
  const named = [...paths, ...(flags.filename ?? [])];
  if (named.length > 0) return named;
  host.stderr.write('analyzing the files of this folder\n');
  return ['.'];
}

async function writeBaseline(
  findings: readonly Diagnostic[],
  { baseline }: AnalyzeFlags,
  host: Host,
): Promise<ExitStatus> {
  if (baseline === undefined) {
    throw new UsageError('USAGE_BASELINE', '--update-baseline needs the name of the file', {
      hint: 'name it with --baseline',
    });
  }
  const { baselineText } = await import('./baseline.ts');
  await writeAtomically(baseline, baselineText(findings), host);
  return EXIT.ok;
}

/** The findings that are neither in the baseline nor in the tree to compare with; tells which of those are gone. */
async function newFindings(
  findings: readonly Diagnostic[],
  what: { readonly flags: AnalyzeFlags; readonly paths: readonly string[] },
  host: Host,
): Promise<readonly Diagnostic[]> {
  if (what.flags.baseline === undefined && what.flags.diff === undefined) return findings;
  const { beyondKnown, knownFindings } = await import('./known.ts');
  const { fresh, gone } = beyondKnown(findings, await knownFindings(what, host));
  for (const title of gone) host.stderr.write(`${title}\n`);
  return fresh;
}

/** The whole of `meshctl analyze`. Throws UsageError for bad flag values, ConfigError for a bad mesh config. */
export async function runAnalyze(flags: AnalyzeFlags, paths: readonly string[], host: Host): Promise<ExitStatus> {
  if (flags.compat !== undefined) return (await import('./compat.ts')).runCompat(flags, paths, host);
  if (flags.listAnalyzers) {
    await listAnalyzers(flags, host);
    return EXIT.ok;
  }
  if (flags.useKube) {
    throw new UsageError('USAGE_CLUSTER', 'analyze reads files, not clusters', {
      hint: 'kubectl get … -o yaml | meshctl analyze -',
    });
  }
  const threshold = thresholdOf('--failure-threshold', flags.failureThreshold);
  formatOf(flags);
  checkWanted(flags);
  await chooseAnalyzers(flags, host);
  const specs = inputsOf(paths, flags, host);
  if (flags.watch) return (await import('./watch.ts')).watchFiles(specs, flags, host);
  const input = await readAll(specs, flags, host);
  const all = await search(input, { flags, analyze }, host);
  if (flags.updateBaseline) return writeBaseline(all, flags, host);
  const findings = await newFindings(all, { flags, paths: specs }, host);
  await print(findings, { input, flags, threshold }, host);
  return flags.exitZero ? EXIT.ok : statusOf({ findings, absent: input.absent }, threshold);
}
