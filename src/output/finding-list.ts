import { createHash } from 'node:crypto';
import { codeDocs } from '../model/codes.ts';
import type { Diagnostic, Level } from '../model/diagnostic.ts';
import { sortFindings } from './findings.ts';
import { type Envelope, envelope } from './json.ts';

/** What a run looked at, for the summary. */
export interface Scope {
  readonly files: number;
  readonly resources: number;
}

/** Hexadecimal digits of a fingerprint: 64 bits, so two findings in a million share one with a chance of one in 10⁷. */
const FINGERPRINT_DIGITS = 16;

/** A finding as programs read it. */
export interface FindingRecord extends Diagnostic {
  /** Where the repository's documentation tells about the code; absent for a code of the user's own. */
  readonly docs?: string;
  /** Its name, which stays when lines move. */
  readonly fingerprint: string;
}

/**
 * Findings sorted, as programs read them. Findings that would share a fingerprint, such as those of one object in two files,
 * are told apart by their order: what collects reports drops one of two with the same name.
 */
export function findingRecords(findings: readonly Diagnostic[]): readonly FindingRecord[] {
  const seen = new Map<string, number>();
  return sortFindings(findings).map((finding) => {
    const name = fingerprint(finding);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    const docs = codeDocs(finding.code);
    return {
      ...finding,
      ...(docs === undefined ? {} : { docs }),
      fingerprint: before === 0 ? name : digest([name, before]),
    };
  });
}

/** Findings for a program, sorted: the `FindingList` document. The counts of `summary` are of findings by level, and the scope. */
export function findingList(findings: readonly Diagnostic[], scope: Scope): Envelope {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  return envelope('FindingList', {
    findings: findingRecords(findings),
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
  return digest([code, subject, path ?? [], values]);
}

function digest(facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, FINGERPRINT_DIGITS);
}
