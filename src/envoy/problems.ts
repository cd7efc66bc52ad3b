import { MeshctlError } from '../model/errors.ts';
import { EXIT, type ExitStatus } from '../model/exit.ts';

/** What an {@link EnvoyError} carries besides its message. */
export interface EnvoyErrorDetails {
  /** What the reference says instead, for `--compat istioctl`. */
  readonly peer: string;
  readonly hint?: string | undefined;
  readonly exitCode?: ExitStatus;
  readonly cause?: unknown;
}

/** Data about proxies that cannot be used, or a wish that makes no sense for it: status 65 unless it says otherwise. */
export class EnvoyError extends MeshctlError {
  /** What the reference says instead of the message. */
  readonly peer: string;

  constructor(code: string, message: string, { peer, exitCode = EXIT.input, hint, cause }: EnvoyErrorDetails) {
    super(message, { ...(hint === undefined ? {} : { hint }), cause, exitCode, code });
    this.peer = peer;
  }

  /** The same error where the reference says more about it. */
  withPeer(change: (peer: string) => string): EnvoyError {
    const { code, message, hint, exitCode, cause } = this;
    return new EnvoyError(code, message, { peer: change(this.peer), hint, exitCode, cause });
  }
}
