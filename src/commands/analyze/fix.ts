import { FIXED } from '../../analyze/fix/index.ts';
import { readInput, STDIN } from '../../io/inputs.ts';
import { isUrl } from '../../io/spec.ts';
import { fileTransaction } from '../../io/write.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { InputError, UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { FileDiff } from '../../output/diff.ts';
import { findingList } from '../../output/finding-list.ts';
import { findingLine, findingsText } from '../../output/findings.ts';
import { json } from '../../output/json.ts';
import { isFailing, statusOf } from '../validate/status.ts';
import { summaryText } from '../validate/summary.ts';
import { type AnalyzeFlags, formatOf, thresholdOf } from './flags.ts';
import { beyondKnown, readEarlier } from './known.ts';
import { type Mended, mend } from './mend.ts';
import { print } from './print.ts';
import { Session } from './session.ts';

/** The formats of what would be done. */
const PLANS = ['text', 'json'];

/** Throws UsageError for flags that do not go together. */
function checkFixable(specs: readonly string[], flags: AnalyzeFlags): void {
  const unwritable = flags.write ? specs.find((spec) => spec === STDIN || isUrl(spec)) : undefined;
  if (unwritable !== undefined) {
    throw new UsageError('USAGE_FIX', `--fix --write: "${unwritable}" cannot be written`, {
      hint: 'leave out --write to see the diff',
    });
  }
  if (!flags.write && !PLANS.includes(formatOf(flags))) {
    throw new UsageError('USAGE_FIX', `--fix: there is no format "${formatOf(flags)}" for fixes`, {
      hint: 'it is text, a diff, or json; with --write it is that of the findings that remain',
    });
  }
}

function diffOf({ changed }: Mended, flags: AnalyzeFlags, host: Host): string {
  const paint = painter({
    choice: flags.output === 'json' ? 'never' : flags.color,
    env: host.env,
    stream: host.stdout,
  });
  return [...changed]
    .map(([name, change]) => {
      const diff = new FileDiff(name === STDIN ? 'stdin' : name, paint);
      diff.add(change);
      return diff.text();
    })
    .join('');
}

/** What would be done: the diff, and on standard error what is left. */
function showPlan(mended: Mended, flags: AnalyzeFlags, host: Host): void {
  const { files, resources } = mended.input;
  const lowest = thresholdOf('--output-threshold', flags.outputThreshold);
  const findings = mended.findings.filter((finding) => isFailing(finding, lowest));
  if (formatOf(flags) === 'json') {
    const list = findingList(findings, { files: files.length, resources });
    const fixes = mended.fixed.map((finding) => ({ ...finding, fix: FIXED.get(finding.code) }));
    host.stdout.write(json({ ...list, kind: 'FixList', fixes, diff: diffOf(mended, flags, host) }));
    return;
  }
  host.stdout.write(diffOf(mended, flags, host));
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stderr });
  host.stderr.write(findingsText(findings, paint));
  host.stderr.write(`${counted(mended)}${mended.changed.size > 0 ? '; --write writes them' : ''}\n`);
  host.stderr.write(`left: ${summaryText({ findings, files, resources, unchecked: new Map() })}`);
}

function counted({ fixed, changed }: Mended): string {
  if (fixed.length === 0) return 'nothing to fix';
  return `${fixed.length} ${fixed.length === 1 ? 'fix' : 'fixes'} in ${changed.size} ${changed.size === 1 ? 'file' : 'files'}`;
}

/** Writes the files, all of them or none. Throws InputError when one was written by somebody else meanwhile. */
async function writeFixes({ changed }: Mended, host: Host): Promise<void> {
  const transaction = fileTransaction(host);
  for (const [name, { before, after }] of changed) {
    if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readInput(name, host)) !== before) {
      await transaction.discard();
      throw new InputError('INPUT_CHANGED', `"${name}" was changed by somebody else meanwhile, so nothing is written`, {
        hint: 'run it again',
      });
    }
    await transaction.stage(name, after);
  }
  await transaction.commit();
}

function tellFixed(fixed: readonly Diagnostic[], flags: AnalyzeFlags, host: Host): void {
  const paint = painter({ choice: flags.color, env: host.env, stream: host.stderr });
  for (const finding of fixed) host.stderr.write(`fixed: ${findingLine(finding, paint)}\n`);
}

/**
 * Mends what has one right repair. Shows how by a diff, or writes the files; the status is that of the findings that are left.
 * Throws UsageError for what cannot be written, and what reading and writing throw.
 */
export async function fixFiles(specs: readonly string[], flags: AnalyzeFlags, host: Host): Promise<ExitStatus> {
  checkFixable(specs, flags);
  const threshold = thresholdOf('--failure-threshold', flags.failureThreshold);
  const { known, seen } = await readEarlier({ flags, paths: specs }, host);
  const session = new Session(specs, { flags, seen }, host);
  await session.refresh();
  const all = await mend(session, (findings) => beyondKnown(findings, known).fresh, host);
  const mended = { ...all, findings: beyondKnown(all.findings, known).fresh };
  if (flags.write) {
    await writeFixes(mended, host);
    tellFixed(mended.fixed, flags, host);
    await print(mended.findings, { input: mended.input, flags, threshold }, host);
  } else showPlan(mended, flags, host);
  return flags.exitZero ? EXIT.ok : statusOf({ findings: mended.findings, absent: mended.input.absent }, threshold);
}
