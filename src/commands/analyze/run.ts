import { analyze } from '../../analyze/run.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { isUnread, statusOf } from '../validate/status.ts';
import { analyzersText, chooseAnalyzers, listAnalyzers } from './choose.ts';
import { type AnalyzeFlags, formatOf, thresholdOf } from './flags.ts';
import { type Input, noInput, readAll } from './input.ts';
import type { Earlier } from './known.ts';
import { print } from './print.ts';
import { search } from './search.ts';
import { checkWanted, narrowingOf } from './wanted.ts';

/** Files and folders to read; this folder when none is named. */
function inputsOf(paths: readonly string[], flags: AnalyzeFlags, host: Host): readonly string[] {
  const named = [...paths, ...(flags.filename ?? [])];
  if (named.length > 0) return named;
  host.stderr.write('analyzing the files of this folder\n');
  return ['.'];
}

/** What only files have: they change, are written, and were otherwise once. */
const OF_FILES = ['watch', 'fix', 'diff'] as const;

/** Whether the cluster is read: it is asked for, or there is one and no file is named. */
async function readsCluster(paths: readonly string[], flags: AnalyzeFlags, host: Host): Promise<boolean> {
  const ofFiles = OF_FILES.find((mode) => flags[mode] !== undefined && flags[mode] !== false);
  if (flags.useKube && ofFiles !== undefined) {
    throw new UsageError('USAGE_CLUSTER', `--${ofFiles} is for files, and --use-kube for clusters`, {
      hint: 'leave one of them out',
    });
  }
  // What is left out is left out of folders.
  const isNamed = [...paths, ...(flags.filename ?? []), ...(flags.exclude ?? [])].length > 0;
  if (flags.useKube !== undefined || isNamed || ofFiles !== undefined) return flags.useKube ?? false;
  const { hasCluster } = await import('../../kube/locate.ts');
  return hasCluster({ ...(flags.kubeconfig !== undefined && { kubeconfig: flags.kubeconfig }) }, host);
}

/** The files that are named, with the cluster. */
async function readLive(paths: readonly string[], flags: AnalyzeFlags, host: Host): Promise<Input> {
  const { readCluster } = await import('./cluster.ts');
  const specs = [...paths, ...(flags.filename ?? [])];
  return readCluster(specs.length > 0 ? await readAll(specs, flags, host) : noInput(), flags, host);
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
  const [{ baselineText }, { writeAtomically }] = await Promise.all([
    import('./baseline.ts'),
    import('../../io/write.ts'),
  ]);
  await writeAtomically(baseline, baselineText(findings), host);
  const count = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  host.stderr.write(`wrote ${baseline}: ${count} known from now on\n`);
  return EXIT.ok;
}

/** Warns when no object is in the namespace or has the labels that were asked for: nothing is found there, whatever is wrong. */
async function tellOfNothing({ documents }: Input, flags: AnalyzeFlags, host: Host): Promise<void> {
  const { leavesNothing } = await import('../../analyze/narrow.ts');
  if (documents.length > 0 && leavesNothing(documents, narrowingOf(flags)))
    host.stderr.write('warning: no object that was read is what -n and -l ask for\n');
}

/** What was before: in the baseline, in the tree to compare with. */
async function earlierOf(what: { readonly flags: AnalyzeFlags; readonly paths: readonly string[] }, host: Host) {
  const { baseline, diff, updateBaseline } = what.flags;
  if (updateBaseline || (baseline === undefined && diff === undefined)) return undefined;
  return (await import('./known.ts')).readEarlier(what, host);
}

/** The findings that were not there before; tells which of those are gone. */
async function newFindings(
  findings: readonly Diagnostic[],
  earlier: Earlier | undefined,
  host: Host,
): Promise<readonly Diagnostic[]> {
  if (!earlier) return findings;
  const { fresh, gone } = (await import('./known.ts')).beyondKnown(findings, earlier.known);
  for (const title of gone) host.stderr.write(`${title}\n`);
  return fresh;
}

/** What a run does besides finding, of which it does one. */
const MODES = ['watch', 'fix', 'updateBaseline', 'compat'] as const;

const MODE_FLAGS: Readonly<Record<(typeof MODES)[number], string>> = {
  watch: '--watch',
  fix: '--fix',
  updateBaseline: '--update-baseline',
  compat: '--compat',
};

function checkModes(flags: AnalyzeFlags): void {
  const [one, other] = MODES.filter((mode) => flags[mode] !== undefined && flags[mode] !== false);
  if (one !== undefined && other !== undefined) {
    throw new UsageError('USAGE_MODE', `${MODE_FLAGS[one]} and ${MODE_FLAGS[other]} exclude each other`, {
      hint: 'run one after the other',
    });
  }
  if (flags.write && !flags.fix) {
    throw new UsageError('USAGE_WRITE', '--write needs --fix', { hint: 'analyze only changes files with both' });
  }
}

/** The whole of `meshctl analyze`. Throws UsageError for bad flag values, ConfigError for a bad mesh config. */
export async function runAnalyze(flags: AnalyzeFlags, paths: readonly string[], host: Host): Promise<ExitStatus> {
  checkModes(flags);
  if (flags.compat !== undefined) return (await import('./compat.ts')).runCompat(flags, paths, host);
  if (flags.listAnalyzers) {
    await listAnalyzers(flags, host);
    return EXIT.ok;
  }
  const threshold = thresholdOf('--failure-threshold', flags.failureThreshold);
  formatOf(flags);
  checkWanted(flags);
  await chooseAnalyzers(flags, host);
  const live = await readsCluster(paths, flags, host);
  const specs = live ? paths : inputsOf(paths, flags, host);
  if (flags.watch) return (await import('./watch.ts')).watchFiles(specs, flags, host);
  if (flags.fix) return (await import('./fix.ts')).fixFiles(specs, flags, host);
  const input = live ? await readLive(paths, flags, host) : await readAll(specs, flags, host);
  await tellOfNothing(input, flags, host);
  const earlier = await earlierOf({ flags, paths: specs }, host);
  const all = await search(input, { flags, analyze, seenBefore: earlier?.seen }, host);
  if (flags.verbose) host.stderr.write(analyzersText(await chooseAnalyzers(flags, host), all));
  if (flags.updateBaseline) return writeBaseline(all, flags, host);
  const findings = await newFindings(all, earlier, host);
  await print(findings, { input, flags, threshold }, host);
  if (flags.exitZero) return EXIT.ok;
  const counted = flags.ignoreUnknown ? findings.filter((finding) => !isUnread(finding)) : findings;
  return statusOf({ findings: counted, absent: input.absent }, threshold);
}
