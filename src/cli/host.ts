import { isSystemError } from '../io/problems.ts';
import { NoInputError } from '../model/errors.ts';
import { EXIT } from '../model/exit.ts';
import type { CleanUp, Host, SignalName } from '../model/host.ts';

/** The real outside world, and the way to end a run early. */
export interface ProcessHost {
  readonly host: Host;
  /** Aborts the host's signal, waits for the clean-up hooks, latest first, and lets go of standard input. */
  readonly interrupt: (reason: string) => Promise<void>;
  /** Runs the clean-up hooks alone, latest first; each runs once. Rejects with what a hook throws. */
  readonly cleanUp: () => Promise<void>;
  /** Whether a command has taken the signal over. */
  readonly isTaken: (signal: SignalName) => boolean;
}

/** The signals commands have taken over, and how they do it. */
function takenSignals(proc: NodeJS.Process): Pick<Host, 'onSignal'> & Pick<ProcessHost, 'isTaken'> {
  const taken = new Map<SignalName, number>();
  return {
    onSignal(signal, listener) {
      taken.set(signal, (taken.get(signal) ?? 0) + 1);
      proc.on(signal, listener);
      return () => {
        taken.set(signal, (taken.get(signal) ?? 1) - 1);
        proc.removeListener(signal, listener);
      };
    },
    isTaken: (signal) => (taken.get(signal) ?? 0) > 0,
  };
}

/** The clean-up hooks, and what runs them, latest first. */
function cleanUpHooks(): Pick<Host, 'onInterrupt'> & { readonly cleanUp: () => Promise<void> } {
  const hooks: CleanUp[] = [];
  return {
    onInterrupt(cleanUp) {
      hooks.unshift(cleanUp);
      return () => {
        const index = hooks.indexOf(cleanUp);
        if (index >= 0) hooks.splice(index, 1);
      };
    },
    async cleanUp() {
      // A hook may take others off the list while it runs.
      for (let next = hooks.shift(); next; next = hooks.shift()) await next();
    },
  };
}

/** Makes the host of a process. Streams are opened when they are first used: opening standard input can keep a process alive. */
export function processHost(proc: NodeJS.Process): ProcessHost {
  const abort = new AbortController();
  const { onInterrupt, cleanUp } = cleanUpHooks();
  const { onSignal, isTaken } = takenSignals(proc);
  let stdinUsed = false;
  const host: Host = {
    get stdin() {
      stdinUsed = true;
      // A run that was interrupted before it began to read must not wait for input now.
      return abort.signal.aborted ? proc.stdin.destroy() : proc.stdin;
    },
    get stdout() {
      return proc.stdout;
    },
    get stderr() {
      return proc.stderr;
    },
    get cwd() {
      return workingFolder(proc);
    },
    env: proc.env,
    runtime: { node: proc.versions.node, platform: proc.platform, arch: proc.arch },
    now: () => new Date(),
    signal: abort.signal,
    onInterrupt,
    onSignal,
    outcome: { status: EXIT.ok },
  };
  return {
    host,
    isTaken,
    cleanUp,
    async interrupt(reason) {
      abort.abort(new DOMException(reason, 'AbortError'));
      await cleanUp();
      if (stdinUsed) proc.stdin.destroy();
    },
  };
}

/** A shell can stand in a folder that was removed; whatever does not need the folder works there all the same. */
function workingFolder(proc: NodeJS.Process): string {
  try {
    return proc.cwd();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new NoInputError('NO_INPUT_CWD', 'the folder this runs in does not exist any more', { cause: error });
  }
}
