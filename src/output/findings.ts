import type { ChalkInstance } from 'chalk';
import type { Diagnostic, Level } from '../model/diagnostic.ts';

const LEVEL_STYLE = { error: 'red', warning: 'yellow', info: 'blue' } as const satisfies Record<Level, string>;

/** Findings sorted by file, place and code, so that the same input gives the same output. */
export function sortFindings(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.origin.file ?? '', b.origin.file ?? '') ||
      (a.range?.start.offset ?? 0) - (b.range?.start.offset ?? 0) ||
      compare(a.code, b.code),
  );
}

/**
 * Findings for a person, sorted: `file:line:col: level CODE message`, and below it what to do. Without a place the file
 * stands alone; without a file the resource does.
 */
export function findingsText(findings: readonly Diagnostic[], paint: ChalkInstance): string {
  const lines = sortFindings(findings).flatMap((finding) => {
    const level = paint[LEVEL_STYLE[finding.level]](finding.level);
    const head = `${paint.bold(`${placeOf(finding)}:`)} ${level} ${finding.code} ${finding.message}`;
    return finding.remediation === undefined ? [head] : [head, `    ${paint.dim(finding.remediation)}`];
  });
  return lines.map((line) => `${line}\n`).join('');
}

function placeOf({ origin, range }: Diagnostic): string {
  const { resource } = origin;
  const name = resource && [resource.kind, [resource.namespace, resource.name].filter(Boolean).join('/')].join(' ');
  const file = origin.file ?? origin.cluster ?? name ?? 'meshctl';
  return range ? `${file}:${range.start.line}:${range.start.col}` : file;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
