/** Changes of findings as text. */
import type { ChalkInstance } from 'chalk';
import type { Diagnostic, Level } from '../model/diagnostic.ts';
import type { FindingChanges } from '../model/finding-changes.ts';
import { findingRecords, type Scope } from './finding-list.ts';
import { findingLine, sortFindings } from './findings.ts';
import { envelope } from './json.ts';

/** Changes as lines: `+` for what came, `-` for what went. */
export function changeLines({ came, went }: FindingChanges, paint: ChalkInstance): string {
  const lines = (mark: string, findings: readonly Diagnostic[]): readonly string[] =>
    sortFindings(findings).map((finding) => `${mark} ${findingLine(finding, paint)}\n`);
  return [...lines(paint.green('-'), went), ...lines(paint.red('+'), came)].join('');
}

/** Changes as one document on one line; the counts are of all findings there are now. */
export function changeDocument(
  { came, went }: FindingChanges,
  { findings, scope }: { readonly findings: readonly Diagnostic[]; readonly scope: Scope },
): string {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const summary = { error: count('error'), warning: count('warning'), info: count('info'), ...scope };
  const document = { came: findingRecords(came), went: findingRecords(went), summary };
  return `${JSON.stringify(envelope('FindingChange', document))}\n`;
}
