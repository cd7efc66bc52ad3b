import type { Analyzer } from '../../src/analyze/analyzer.ts';
import { ANALYZERS } from '../../src/analyze/analyzers/index.ts';
import { type AnalysisFinding, findingsOf } from '../../src/analyze/findings.ts';
import type { AnalysisOptions } from '../../src/analyze/run.ts';
import { analyze } from '../../src/analyze/run.ts';
import { certificateDates } from '../../src/commands/analyze/certificate-dates.ts';
import { parseManifests } from '../../src/yaml/parse.ts';

/** The options of a run of meshctl's own view, at a fixed time. */
export function ownOptions(analyzers: readonly Analyzer[] = ANALYZERS): AnalysisOptions {
  return {
    view: 'own',
    namespace: 'default',
    istioNamespace: 'istio-system',
    meshConfig: {},
    runtimeKinds: true,
    complete: false,
    now: new Date('2026-01-01T00:00:00Z'),
    certificateDates,
    analyzers,
  };
}

export const documentsIn = (text: string, file = 'input.yaml') =>
  parseManifests(text, file).manifests.map((manifest) => ({ manifest }));

/** The findings in a text; options override those of {@link ownOptions}. */
export function findingsIn(text: string, options: Partial<AnalysisOptions> = {}): readonly AnalysisFinding[] {
  const { reported } = analyze(documentsIn(text), { ...ownOptions(), ...options });
  return findingsOf(reported);
}

export const codesIn = (text: string, options: Partial<AnalysisOptions> = {}): readonly string[] =>
  findingsIn(text, options).map(({ code }) => code);
