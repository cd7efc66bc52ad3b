import { durationMs } from '../../cli/duration.ts';
import { readInput } from '../../io/inputs.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import type { ProxyLive } from '../../stats/live/proxy.ts';
import type { Terminal } from '../../tui/start.tsx';
import { type AdminPort, WITH_PORT, withPorts } from '../stats/ports.ts';
import type { TuiFlags } from './flags.ts';
import type { Moments } from './replay-session.ts';
import type { RunningSession } from './session.ts';
import { NO_SOURCES } from './source-index.ts';

/** As the flag is declared. */
const DEFAULT_INTERVAL = '2s';

/** A call of tui. */
export interface TuiCall {
  readonly flags: TuiFlags;
  readonly words: readonly string[];
  readonly host: Host;
}

/** `meshctl tui`: the screen, or one view of it where there is none. */
export async function runTui(call: TuiCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const tickMs = durationMs(flags.interval, '--interval');
  const names = namesOf(call);
  const moments = flags.replay === undefined ? undefined : await recorded(flags.replay, host);
  const { live, saved } = await apart(names, host);
  if (live.length === 0) return watch({ ports: [], tickMs, moments, saved }, call);
  return withPorts(live, { flags, host }, (ports) => watch({ ports, tickMs, moments, saved }, call));
}

/** Names of proxies that can be asked, and the proxies of files and folders; what reads those is not loaded for live ones. */
async function apart(
  names: readonly string[],
  host: Host,
): Promise<{ readonly live: readonly string[]; readonly saved: readonly ProxyLive[] }> {
  if (names.every((name) => WITH_PORT.test(name))) return { live: names, saved: [] };
  const { isSaved, savedProxies } = await import('./saved.ts');
  const live = names.filter((name) => !isSaved(name, host));
  return {
    live,
    saved: await savedProxies(
      names.filter((name) => isSaved(name, host)),
      host,
    ),
  };
}

async function watch(watched: Watched, call: TuiCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const terminal = terminalOf(host);
  if (flags.once || flags.output !== 'table' || terminal === undefined) {
    await printOnce(watched, call);
    return EXIT.ok;
  }
  await show(await sessionOf(watched, call), terminal, call);
  return EXIT.ok;
}

/** What the screen is about; only what it takes is loaded, for a screen should come at once. */
async function sessionOf(
  { ports, tickMs, moments, saved }: Watched,
  { flags, host }: TuiCall,
): Promise<RunningSession> {
  const sources = flags.filename ? await (await import('./sources.ts')).readSources(flags.filename, host) : NO_SOURCES;
  const parts = { flags, host, sources };
  if (ports.length > 0) return (await import('./live-session.ts')).liveSession({ ports, saved, tickMs }, parts);
  if (moments === undefined) return (await import('./still-session.ts')).stillSession(saved, parts);
  const { replaySession } = await import('./replay-session.ts');
  // A pace of one's own is one that is not the default.
  return replaySession(moments, flags.interval === DEFAULT_INTERVAL ? undefined : tickMs, parts);
}

/** The admin ports that are named. Throws UsageError when there is neither one nor a recording, or both. */
function namesOf({ flags, words }: TuiCall): readonly string[] {
  const names = [...(flags.admin ?? []), ...words];
  if (names.length > 0 !== (flags.replay !== undefined)) return names;
  const both = names.length > 0;
  throw new UsageError('USAGE_SOURCE', both ? 'a recording and live proxies are named' : 'no proxy is named', {
    hint: 'give HOST:PORT of an admin port, a workload (POD[.NAMESPACE], deploy/NAME), saved answers, or --replay FILE',
  });
}

async function recorded(file: string, host: Host): Promise<Moments> {
  const { momentsOf } = await import('./replay-session.ts');
  const { readRecording } = await import('../../stats/live/recording.ts');
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
  readonly ports: readonly AdminPort[];
  readonly tickMs: number;
  readonly moments: Moments | undefined;
  readonly saved: readonly ProxyLive[];
}

async function printOnce({ ports, tickMs, moments, saved }: Watched, { flags, host }: TuiCall): Promise<void> {
  const { lookedAt, printedView } = await import('./once.ts');
  const live = ports.length === 0 ? [] : await lookedAt(ports, tickMs, { flags, host });
  const proxies = moments?.at(moments.count) ?? [...live, ...saved];
  host.stdout.write(await printedView(proxies, { flags, host }));
}

/** Shows the screen until the user quits. However it ends, the terminal is given back. */
async function show(
  { session, tell, run, close }: RunningSession,
  terminal: Terminal,
  { flags, host }: TuiCall,
): Promise<void> {
  const { startScreen } = await import('../../tui/start.tsx');
  const { suspension } = await import('./suspension.ts');
  const stopping = suspension(() => tell(`continued at ${host.now().toTimeString().slice(0, 'HH:MM:SS'.length)}`));
  const screen = await startScreen({ ...session, suspend: stopping.suspend }, flags.view, terminal);
  const { ended, restore } = screen;
  stopping.of(screen);
  const release = host.onInterrupt(restore);
  try {
    // A defect in the loop must end the screen too, or nobody would see it.
    await Promise.race([ended, run().then(() => ended)]);
  } finally {
    close();
    restore();
    stopping.end();
    release();
  }
}
