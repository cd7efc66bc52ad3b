import type { AnalyzerExample } from './analyzer.ts';
import { ANALYZERS, ON_DEMAND } from './analyzers/index.ts';

/** Documents that draw a code, and ones that do not; `undefined` for a code no analyzer has for its first. */
export function analyzerExample(code: string): AnalyzerExample | undefined {
  return [...ANALYZERS, ...ON_DEMAND].find(({ codes, view }) => view !== 'reference' && codes[0] === code)?.examples;
}
