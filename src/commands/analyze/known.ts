import type { Seen } from '../../analyze/facts/visible.ts';
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

/** What was before. */
export interface Earlier {
  readonly known: readonly Known[];
  /** What there was before a change. */
  readonly seen?: Seen;
}

/** The findings that are not to be shown: those before a change, and those of the baseline. Throws what reading them throws. */
export async function readEarlier(
  { flags, paths }: { readonly flags: AnalyzeFlags; readonly paths: readonly string[] },
  host: Host,
): Promise<Earlier> {
  const { baseline, diff } = flags;
  const known: Known[] = [];
  let seen: Seen | undefined;
  if (diff !== undefined) {
    const { stateBefore } = await import('./diff.ts');
    const before = await stateBefore(paths, { base: diff, flags }, host);
    known.push({ baseline: baselineOf(before.findings), when: diff });
    seen = before.seen;
  }
  if (baseline !== undefined) known.push({ baseline: await readBaseline(baseline, host), when: 'the baseline' });
  return { known, ...(seen === undefined ? {} : { seen }) };
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
