import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { resourceName, sortFindings } from './findings.ts';

const RANK = { info: 0, warning: 1, error: 2 } as const satisfies Record<Level, number>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text as XML has it; characters XML 1.0 does not know are replaced. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, (char) => ESCAPES[char] ?? char);
}

/** Attributes of an element, a blank before each. */
export const attributes = (given: Readonly<Record<string, string | number>>): string =>
  Object.entries(given)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');

/** The file a finding is in, else the cluster. */
const holderOf = ({ origin }: Diagnostic): string => origin.file ?? origin.cluster ?? '';

function testCase(finding: Diagnostic, threshold: Level): string {
  const { code, level, message, origin, range, remediation } = finding;
  const resource = origin.resource === undefined ? '' : ` ${resourceName(origin.resource)}`;
  const place = range ? ` line ${range.start.line}` : '';
  const { file } = origin;
  const at = file === undefined ? {} : { file, line: range?.start.line ?? 1 };
  const head = attributes({ name: `${code}${resource}${place}`, classname: holderOf(finding), ...at });
  const fails = RANK[level] >= RANK[threshold];
  const result = fails
    ? `<failure${attributes({ type: level, message })}>${escapeXml(remediation ?? '')}</failure>`
    : `<skipped${attributes({ message: `${level}: ${message}` })}/>`;
  return `    <testcase${head}>${result}</testcase>\n`;
}

/**
 * Findings as JUnit's XML: a suite for each file, a case for each finding, and one that passed for a file without. Findings
 * below the threshold are skipped cases, so that a report fails when the run does.
 */
export function junit(report: {
  readonly findings: readonly Diagnostic[];
  readonly files: readonly string[];
  readonly threshold: Level;
}): string {
  const { files, threshold } = report;
  const findings = sortFindings(report.findings);
  const names = [...new Set([...files, ...findings.map(holderOf)])];
  const suites = names.map((name) => {
    const own = findings.filter((finding) => holderOf(finding) === name);
    const cases = own.map((finding) => testCase(finding, threshold)).join('');
    const passed = `    <testcase${attributes({ name: 'no findings', classname: name, file: name })}/>\n`;
    const failures = own.filter(({ level }) => RANK[level] >= RANK[threshold]).length;
    const head = { name, tests: Math.max(1, own.length), failures, errors: 0, skipped: own.length - failures };
    return {
      failures,
      text: `  <testsuite${attributes(head)}>\n${cases || passed}  </testsuite>\n`,
      tests: head.tests,
    };
  });
  const sum = (of: 'failures' | 'tests'): number => suites.reduce((total, suite) => total + suite[of], 0);
  const head = attributes({ name: 'meshctl', tests: sum('tests'), failures: sum('failures'), errors: 0 });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.map(({ text }) => text).join('')}</testsuites>\n`;
}
