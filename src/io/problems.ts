import { InputError, type MeshctlError, NoInputError, PermissionError, UnavailableError } from '../model/errors.ts';

/** Whether a caught value is one of Node's system errors, optionally with one of these codes. */
export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return false;
  return codes.length === 0 || codes.some((code) => code === error.code);
}

/**
 * What a failed file operation means for the user. `doing` completes "cannot …": `read`, `write`. Values that are not
 * system errors come back as they are, for the caller to throw on.
 */
export function fileProblem(error: unknown, doing: 'read' | 'write', name: string): unknown {
  if (!isSystemError(error)) return error;
  return systemProblem(error, doing, name);
}

function systemProblem(cause: NodeJS.ErrnoException, doing: 'read' | 'write', name: string): MeshctlError {
  switch (cause.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return doing === 'read'
        ? new NoInputError('NO_INPUT_FILE', `no such file or folder: "${name}"`, { cause })
        : new NoInputError('NO_INPUT_FOLDER', `the folder of "${name}" does not exist`, {
            cause,
            hint: 'create the folder first',
          });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new PermissionError('NO_PERM_FILE', `no permission to ${doing} "${name}"`, { cause });
    case 'ELOOP':
      return new NoInputError('NO_INPUT_LOOP', `"${name}" is a symbolic link that leads back to itself`, { cause });
    case 'ENAMETOOLONG':
      return new NoInputError('NO_INPUT_NAME', `"${name}" is longer than a file's name can be`, { cause });
    case 'EISDIR':
      return new InputError('INPUT_FOLDER', `"${name}" is a folder, not a file`, { cause });
    default:
      return new UnavailableError('UNAVAILABLE_FILE', `cannot ${doing} "${name}": ${cause.message}`, { cause });
  }
}
