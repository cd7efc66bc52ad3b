import { BUILD } from '../../cli/build-info.ts';
import type { Diagnostic, Level } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { excerptOf } from '../../output/excerpt.ts';
import { findingsOutput } from '../../output/finding-formats.ts';
import { isFailing } from '../validate/status.ts';
import { summaryText } from '../validate/summary.ts';
import { type AnalyzeFlags, formatOf, thresholdOf } from './flags.ts';
import type { Input } from './input.ts';

/** Prints findings in the format asked for, and below it what was looked at. */
export async function print(
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
  if (format !== 'text') return;
  const hidden = findings.length - shown.length;
  host.stderr.write(summaryText({ findings: shown, files, resources, unchecked: new Map(), hidden }));
}
