import { constants } from 'node:os';
import { basename } from 'node:path';
import { isSystemError } from '../io/problems.ts';
import { UnavailableError } from '../model/errors.ts';
import { EXIT } from '../model/exit.ts';
import { processHost } from './host.ts';
import { reportError } from './report.ts';
import { run } from './run.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a shell adds to the number of the signal that ended a process; SIGINT gives {@link EXIT.interrupted}. */
const SIGNAL_STATUS = 128;

/**
 * Runs the process's command line and sets its exit status. The first signal aborts the run and waits for the clean-up
 * hooks; a second one of its kind ends the process at once. When the reader of standard output goes away, the run ends
 * quietly with status 0: what it was asked for has been read.
 */
export async function main(proc: NodeJS.Process): Promise<void> {
  const { host, interrupt, cleanUp, isTaken } = processHost(proc);
  let forced: number | undefined;
  const endedEarly = new Promise<undefined>((resolve) => {
    const end = async (reason: string, status: number): Promise<void> => {
      if (forced !== undefined) return;
      forced = status;
      // Set at once: the run may be over and the process about to leave.
      proc.exitCode = status;
      await interrupt(reason);
      resolve(undefined);
    };
    const fail = async (error: unknown): Promise<void> => {
      // What is written while a screen has the terminal is gone when the terminal is given back.
      await cleanUp().catch(() => undefined);
      await end('failed', await reportError(error, host, undefined));
    };
    for (const signal of SIGNALS) {
      const onSignal = (): void => {
        if (isTaken(signal)) return;
        proc.removeListener(signal, onSignal);
        void end(signal, SIGNAL_STATUS + constants.signals[signal]);
      };
      proc.on(signal, onSignal);
    }
    proc.once('uncaughtException', (error) => void fail(error));
    proc.stdout.on('error', (error) => {
      if (isSystemError(error, 'EPIPE')) void end('output closed', EXIT.ok);
      else
        void fail(
          new UnavailableError('UNAVAILABLE_STDOUT', `cannot write the output: ${error.message}`, { cause: error }),
        );
    });
    // Nobody is left to tell.
    proc.stderr.on('error', () => undefined);
  });
  const status = await Promise.race([run(proc.argv.slice(2), host, calledAs(proc)), endedEarly]);
  proc.exitCode = forced ?? status;
}

/** kubectl runs a plugin under the plugin's own file name. */
function calledAs({ argv }: NodeJS.Process): string {
  return basename(argv[1] ?? '') === 'kubectl-mesh' ? 'kubectl mesh' : 'meshctl';
}
