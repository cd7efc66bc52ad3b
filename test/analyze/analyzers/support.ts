import { AMBIENT_READINESS, ANALYZERS } from '../../../src/analyze/analyzers/index.ts';
import type { AnalysisOptions } from '../../../src/analyze/run.ts';
import { findingsIn } from '../support.ts';

/** What one analyzer finds: level, code and field of each finding. */
export function foundBy(
  name: string,
  text: string,
  options: Partial<AnalysisOptions> & { readonly ready?: boolean } = {},
): readonly string[] {
  const all = options.ready ? AMBIENT_READINESS : ANALYZERS;
  const analyzers = all.filter((analyzer) => analyzer.name === name);
  if (analyzers.length !== 1) throw new Error(`no analyzer ${name}`);
  return findingsIn(text, { ...options, analyzers }).map(
    ({ level, code, path = [] }) => `${level} ${code} ${path.join('.')}`,
  );
}
