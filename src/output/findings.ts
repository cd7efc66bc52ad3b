import type { ChalkInstance } from 'chalk';
import type { Diagnostic, Level, ResourceRef } from '../model/diagnostic.ts';
import { type Excerpt, frame } from './excerpt.ts';
import { printable } from './printable.ts';

const LEVEL_STYLE = { error: 'red', warning: 'yellow', info: 'blue' } as const satisfies Record<Level, string>;

/** Findings sorted by file, place and code, so that the same input gives the same output. */
export function sortFindings(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...findings].sort(
    (a, b) =>
      compare(holderOf(a), holderOf(b)) ||
      (a.range?.start.offset ?? 0) - (b.range?.start.offset ?? 0) ||
      compare(a.code, b.code),
  );
}

/**
 * Findings for a person, sorted: `file:line:col: level CODE message`, below it the line where one is given, and what to do.
 * Without a place the file stands alone; without a file the resource does.
 */
export function findingsText(
  findings: readonly Diagnostic[],
  paint: ChalkInstance,
  excerpts: ReadonlyMap<Diagnostic, Excerpt> = new Map(),
): string {
  return sortFindings(findings)
    .map((finding) => {
      const { range, remediation } = finding;
      const excerpt = excerpts.get(finding);
      const lines = excerpt && range ? frame(excerpt, range, paint) : '';
      return `${findingLine(finding, paint)}\n${lines}${remediation === undefined ? '' : `    ${paint.dim(remediation)}\n`}`;
    })
    .join('');
}

/** The file it is in; the object where there is none. */
function holderOf({ origin }: Diagnostic): string {
  return origin.file ?? (origin.resource ? resourceName(origin.resource) : '');
}

/** A finding on one line, without its end. */
export function findingLine(finding: Diagnostic, paint: ChalkInstance): string {
  const { level, code } = finding;
  const [place, message] = [placeOf(finding), finding.message].map(printable);
  return `${paint.bold(`${place}:`)} ${paint[LEVEL_STYLE[level]](level)} ${code} ${message}`;
}

/** The name of an object as people write it: `VirtualService shop/reviews`. */
export function resourceName({ kind, namespace, name }: ResourceRef): string {
  return [kind, [namespace, name].filter(Boolean).join('/')].filter(Boolean).join(' ');
}

function placeOf({ origin, range }: Diagnostic): string {
  const file = origin.file ?? (origin.resource && resourceName(origin.resource)) ?? origin.cluster ?? 'meshctl';
  return range ? `${file}:${range.start.line}:${range.start.col}` : file;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
