/** What all sessions have: the state, files, the clipboard. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileProblem } from '../../io/problems.ts';
import { writeAtomically } from '../../io/write.ts';
import { MeshctlError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { wantsColor } from '../../output/color.ts';
import { GLYPHS, type Glyphs } from '../../stats/format.ts';
import type { Tick } from '../../stats/live/pages.ts';
import { recordingHeader, recordLine } from '../../stats/live/recording.ts';
import type { LiveState, Session } from '../../tui/session.ts';
import type { TuiFlags } from './flags.ts';
import type { SourceIndex } from './source-index.ts';
import type { Store } from './store.ts';

/** Terminals refuse to copy more. */
const MOST_COPIED = 100_000;

/** What a session is made of. */
export interface SessionParts {
  readonly flags: TuiFlags;
  readonly host: Host;
  readonly sources: SourceIndex;
}

/** A session that runs until it is closed. */
export interface RunningSession {
  /** All but what takes the screen itself. */
  readonly session: Omit<Session, 'suspend'>;
  /** Says something at the foot of the screen. */
  readonly tell: (message: string) => void;
  /** Looks until the run is ended or the session closed. Throws what is no message for the screen. */
  readonly run: () => Promise<void>;
  readonly close: () => void;
}

/** The characters a terminal can be expected to show. */
export function glyphsFor({ ascii }: TuiFlags, { env }: Host): Glyphs {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const plain = ascii === true || env['TERM'] === 'linux' || /^(?:C|POSIX)$/.test(locale);
  return plain ? GLYPHS.ascii : GLYPHS.unicode;
}

/** The parts of a session that do not depend on where the looks come from. */
export function commonSession(store: Store<LiveState>, { flags, host, sources }: SessionParts) {
  return {
    state: store.get,
    subscribe: store.subscribe,
    dismiss: () => store.set({ message: undefined }),
    copy(text) {
      // OSC 52: the terminal puts it into the clipboard of the machine it runs on, also over ssh.
      host.stdout.write(`\u001B]52;c;${Buffer.from(text.slice(0, MOST_COPIED)).toString('base64')}\u0007`);
    },
    write(view, content, file) {
      const stamp = host
        .now()
        .toISOString()
        .slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM:SS'.length)
        .replaceAll(':', '');
      const name = file ?? `meshctl-${view}-${stamp}.txt`;
      writeAtomically(name, content, host).then(
        () => store.set({ message: `wrote ${name}` }),
        (error: unknown) => store.set({ message: messageOf(error) }),
      );
    },
    sources: (paths) => sources.find(paths),
    hasSources: sources.size > 0,
    glyphs: glyphsFor(flags, host),
    color: wantsColor({ choice: flags.color, env: host.env, stream: host.stdout }),
  } satisfies Partial<Session>;
}

/** What a user is told of an error that does not end the run; defects do. */
export function messageOf(error: unknown): string {
  if (error instanceof MeshctlError) return error.message;
  throw error;
}

/** A file looks are written to, one by one: what was written stays whatever happens later. */
export interface Recorder {
  readonly file: string;
  readonly write: (tick: Tick) => void;
}

/** Begins a recording. Throws what {@link fileProblem} makes of a file that cannot be written. */
export function startRecording(file: string, host: Host): Recorder {
  const path = resolve(host.cwd, file);
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw fileProblem(error, 'write', file);
    }
  };
  guarded(() => writeFileSync(path, recordingHeader()));
  return { file, write: (tick) => guarded(() => appendFileSync(path, recordLine(tick))) };
}
