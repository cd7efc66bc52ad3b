/** What became different between two analyses. */
import type { Diagnostic } from './diagnostic.ts';

/** Findings that are new, and such that are gone. */
export interface FindingChanges {
  readonly came: readonly Diagnostic[];
  readonly went: readonly Diagnostic[];
}

/** What findings have in common that say the same of the same object, wherever it stands in its file. */
export function identity({ code, level, message, origin, path }: Diagnostic): string {
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
