import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { findingRecords } from './finding-list.ts';
import { json } from './json.ts';
import { reportPath } from './report-path.ts';

const SEVERITIES = { error: 'major', warning: 'minor', info: 'info' } as const satisfies Record<Level, string>;

/**
 * Findings in Code Climate's format, which GitLab shows in merge requests.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function codeclimate(findings: readonly Diagnostic[]): string {
  const issues = findingRecords(findings).map(({ code, level, message, origin, range, remediation, fingerprint }) => ({
    type: 'issue',
    check_name: code,
    description: message,
    ...(remediation === undefined ? {} : { content: { body: remediation } }),
    categories: ['Bug Risk'],
    severity: SEVERITIES[level],
    fingerprint,
    location: {
      path: reportPath(origin.file),
      positions: {
        begin: { line: range?.start.line ?? 1, column: range?.start.col ?? 1 },
        end: { line: range?.end.line ?? 1, column: range?.end.col ?? 1 },
      },
      lines: { begin: range?.start.line ?? 1, end: range?.end.line ?? 1 },
    },
  }));
  return json(issues);
}
