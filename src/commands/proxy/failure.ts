/** Errors on their way from one process to another. */
import { InputError, MeshctlError, PermissionError, UnavailableError } from '../../model/errors.ts';
import { EXIT } from '../../model/exit.ts';

/** An error as plain data. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What of an error another process needs to throw it again. */
export function failureOf(error: unknown): Failure {
  if (error instanceof MeshctlError) return { status: error.exitCode, code: error.code, message: error.message };
  return {
    status: EXIT.bug,
    code: 'BUG',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

/** The error another process has sent. */
export function thrown({ status, code, message }: Failure): Error {
  const after = (prefix: string): string => code.slice(prefix.length);
  if (status === EXIT.unavailable) return new UnavailableError(`UNAVAILABLE_${after('UNAVAILABLE_')}`, message);
  if (status === EXIT.permission) return new PermissionError(`NO_PERM_${after('NO_PERM_')}`, message);
  if (status === EXIT.input) return new InputError(`INPUT_${after('INPUT_')}`, message);
  return new Error(message);
}
