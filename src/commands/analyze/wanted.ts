import type { Analyzer } from '../../analyze/analyzer.ts';
import { type LabelQuery, labelQuery } from '../../analyze/label-query.ts';
import { type Narrowing, narrowed } from '../../analyze/narrow.ts';
import { annotationSuppressions } from '../../analyze/suppress/annotations.ts';
import { commentSuppressions } from '../../analyze/suppress/comments.ts';
import { flagSuppression } from '../../analyze/suppress/flags.ts';
import { settle } from '../../analyze/suppress/settle.ts';
import type { Suppression } from '../../analyze/suppress/suppression.ts';
import { DEMANDS, type Demand, lacking } from '../../analyze/suppress/terms.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { type AnalyzeFlags, levelsOf } from './flags.ts';
import { DEFAULT_NAMESPACE, type Input } from './input.ts';

const namespaceOf = ({ namespace = DEFAULT_NAMESPACE }: AnalyzeFlags): string => namespace;

/** The suppressions of the command line. Throws UsageError for what is not CODE=RESOURCE. */
function suppressionsOf(flags: AnalyzeFlags): readonly Suppression[] {
  return (flags.suppress ?? []).map((text) => {
    const suppression = flagSuppression(text, namespaceOf(flags));
    const wrong = suppression && lacking(suppression.terms, []);
    if (suppression && wrong === undefined) return suppression;
    throw new UsageError('USAGE_SUPPRESS', `--suppress: ${wrong ?? `"${text}" is not CODE=RESOURCE`}`, {
      hint: "such as --suppress 'IST0101=VirtualService shop/* until 2027-01-31 -- made by another team'",
    });
  });
}

/** What suppressions have to say. Throws UsageError for a word that is none of it. */
function demandsOf({ suppressionsNeed = [] }: AnalyzeFlags): readonly Demand[] {
  return suppressionsNeed.map((word) => {
    const demand = DEMANDS.find((each) => each === word);
    if (demand !== undefined) return demand;
    throw new UsageError(
      'USAGE_SUPPRESSIONS_NEED',
      `--suppressions-need: "${word}" is neither ${DEMANDS.join(' nor ')}`,
    );
  });
}

/** The labels of `--selector`. Throws UsageError for what is no selector. */
function labelsOf({ selector }: AnalyzeFlags): LabelQuery | undefined {
  if (selector === undefined) return undefined;
  const query = labelQuery(selector);
  if (query) return query;
  throw new UsageError('USAGE_SELECTOR', `--selector: "${selector}" is no selector of labels`, {
    hint: 'such as app=web, tier!=test, "app in (web,api)", canary or !canary',
  });
}

/** The objects whose findings are asked for. Throws UsageError for what is no selector. */
export function narrowingOf(flags: AnalyzeFlags): Narrowing {
  return {
    namespace: flags.allNamespaces ? undefined : flags.namespace,
    labels: labelsOf(flags),
    defaultNamespace: namespaceOf(flags),
  };
}

/** Looks at the flags before anything is read. Throws UsageError for bad values. */
export function checkWanted(flags: AnalyzeFlags): void {
  suppressionsOf(flags);
  demandsOf(flags);
  labelsOf(flags);
  levelsOf(flags);
}

/** What decides what is wanted. */
export interface Wanting {
  readonly input: Input;
  readonly flags: AnalyzeFlags;
  /** Those that ran. */
  readonly analyzers: readonly Analyzer[];
}

/** What was found, as the user wants to see it: narrowed, without what is suppressed, at the user's levels. Throws UsageError. */
export function wantedOf(
  found: readonly Diagnostic[],
  { input, flags, analyzers }: Wanting,
  host: Host,
): readonly Diagnostic[] {
  const defaultNamespace = namespaceOf(flags);
  const suppressions = [
    ...commentSuppressions(input.texts),
    ...annotationSuppressions(input.documents, defaultNamespace),
    ...suppressionsOf(flags),
  ];
  const { shown, invalid, unused } = settle(found, suppressions, {
    today: host.now().toISOString().slice(0, 10),
    demands: demandsOf(flags),
    moreCodes: new Set(analyzers.flatMap(({ codes }) => codes)),
  });
  // Another choice of analyzers finds less, so that suppressions for the others look unused.
  const all = [...shown, ...invalid, ...(flags.analyzer ? [] : unused)];
  const levels = levelsOf(flags);
  return narrowed(all, input.documents, narrowingOf(flags)).flatMap((finding) => {
    const level = levels.get(finding.code) ?? finding.level;
    return level === 'off' ? [] : [{ ...finding, level }];
  });
}
