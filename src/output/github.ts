import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { resourceName, sortFindings } from './findings.ts';
import { reportPath } from './report-path.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<Level, string>;

const ESCAPES: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A', ':': '%3A', ',': '%2C' };

const escapeData = (text: string): string => text.replace(/[%\r\n]/g, (char) => ESCAPES[char] ?? char);
const escapeProperty = (text: string): string => text.replace(/[%\r\n:,]/g, (char) => ESCAPES[char] ?? char);

/**
 * Findings as workflow commands of GitHub Actions, one a line, which become annotations of the files.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function github(findings: readonly Diagnostic[]): string {
  return sortFindings(findings)
    .map(({ code, level, message, origin, range, remediation }) => {
      const properties: readonly (readonly [string, string | number | undefined])[] = [
        ['file', origin.file && reportPath(origin.file)],
        ['line', range?.start.line],
        ['endLine', range?.end.line],
        // Columns of a range over several lines are ignored there with a complaint.
        ['col', range?.start.line === range?.end.line ? range?.start.col : undefined],
        ['endColumn', range?.start.line === range?.end.line ? range?.end.col : undefined],
        ['title', code],
      ];
      const given = properties.flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
      );
      // An annotation without a file says nothing of the object by itself.
      const about = origin.file === undefined && origin.resource ? `${resourceName(origin.resource)}: ` : '';
      const text = `${about}${message}${remediation === undefined ? '' : `\n${remediation}`}`;
      return `::${COMMANDS[level]} ${given.join(',')}::${escapeData(text)}\n`;
    })
    .join('');
}
