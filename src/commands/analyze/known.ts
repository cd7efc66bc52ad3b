import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import { type Baseline, baselineOf, compareWith, readBaseline } from './baseline.ts';
import type { AnalyzeFlags } from './flags.ts';

/** Findings that are known, and what from. */
export interface Known {
  readonly baseline: Baseline;
  /** For `gone since …`. */
  readonly when: string;
}

/** The findings that are not to be shown: those before a change, and those of the baseline. Throws what reading them throws. */
export async function knownFindings(
  { flags, paths }: { readonly flags: AnalyzeFlags; readonly paths: readonly string[] },
  host: Host,
): Promise<readonly Known[]> {
  const { baseline, diff } = flags;
  const known: Known[] = [];
  if (diff !== undefined) {
    const { findingsBefore } = await import('./diff.ts');
    known.push({ baseline: baselineOf(await findingsBefore(paths, { base: diff, flags }, host)), when: diff });
  }
  if (baseline !== undefined) known.push({ baseline: await readBaseline(baseline, host), when: 'the baseline' });
  return known;
}

/** The findings beyond those that are known, and of those the ones that are gone. */
export function beyondKnown(
  findings: readonly Diagnostic[],
  known: readonly Known[],
): { readonly fresh: readonly Diagnostic[]; readonly gone: readonly string[] } {
  let fresh = findings;
  const gone: string[] = [];
  for (const { baseline, when } of known) {
    const compared = compareWith(baseline, fresh);
    fresh = compared.fresh;
    gone.push(...compared.gone.map((title) => `gone since ${when}: ${title}`));
  }
  return { fresh, gone };
}
