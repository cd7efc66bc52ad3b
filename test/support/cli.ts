import process from 'node:process';
import { execa } from 'execa';
import { BIN } from './paths.ts';

/** How the built program is run. */
export interface CliOptions {
  readonly cwd?: string;
  /** Besides PATH and HOME; nothing else of the surrounding environment reaches the program. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; closed and empty by default. */
  readonly stdin?: string | Uint8Array;
  /** The Node.js that runs it; default the one that runs the tests. */
  readonly node?: string;
}

/** What a run of the program gave. */
export interface CliResult {
  /** `undefined` when a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any command takes on a busy machine. */
const CLI_TIMEOUT_MS = 25_000;

/** Runs the built program in a child process, as a user would. Never throws for a status other than 0. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(options.node ?? process.execPath, [BIN, ...args], {
    ...execaOptions(options),
    input: options.stdin ?? '',
  });
  return { status: exitCode, stdout, stderr };
}

/**
 * As {@link runCli}, but returns the running process, its standard input open: for signals, and for pipes that are closed
 * early.
 */
export function startCli(args: readonly string[], options: CliOptions = {}) {
  return execa(options.node ?? process.execPath, [BIN, ...args], execaOptions(options));
}

function execaOptions({ cwd, env }: CliOptions) {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: CLI_TIMEOUT_MS,
  } as const;
}
