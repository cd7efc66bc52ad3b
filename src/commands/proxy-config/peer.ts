import type { Command } from 'commander';
import { EnvoyError } from '../../envoy/problems.ts';
import { isSystemError } from '../../io/problems.ts';
import { MeshctlError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { SourceFlags } from './flags.ts';

/** What Go says of a failed `open`. */
const GO_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
};

/** The mistake for which the reference prints its usage first. */
export const NO_SOURCE = 'USAGE_SOURCE';

/** A run whose errors may have to be the reference's. */
export interface PeerRun {
  readonly flags: SourceFlags;
  readonly host: Host;
  readonly command: Command;
}

/** Calls `work`; under `--compat` its errors are printed as the reference prints them, with status 1. */
export async function asPeer(run: PeerRun, work: () => Promise<ExitStatus>): Promise<ExitStatus> {
  if (run.flags.compat === undefined) return work();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MeshctlError)) throw error;
    if (error.code === NO_SOURCE) run.host.stderr.write(run.command.helpInformation());
    run.host.stderr.write(`Error: ${peerText(error)}\n`);
    return EXIT.failure;
  }
}

function peerText(error: MeshctlError): string {
  return error instanceof EnvoyError ? error.peer : error.message;
}

/** A failure to open a file, with the reference's words for it; other errors as they are. */
export function withOpenText(error: unknown, name: string, change = (text: string) => text): unknown {
  if (!(error instanceof MeshctlError) || !isSystemError(error.cause)) return error;
  const reason = GO_REASONS[error.cause.code ?? ''] ?? error.cause.message;
  const { code, message, hint, exitCode, cause } = error;
  return new EnvoyError(code, message, { peer: change(`open ${name}: ${reason}`), hint, exitCode, cause });
}
