/** How scripts are told that everything listens. */
import { closeSync, fstatSync, writeSync } from 'node:fs';
import { writeAtomically } from '../../io/write.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import type { RunFlags } from './flags.ts';

/** Tells the addresses, a line for each. */
export type Readiness = (addresses: readonly string[]) => Promise<void>;

/** A descriptor to write to, that whoever started this has opened. */
function checked(fd: number): number {
  try {
    fstatSync(fd);
    return fd;
  } catch (cause) {
    throw new UsageError('USAGE_READY_FD', `--ready-fd: ${fd} is no open file descriptor`, {
      hint: 'open it when meshctl is started, as in 3>ready',
      cause,
    });
  }
}

/** A reader that does not wait any more has no need to be told. */
function tell(fd: number, text: string): void {
  try {
    writeSync(fd, text);
    closeSync(fd);
  } catch {
    // It runs, whoever knows of it.
  }
}

/** What the flags say. @throws UsageError for a file descriptor that is not open. */
export function readiness({ readyFile, readyFd }: RunFlags, host: Host): Readiness {
  const fd = readyFd === undefined ? undefined : checked(readyFd);
  return async (addresses) => {
    const text = addresses.map((address) => `${address}\n`).join('');
    if (readyFile !== undefined) await writeAtomically(readyFile, text, host);
    if (fd !== undefined) tell(fd, text);
  };
}
