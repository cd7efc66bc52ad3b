/** Results of tests as text. */
import type { ChalkInstance } from 'chalk';
import type { Covered } from '../../explain/cases/coverage.ts';
import type { Mismatch } from '../../explain/cases/expectation.ts';
import { explanationText } from '../explain/text.ts';
import type { CaseResult, TestReport } from './run.ts';

/** How results are printed. */
export interface ReportStyle {
  readonly paint: ChalkInstance;
  /** Tests that pass are told, too. */
  readonly verbose: boolean;
  /** What no test comes to is listed. */
  readonly coverage: boolean;
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** `subset: expected "v2", and it is "v1"`. */
export function mismatchText({ field, expected, actual }: Mismatch): string {
  return `${field}: expected ${shown(expected)}, and it is ${shown(actual)}`;
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');

function resultText(
  { name, passed, file, line, explanation, mismatches }: CaseResult,
  { paint, verbose }: ReportStyle,
): string {
  if (passed) return verbose ? `${paint.green('ok')}    ${name}\n` : '';
  const why = mismatches.map((each) => `    ${mismatchText(each)}\n`).join('');
  const steps = indented(explanationText(explanation, { paint, verbose: false }));
  return `${paint.red('FAIL')}  ${name} (${file}:${line})\n${why}\n${steps}\n`;
}

const KINDS = [
  ['route', 'routes'],
  ['rule', 'rules'],
] as const;

function coverageText(coverage: readonly Covered[], { paint, coverage: lists }: ReportStyle): string {
  const counts = KINDS.map(([kind, words]) => {
    const own = coverage.filter((each) => each.kind === kind);
    return `${own.filter(({ covered }) => covered).length} of ${own.length} ${words}`;
  });
  const missed = coverage.filter(({ covered }) => !covered);
  const lines = lists
    ? missed.map(({ file, line, resource, kind, name }) => `  ${file}:${line}  ${kind} ${name} of ${resource}\n`)
    : [];
  const title = lists && missed.length > 0 ? `\n${paint.bold('No test comes to')}\n` : '';
  return `tested: ${counts.join(', ')}\n${title}${lines.join('')}`;
}

/** Failed tests with what was expected and every step, then how many passed, and how much of the mesh they came to. */
export function reportText({ results, coverage }: TestReport, style: ReportStyle): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const summary = `${results.length - failed} passed, ${failed} failed\n`;
  return `${results.map((result) => resultText(result, style)).join('')}${summary}${coverageText(coverage, style)}`;
}
