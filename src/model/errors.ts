import { EXIT, type ExitStatus } from './exit.ts';

/** What an error can carry besides its message. */
export interface ErrorDetails {
  /** What the user can do about it, one sentence; printed after `hint: `. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * An error whose cause lies outside meshctl. It stops the run: what only concerns one document is a Diagnostic instead.
 * Anything thrown that is not a MeshctlError is a defect of meshctl and is reported as such.
 */
export abstract class MeshctlError extends Error {
  /** Stable name for programs: the class's prefix and what happened, `NO_INPUT_FILE`. */
  readonly code: string;
  /** The status the process ends with. */
  readonly exitCode: ExitStatus;
  readonly hint: string | undefined;

  protected constructor(
    message: string,
    { exitCode, code, hint, cause }: ErrorDetails & Pick<MeshctlError, 'exitCode' | 'code'>,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }
}

/** The command line or the environment says something meshctl does not understand: status 64. */
export class UsageError extends MeshctlError {
  constructor(code: `USAGE_${string}`, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: EXIT.usage, code });
  }
}

/** Input that was found but cannot be used: not YAML or JSON, too large, or refused: status 65. */
export class InputError extends MeshctlError {
  constructor(code: `INPUT_${string}`, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: EXIT.input, code });
  }
}

/** A file or resource that does not exist: status 66. */
export class NoInputError extends MeshctlError {
  constructor(code: `NO_INPUT_${string}`, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: EXIT.noInput, code });
  }
}

/** A server or device that does not answer, or not in time: status 69. */
export class UnavailableError extends MeshctlError {
  constructor(code: `UNAVAILABLE_${string}`, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: EXIT.unavailable, code });
  }
}

/** The system does not let this user do it: status 77. */
export class PermissionError extends MeshctlError {
  constructor(code: `NO_PERM_${string}`, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: EXIT.permission, code });
  }
}

/** meshctl's own configuration, or a template, values or mesh file given to it, is wrong: status 78. */
export class ConfigError extends MeshctlError {
  constructor(code: `CONFIG_${string}`, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: EXIT.config, code });
  }
}

/** The kernel refused the rules, or does not hold what it was told; everything is as it was before: status 74. */
export class KernelError extends MeshctlError {
  constructor(code: `KERNEL_${string}`, message: string, details: ErrorDetails = {}) {
    super(message, { ...details, exitCode: EXIT.refusedByKernel, code });
  }
}
