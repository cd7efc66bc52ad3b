import type { ExitStatus } from './exit.ts';

/** A stream the program writes to; Node's `process.stdout` is one. */
export interface OutputStream {
  write(chunk: string | Uint8Array): unknown;
  /** True when a person reads it. */
  readonly isTTY?: boolean | undefined;
  /** Width in columns when it is a terminal. */
  readonly columns?: number | undefined;
}

/** A stream the program reads from; Node's `process.stdin` is one. */
export interface InputStream extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean | undefined;
}

/** The environment's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Signals a command can take over. */
export type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGUSR1';

/** Undoes something half done when the run is interrupted; must not throw. */
export type CleanUp = () => void | Promise<void>;

/** Everything of the outside world a command may touch directly; tests give their own. */
export interface Host {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Absolute path of the folder relative paths start from. */
  readonly cwd: string;
  readonly env: Environment;
  /** Node's version without the `v`, and what it runs on. */
  readonly runtime: { readonly node: string; readonly platform: string; readonly arch: string };
  /** Wall clock. */
  now(): Date;
  /** Aborted when the run is to end early; pass it to everything that waits. */
  readonly signal: AbortSignal;
  /** Calls `cleanUp` if the run is interrupted, latest first. Returns what takes it off the list again. */
  onInterrupt(cleanUp: CleanUp): () => void;
  /**
   * Takes a signal over: it calls `listener` instead of ending the run. Returns what gives it back. Where the system does not
   * know the signal nothing happens.
   */
  onSignal(signal: SignalName, listener: () => void): () => void;
  /** What the run ends with unless something is thrown; the command that ran sets it. */
  readonly outcome: { status: ExitStatus };
}
