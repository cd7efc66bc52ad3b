import type { Diagnostic, Level } from '../../model/diagnostic.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';

const RANK = { info: 0, warning: 1, error: 2 } as const satisfies Record<Level, number>;

/** Findings that tell of input that could not be read. */
const UNREADABLE: ReadonlySet<string> = new Set(['MSH0001', 'MSH0002', 'MSH0004']);
const ABSENT = 'MSH0005';

/** Whether a finding tells of input that could not be read, or is not there. */
export const isUnread = ({ code }: Diagnostic): boolean => UNREADABLE.has(code) || code === ABSENT;

/** Whether a finding is at that level or above. */
export function isFailing({ level }: Diagnostic, threshold: Level): boolean {
  return RANK[level] >= RANK[threshold];
}

/** The status of a run: what is wrong with objects comes before what cannot be read, and that before what is not there. */
export function statusOf(
  { findings, absent }: { readonly findings: readonly Diagnostic[]; readonly absent: boolean },
  threshold: Level,
): ExitStatus {
  const failing = findings.filter((finding) => isFailing(finding, threshold)).map(({ code }) => code);
  if (failing.some((code) => !UNREADABLE.has(code) && code !== ABSENT)) return EXIT.findings;
  if (findings.some(({ code }) => UNREADABLE.has(code))) return EXIT.input;
  if (findings.some(({ code }) => code === ABSENT)) return absent ? EXIT.noInput : EXIT.input;
  return EXIT.ok;
}
