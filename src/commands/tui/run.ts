import { readInput } from '../../io/inputs.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { readRecording } from '../../stats/live/recording.ts';
import type { Terminal } from '../../tui/start.tsx';
import { durationMs } from '../stats/duration.ts';
import type { TuiFlags } from './flags.ts';
import { liveSession, type RunningSession } from './live-session.ts';
import { type Moments, momentsOf, replaySession } from './replay-session.ts';
import { NO_SOURCES, readSources } from './sources.ts';

/** A call of tui. */
export interface TuiCall {
  readonly flags: TuiFlags;
  readonly words: readonly string[];
  readonly host: Host;
}

/** `meshctl tui`: the screen, or one view of it where there is none. */
export async function runTui(call: TuiCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const tickMs = durationMs(flags.tick, '--tick');
  const names = namesOf(call);
  const moments = flags.replay === undefined ? undefined : await recorded(flags.replay, host);
  const terminal = terminalOf(host);
  if (flags.once || flags.output !== 'table' || terminal === undefined) {
    await printOnce({ names, tickMs, moments }, call);
    return EXIT.ok;
  }
  const sources = flags.filename ? await readSources(flags.filename, host) : NO_SOURCES;
  const parts = { flags, host, sources };
  // A pace of one's own is one that is not the default.
  const running = moments
    ? replaySession(moments, flags.tick === '2s' ? undefined : tickMs, parts)
    : liveSession(names, tickMs, parts);
  await show(running, terminal, call);
  return EXIT.ok;
}

/** The admin ports that are named. Throws UsageError when there is neither one nor a recording, or both. */
function namesOf({ flags, words }: TuiCall): readonly string[] {
  const names = [...(flags.admin ?? []), ...words];
  if (names.length > 0 !== (flags.replay !== undefined)) return names;
  const both = names.length > 0;
  throw new UsageError('USAGE_SOURCE', both ? 'a recording and live proxies are named' : 'no proxy is named', {
    hint: 'give HOST:PORT of an admin port (kubectl port-forward POD 15000), or --replay FILE',
  });
}

async function recorded(file: string, host: Host): Promise<Moments> {
  const bytes = await readInput(file, host);
  return momentsOf(readRecording(new TextDecoder().decode(bytes), file), file);
}

/** The terminal of the run; `undefined` where somebody else reads or writes. */
function terminalOf({ stdin, stdout }: Host): Terminal | undefined {
  if (!stdout.isTTY || !stdin.isTTY) return undefined;
  // The border to Node.js: what calls itself a terminal there is one of its streams.
  return { stdin: stdin as unknown as NodeJS.ReadStream, stdout: stdout as unknown as NodeJS.WriteStream };
}

interface Watched {
  readonly names: readonly string[];
  readonly tickMs: number;
  readonly moments: Moments | undefined;
}

async function printOnce({ names, tickMs, moments }: Watched, { flags, host }: TuiCall): Promise<void> {
  const { lookedAt, printedView } = await import('./once.ts');
  const proxies = moments ? moments.at(moments.count) : await lookedAt(names, tickMs, { flags, host });
  host.stdout.write(await printedView(proxies, { flags, host }));
}

/** Shows the screen until the user quits. However it ends, the terminal is given back. */
async function show(
  { session, run, close }: RunningSession,
  terminal: Terminal,
  { flags, host }: TuiCall,
): Promise<void> {
  const { startScreen } = await import('../../tui/start.tsx');
  const { ended, restore } = await startScreen(session, flags.view, terminal);
  const release = host.onInterrupt(restore);
  try {
    // A defect in the loop must end the screen too, or nobody would see it.
    await Promise.race([ended, run().then(() => ended)]);
  } finally {
    close();
    restore();
    release();
  }
}
