import type { Diagnostic } from '../../model/diagnostic.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';

/** The code of a file that is not there, or has nothing in it. */
const ABSENT = 'MSH0005';

/** The status of a run that errors among the findings forbid: 66 when they are all about files that are not there, else 65. */
export function refusalStatus(reading: {
  readonly findings: readonly Diagnostic[];
  /** Whether a file that was named does not exist. */
  readonly absent: boolean;
}): ExitStatus {
  const errors = reading.findings.filter(({ level }) => level === 'error');
  return reading.absent && errors.every(({ code }) => code === ABSENT) ? EXIT.noInput : EXIT.input;
}
