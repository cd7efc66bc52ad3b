/** Gives the screen a terminal, and the terminal back. */
import * as ink from 'ink';
import type { ViewName } from '../stats/views/index.ts';
import { App } from './app.tsx';
import type { Session } from './session.ts';

/** The other screen of a terminal: what stood there before comes back when it is left. */
const CLEAR = '\u001B[2J\u001B[H';
const ENTER = `\u001B[?1049h\u001B[?25l${CLEAR}`;
const LEAVE = '\u001B[?1049l\u001B[?25h';

/** Drawn no more often than anybody sees. */
const MAX_FPS = 20;

/** A terminal, as Node has them. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** A screen that runs. */
export interface RunningScreen {
  /** Resolves when the user quits; rejects with what went wrong while drawing. */
  readonly ended: Promise<void>;
  /** Gives the terminal back as it was; a second call does nothing. */
  readonly restore: () => void;
  /** Lends the terminal to somebody else, until `resume`. */
  readonly lend: () => void;
  /** Takes it back. What was drawn is gone: it is drawn anew with the next change. */
  readonly resume: () => void;
}

/** In the bundle ink's layout engine is a promise: modules of CommonJS cannot wait for it, see scripts/ink.ts. */
async function layoutEngine(): Promise<void> {
  await Reflect.get(ink, 'ready');
}

/** Gives the terminal away for a while, and takes it back; `forget` says that nothing that was drawn is there any more. */
function lending({ stdin, stdout }: Terminal, forget: () => void): Pick<RunningScreen, 'lend' | 'resume'> {
  return {
    lend() {
      forget();
      stdin.setRawMode(false);
      stdout.write(LEAVE);
    },
    resume() {
      stdout.write(ENTER);
      stdin.setRawMode(true);
    },
  };
}

/** Draws the screen until the user quits. */
export async function startScreen(
  session: Session,
  view: ViewName,
  { stdin, stdout }: Terminal,
): Promise<RunningScreen> {
  await layoutEngine();
  stdout.write(ENTER);
  const app = ink.render(<App session={session} view={view} />, {
    stdin,
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: MAX_FPS,
  });
  // What was drawn for another size wraps and scrolls: nothing of it can be overwritten line by line.
  const resized = (): void => {
    app.clear();
    stdout.write(CLEAR);
  };
  stdout.on('resize', resized);
  let restored = false;
  return {
    ...lending({ stdin, stdout }, () => app.clear()),
    ended: app.waitUntilExit().then(() => undefined),
    restore() {
      if (restored) return;
      restored = true;
      stdout.off('resize', resized);
      app.unmount();
      stdout.write(LEAVE);
    },
  };
}
