/** What became different between two analyses. */
import type { ChalkInstance } from 'chalk';
import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { type Scope, withFingerprints } from './finding-list.ts';
import { findingLine, sortFindings } from './findings.ts';
import { envelope } from './json.ts';

/** Findings that are new, and such that are gone. */
export interface FindingChanges {
  readonly came: readonly Diagnostic[];
  readonly went: readonly Diagnostic[];
}

/** Findings that say the same of the same object, wherever it stands in its file. */
function identity({ code, level, message, origin, path }: Diagnostic): string {
  return JSON.stringify([code, level, message, origin.file, origin.resource ?? origin.document, path]);
}

/** The findings of one list that the other does not have; of several alike as many as are too many. */
function beyond(findings: readonly Diagnostic[], known: readonly Diagnostic[]): readonly Diagnostic[] {
  const left = new Map<string, number>();
  for (const finding of known) left.set(identity(finding), (left.get(identity(finding)) ?? 0) + 1);
  return findings.filter((finding) => {
    const count = left.get(identity(finding)) ?? 0;
    left.set(identity(finding), count - 1);
    return count <= 0;
  });
}

/** What came and went; findings that only moved did neither. */
export function findingChanges(before: readonly Diagnostic[], now: readonly Diagnostic[]): FindingChanges {
  return { came: beyond(now, before), went: beyond(before, now) };
}

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
  const document = { came: withFingerprints(came), went: withFingerprints(went), summary };
  return `${JSON.stringify(envelope('FindingChange', document))}\n`;
}
