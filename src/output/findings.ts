import { createHash } from 'node:crypto';
import type { ChalkInstance } from 'chalk';
import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { type Envelope, envelope } from './json.ts';

/** What a run looked at, for the summary. */
export interface Scope {
  readonly files: number;
  readonly resources: number;
}

const LEVEL_STYLE = { error: 'red', warning: 'yellow', info: 'blue' } as const satisfies Record<Level, string>;

/** Hexadecimal digits of a fingerprint: 64 bits, so two findings in a million share one with a chance of one in 10⁷. */
const FINGERPRINT_DIGITS = 16;

/** Findings sorted by file, place and code, so that the same input gives the same output. */
function sortFindings(findings: readonly Diagnostic[]): readonly Diagnostic[] {
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

/** Findings for a program, sorted: the `FindingList` document. The counts of `summary` are of findings by level, and the scope. */
export function findingList(findings: readonly Diagnostic[], scope: Scope): Envelope {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  return envelope('FindingList', {
    findings: sortFindings(findings).map((finding) => ({ ...finding, fingerprint: fingerprint(finding) })),
    summary: { error: count('error'), warning: count('warning'), info: count('info'), ...scope },
  });
}

/**
 * A name for a finding that stays when lines move: made of the code, the resource (else the file), the field path and the
 * values the message quotes.
 */
export function fingerprint({ code, origin, path, message }: Diagnostic): string {
  const subject = origin.resource ?? origin.file ?? origin.cluster ?? '';
  const values = message.match(/"[^"]*"/g) ?? [];
  const facts = JSON.stringify([code, subject, path ?? [], values]);
  return createHash('sha256').update(facts).digest('hex').slice(0, FINGERPRINT_DIGITS);
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
