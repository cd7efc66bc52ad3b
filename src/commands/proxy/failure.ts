/** Errors on their way from one process or thread to another. */
import { MeshctlError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';

/** An error as plain data. */
export interface Failure {
  readonly status: ExitStatus;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** An error that was thrown elsewhere, with everything it says to whoever runs meshctl. */
class RemoteError extends MeshctlError {
  constructor({ status, code, message, hint }: Failure) {
    super(message, { exitCode: status, code, ...(hint === undefined ? {} : { hint }) });
  }
}

/** What of an error another process needs to throw it again. */
export function failureOf(error: unknown): Failure {
  if (error instanceof MeshctlError) {
    const { exitCode: status, code, message, hint } = error;
    return { status, code, message, ...(hint === undefined ? {} : { hint }) };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: EXIT.bug, code: 'BUG', message };
}

/** The error another process has sent. */
export function thrown(failure: Failure): Error {
  return failure.status === EXIT.bug ? new Error(failure.message) : new RemoteError(failure);
}
