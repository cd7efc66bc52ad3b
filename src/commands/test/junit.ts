/** Results of tests as JUnit's XML. */

import { painter } from '../../output/color.ts';
import { attributes, escapeXml } from '../../output/junit.ts';
import { explanationText } from '../explain/text.ts';
import type { CaseResult, TestReport } from './run.ts';
import { mismatchText } from './text.ts';

/** XML is read by programs: without colour whatever the terminal can. */
const PLAIN = painter({ choice: 'never', env: {}, stream: { write: () => true } });

function caseText({ name, file, line, passed, mismatches, explanation }: CaseResult): string {
  const head = attributes({ name, classname: file, file, line });
  if (passed) return `    <testcase${head}/>\n`;
  const message = mismatches.map(mismatchText).join('; ');
  const steps = escapeXml(explanationText(explanation, { paint: PLAIN, verbose: true }));
  return `    <testcase${head}><failure${attributes({ type: 'mismatch', message })}>${steps}</failure></testcase>\n`;
}

/** A suite for each file, a case for each test; a failed one has its steps. */
export function junitText({ results }: TestReport): string {
  const files = [...new Set(results.map(({ file }) => file))];
  const suites = files.map((file) => {
    const own = results.filter((result) => result.file === file);
    const failures = own.filter(({ passed }) => !passed).length;
    return `  <testsuite${attributes({ name: file, tests: own.length, failures })}>\n${own.map(caseText).join('')}  </testsuite>\n`;
  });
  const failures = results.filter(({ passed }) => !passed).length;
  const head = attributes({ name: 'meshctl test', tests: results.length, failures });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.join('')}</testsuites>\n`;
}
