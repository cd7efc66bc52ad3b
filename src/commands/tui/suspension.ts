/** Ctrl-Z: the terminal goes back to the shell, and comes again when the shell says so. */
import process from 'node:process';
import type { RunningScreen } from '../../tui/start.tsx';

/** A screen that can be stopped. */
export interface Suspension {
  /** Stops the program; does nothing before there is a screen. */
  readonly suspend: () => void;
  /** Which screen it is about. */
  readonly of: (screen: Pick<RunningScreen, 'lend' | 'resume'>) => void;
  /** Leaves signals to themselves again. */
  readonly end: () => void;
}

/** Windows has no such signals. */
const CAN_STOP = process.platform !== 'win32';

/**
 * Stops at a key and at SIGTSTP, for in raw mode the terminal sends none itself. SIGSTOP stops: a program that listens for SIGTSTP is
 * not stopped by it. `resumed` has to change something on the screen.
 */
export function suspension(resumed: () => void): Suspension {
  if (!CAN_STOP) return { suspend: () => undefined, of: () => undefined, end: () => undefined };
  let current: Pick<RunningScreen, 'lend' | 'resume'> | undefined;
  let stopped = false;
  const suspend = (): void => {
    if (current === undefined || stopped) return;
    stopped = true;
    current.lend();
    process.kill(process.pid, 'SIGSTOP');
  };
  const goOn = (): void => {
    if (!stopped) return;
    stopped = false;
    current?.resume();
    resumed();
  };
  process.on('SIGTSTP', suspend).on('SIGCONT', goOn);
  return {
    suspend,
    of(screen) {
      current = screen;
    },
    end() {
      process.off('SIGTSTP', suspend).off('SIGCONT', goOn);
    },
  };
}
